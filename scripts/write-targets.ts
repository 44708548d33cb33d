import { readFileSync, writeFileSync } from "node:fs";
import { targetsTable } from "../test/support/targets.ts";

// Writes the table of docs/targets.md anew, between its marks.
const path = new URL("../docs/targets.md", import.meta.url);
writeFileSync(
  path,
  readFileSync(path, "utf8").replace(
    /(<!-- table -->\n)[\s\S]*?(\n<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}${targetsTable()}${end}`,
  ),
);
