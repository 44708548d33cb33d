import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/**
 * Northwind with many customers, imported, in a folder of its own. It makes some 40 events a customer, of which every
 * fourth is kept: 100,000 customers have about 1,000,000.
 */
export function northwindFolder(customers: number): {
  readonly folder: string;
  readonly tagma: (...args: readonly string[]) => string;
} {
  const folder = mkdtempSync(join(tmpdir(), "tagma-bench-"));
  const tagma = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, "bin/tagma.js"), ...args, "-w", folder], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
  cpSync(join(root, "examples/northwind"), folder, {
    recursive: true,
    filter: (source) => !/\/(data|\.tagma)$/.test(source),
  });
  execFileSync(
    process.execPath,
    [join(root, "examples/northwind/generate.ts"), "--customers", String(customers), "--out", join(folder, "data")],
    { stdio: "pipe" },
  );
  for (const file of ["orders.csv", "views.csv", "other.jsonl"]) {
    const [first = "", ...lines] = readFileSync(join(folder, "data", file), "utf8")
      .trimEnd()
      .split("\n");
    writeFileSync(join(folder, "data", file), `${[first, ...lines.filter((_, line) => line % 4 === 0)].join("\n")}\n`);
  }
  tagma("import");
  return { folder, tagma };
}
