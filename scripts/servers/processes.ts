import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { createServer } from "node:net";

const NOISE_KEPT = 64 * 1024;

/** A program in a process group of its own, with the last of what it printed. */
export interface Running {
  readonly process: ChildProcess;
  printed(): string;
  /** Ends the whole group and waits for it; by force after some seconds. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Waits until something has been printed. @throws when it ends, or the time is up, before */
  until(found: (printed: string) => boolean, what: string): Promise<void>;
}

const PATIENCE_MS = 60_000;
const STOPPING_MS = 10_000;
const LOOK_MS = 50;

export function start(program: string, args: readonly string[], options: SpawnOptions): Running {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let noise = "";
  let ended: string | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      noise = (noise + text).slice(-NOISE_KEPT);
    });
  const exit = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ended = error.message;
      resolve();
    });
    child.once("exit", (code, signal) => {
      ended = `it ended with ${signal ?? code}`;
      resolve();
    });
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group has ended.
    }
  };
  return {
    process: child,
    printed: () => noise,
    async stop(signal = "SIGTERM") {
      kill(signal);
      const timer = setTimeout(() => kill("SIGKILL"), STOPPING_MS);
      await exit;
      clearTimeout(timer);
      // Whoever it has started itself and left behind.
      kill("SIGKILL");
    },
    async until(found, what) {
      for (
        const begun = Date.now();
        !found(noise);
        await new Promise((resume) => {
          setTimeout(resume, LOOK_MS);
        })
      ) {
        if (ended !== undefined || Date.now() - begun > PATIENCE_MS)
          throw new Error(`${what}: ${ended ?? "it takes too long"}\n${noise.split("\n").slice(-15).join("\n")}`);
      }
    },
  };
}

/** A port of the loopback address that nobody listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
