import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { targetsTable } from "../../support/targets.ts";

it("docs/targets.md says what runs and what is refused (written by scripts/write-targets.ts)", () => {
  const page = readFileSync(new URL("../../../docs/targets.md", import.meta.url), "utf8");
  expect(/<!-- table -->\n([\s\S]*?)\n<!-- end -->/.exec(page)?.[1]).toBe(targetsTable());
});
