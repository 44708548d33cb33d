import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Cell, Row } from "../warehouse.ts";
import { engineMessage, WarehouseError, type WarehouseProblem } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** A value as the session says it: JSON has no infinities. */
type SparkCell = Cell | { readonly number: string };

/** A line that the session answers. */
interface Reply {
  readonly ready?: string;
  readonly done?: true;
  readonly progress?: readonly [number, number];
  readonly rows?: readonly (readonly SparkCell[])[];
  readonly columns?: readonly string[];
  readonly tables?: readonly string[];
  readonly error?: WarehouseProblem | "cancelled";
  readonly message?: string;
}

/** What a request came to. */
export interface Outcome {
  readonly rows: Row[];
  readonly columns: readonly string[];
  readonly tables: readonly string[];
}

interface Waiting {
  readonly take: (reply: Reply) => void;
  readonly fail: (error: Error) => void;
}

const NOISE_KEPT = 8192;
const CLOSING_MS = 15_000;

/** A Spark session in a process of its own, spoken to in lines of JSON: see session.py. */
export class SparkChannel {
  readonly version: string;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly line: Line;

  private constructor(process: ChildProcessWithoutNullStreams, line: Line, version: string) {
    this.process = process;
    this.line = line;
    this.version = version;
  }

  /**
   * @param python the program that runs the session, with pyspark or a SPARK_HOME
   * @throws WarehouseError when Python, pyspark or Java is missing, or the master does not answer
   */
  static async open(python: string, opening: object, signal: AbortSignal | undefined): Promise<SparkChannel> {
    // In a group of its own: Ctrl-C is ours to pass on, and one signal ends Spark's JVM with it.
    const process = spawn(python, ["-u", fileURLToPath(new URL("session.py", import.meta.url))], {
      stdio: "pipe",
      detached: true,
    });
    const line = new Line(process, python);
    const end = (): void => endGroup(process, "SIGKILL");
    signal?.addEventListener("abort", end, { once: true });
    try {
      const version = await line.ask<string>(opening, (reply, finish) => {
        if (reply.ready !== undefined) finish(reply.ready);
      });
      return new SparkChannel(process, line, version);
    } catch (error) {
      end();
      throw error;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  request(request: object, progress: ((done: number, total: number) => void) | undefined): Promise<Outcome> {
    const rows: Row[] = [];
    return this.line.ask<Outcome>(request, (reply, finish) => {
      if (reply.progress !== undefined) progress?.(...reply.progress);
      if (reply.rows !== undefined) for (const row of reply.rows) rows.push(row.map(readCell));
      if (reply.done === true) finish({ rows, columns: reply.columns ?? [], tables: reply.tables ?? [] });
    });
  }

  /** Asks the session to stop what it does. */
  cancel(): void {
    this.line.send({ do: "cancel" });
  }

  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      this.process.once("exit", () => resolve());
    });
    this.process.stdin.end();
    const timer = setTimeout(() => endGroup(this.process, "SIGKILL"), CLOSING_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** Lines to and from a process: one question at a time. */
class Line {
  private readonly process: ChildProcessWithoutNullStreams;
  private waiting: Waiting | undefined;
  private noise = "";
  private ended: WarehouseError | undefined;

  constructor(process: ChildProcessWithoutNullStreams, python: string) {
    this.process = process;
    process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.noise = (this.noise + text).slice(-NOISE_KEPT);
    });
    process.stdin.on("error", () => undefined);
    process.once("error", () => this.end(new WarehouseError("missing", message("no-python", { python }))));
    process.once("close", () =>
      this.end(new WarehouseError("gone", message("spark-ended", { words: lastWords(this.noise) }))),
    );
    createInterface({ input: process.stdout, crlfDelay: Infinity }).on("line", (text) =>
      this.waiting?.take(JSON.parse(text)),
    );
  }

  send(message: object): void {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** @param hear takes each line of the answer until it calls `finish` */
  ask<Answer>(message: object, hear: (reply: Reply, finish: (answer: Answer) => void) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      const settle = (): void => {
        this.waiting = undefined;
      };
      this.waiting = {
        take: (reply) => {
          if (reply.error === undefined)
            return hear(reply, (answer) => {
              settle();
              resolve(answer);
            });
          settle();
          reject(this.problem(reply.error, reply.message ?? ""));
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      this.send(message);
    });
  }

  private end(error: WarehouseError): void {
    this.ended ??= error;
    this.waiting?.fail(this.ended);
  }

  private problem(kind: WarehouseProblem | "cancelled", words: string): Error {
    switch (kind) {
      case "missing":
        return new WarehouseError("missing", message("spark-missing"));
      case "unreachable":
        return new WarehouseError(
          "unreachable",
          /JAVA_GATEWAY_EXITED/.test(words)
            ? message("spark-needs-java", { words: lastWords(this.noise) })
            : message("spark-unreachable", { reason: engineMessage(words), words: lastWords(this.noise) }),
        );
      case "gone":
        return new WarehouseError("gone", message("spark-gone", { reason: engineMessage(words) }));
      case "inexact":
        return new WarehouseError("inexact", message("spark-says", { reason: words }));
      case "cancelled":
      case "failed":
      case "refused":
        return new WarehouseError("failed", message("spark-says", { reason: engineMessage(words) }));
    }
  }
}

/** The last line that says something went wrong, out of all that Spark logs. */
function lastWords(noise: string): string {
  const words = noise.split("\n").findLast((line) => /error|exception|unresponsive|killed|JAVA_HOME/i.test(line));
  return words === undefined ? "" : ` (${engineMessage(words)})`;
}

/** Ends a process and those that it started. */
function endGroup(process: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (process.pid === undefined || process.exitCode !== null) return;
  try {
    globalThis.process.kill(-process.pid, signal);
  } catch {
    // It has ended in this moment.
  }
}

function readCell(value: SparkCell): Cell {
  if (value === null || typeof value !== "object") return value;
  return value.number === "inf" ? Infinity : value.number === "-inf" ? -Infinity : Number.NaN;
}
