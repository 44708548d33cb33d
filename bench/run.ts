import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * Runs every benchmark, one after the other and each in a process of its own.
 * `npm run bench [-- --json] [-- --smoke] [-- NAME …]`; with `--json` one object a line.
 */
const names = [
  "profile",
  "events",
  "population",
  "segments",
  "workspace",
  "prove",
  "language",
  "studio",
  "models",
  "sql",
] as const;
const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
let failed = false;
for (const name of names) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...flags], {
    stdio: "inherit",
  });
  if (status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
