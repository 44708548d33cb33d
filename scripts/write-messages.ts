import { readFileSync, writeFileSync } from "node:fs";
import { messagesPage } from "../test/support/messages.ts";

// Writes the tables of docs/messages.md anew, between its marks.
const path = new URL("../docs/messages.md", import.meta.url);
writeFileSync(
  path,
  readFileSync(path, "utf8").replace(
    /(<!-- messages -->\n)[\s\S]*?(\n<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}${messagesPage()}${end}`,
  ),
);
