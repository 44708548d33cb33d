import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Copies into dist/ what the compiler leaves out: files of the sources that are no TypeScript.
const root = fileURLToPath(new URL("../", import.meta.url));
for (const file of ["warehouse/spark/session.py"]) {
  const target = join(root, "dist", file);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(root, file), target);
}
