import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const rules =
  "profile customer { city : text   phone : text personal }\nevent bought { amount : money at least 0 required   note : text }\nstatistical tag spent = sum of bought.amount\n";
export const people = { name: "c", file: "c.csv", profile: true, customer: "id" };
export const orders = { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" };
/** Rows of orders, of 500 customers. */
export const many = (from: number, count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `o${from + index},c${index % 500},2026-01-01T10:00,${index % 90}.50,note ${index}\n`,
  ).join("");

const bin = fileURLToPath(new URL("../../bin/tagma.js", import.meta.url));

/** A command in a process of its own, in a shell that may limit it. */
export function start(
  args: readonly string[],
  limit = "",
): {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly out: string;
    readonly err: string;
  }>;
} {
  const child =
    limit === ""
      ? spawn(process.execPath, [bin, ...args])
      : spawn("bash", ["-c", `${limit}; exec "$0" "$@"`, process.execPath, bin, ...args]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on("data", (piece: Buffer) => {
    err += piece.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null; out: string; err: string }>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, ended };
}
