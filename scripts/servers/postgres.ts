import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, start } from "./processes.ts";

/** A PostgreSQL of the tests' own. */
export interface PostgresServer {
  /** With the password in it, which is random and good for this server alone. */
  readonly url: string;
  /** Ends it at once, as a crash of the machine would, or in good order; its files are removed. */
  stop(how?: "crash"): Promise<void>;
}

/** Starts a PostgreSQL in a temporary folder, on a free port of the loopback address. @param bin the folder of `initdb` and `postgres` */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "tagma-postgres-"));
  try {
    // It refuses to run as root.
    const owner = process.getuid?.() === 0 ? unprivileged() : undefined;
    const password = crypto.randomUUID();
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, password);
    if (owner !== undefined) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const options = { cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", HOME: folder }, ...owner };
    const data = join(folder, "data");
    // A locale that does not compare by code point, where there is one: the tables must not depend on it.
    execFileSync(
      join(bin, "initdb"),
      [
        "-D",
        data,
        "-U",
        "tagma",
        "--auth=scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale-provider=icu",
        "--icu-locale=en-US",
        "--no-sync",
      ],
      { ...options, stdio: "pipe" },
    );
    rmSync(passwordFile);
    const port = await freePort();
    const server = start(
      join(bin, "postgres"),
      [
        "-D",
        data,
        "-p",
        String(port),
        "-k",
        folder,
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "fsync=off",
        "-c",
        "max_wal_size=2GB",
        "-c",
        "shared_buffers=256MB",
      ],
      options,
    );
    await server.until(
      (printed) => printed.includes("database system is ready to accept connections"),
      "PostgreSQL does not start",
    );
    return {
      url: `postgres://tagma:${password}@127.0.0.1:${port}/postgres`,
      async stop(how) {
        // SIGINT ends all sessions in good order; a killed postmaster leaves sessions that end with it.
        await server.stop(how === "crash" ? "SIGKILL" : "SIGINT");
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function unprivileged(): { readonly uid: number; readonly gid: number } {
  for (const name of ["postgres", "nobody"]) {
    try {
      const number = (flag: string): number =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: number("-u"), gid: number("-g") };
    } catch {
      // There is no such user.
    }
  }
  throw new Error("there is no user but root to run PostgreSQL as");
}
