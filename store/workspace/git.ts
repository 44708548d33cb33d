import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** git did not do what it was asked to; the message is what it said. */
export class GitError extends Error {
  /** Whether git is not there, took too long, or ended with an error. */
  readonly kind: "missing" | "late" | "refused";
  constructor(kind: GitError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

const TIME_LIMIT = 30_000;
const OUTPUT_LIMIT = 256 * 1024 * 1024;

/**
 * Runs git in a folder, without a shell. Paths are taken as they are written, whatever `*`, `?`, `[` or `:` they hold;
 * git asks nobody for a password.
 * @returns what git printed
 * @throws GitError
 */
export async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    return (await run("git", ["-C", folder, ...args], options())).stdout;
  } catch (error) {
    throw gitError(error);
  }
}

/** The same, while nothing else goes on in this thread. @throws GitError */
export function gitSync(folder: string, args: readonly string[]): string {
  try {
    return execFileSync("git", ["-C", folder, ...args], { ...options(), stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw gitError(error);
  }
}

const options = () => ({
  encoding: "utf8" as const,
  maxBuffer: OUTPUT_LIMIT,
  timeout: TIME_LIMIT,
  env: { ...process.env, GIT_LITERAL_PATHSPECS: "1", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
});

function gitError(error: unknown): GitError {
  if (!(error instanceof Error)) return new GitError("refused", String(error));
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new GitError("missing", "git is not installed");
  if (code === "ETIMEDOUT" || ("killed" in error && error.killed === true && code === null))
    return new GitError("late", `git took longer than ${TIME_LIMIT / 1000} s`);
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  const [line = error.message] = said === "" ? [] : said.split("\n");
  return new GitError("refused", line);
}
