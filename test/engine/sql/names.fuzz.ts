import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { awkwardNames, namedPrograms } from "../../support/awkward-names.ts";
import { sqlDifference } from "../../support/sql-differential.ts";
import { duckdbEngine, sqliteEngine } from "../../support/sql-engines.ts";
import { amount } from "../../support/tier.ts";

/** How many names a program has. */
const CHUNK = 32;

const chunks = Array.from({ length: Math.ceil(awkwardNames.length / CHUNK) }, (_, index) =>
  awkwardNames.slice(index * CHUNK, (index + 1) * CHUNK),
);

describe.for([
  ["sqlite", sqliteEngine],
  ["duckdb", duckdbEngine],
] as const)("words of the language and of databases as names on %s", ([target, engineOf]) => {
  it.for(Object.entries(namedPrograms))("%s", async ([, program]) => {
    const engine = await engineOf();
    for (const [seed, words] of chunks.slice(-amount(2, chunks.length)).entries()) {
      const { plan, diagnostics } = compile({
        files: [{ path: "rules.tagma", text: program(words) }],
        settings: planSettings({}),
      });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      if (plan === undefined) throw new Error("there is no plan");
      expect((await sqlDifference(engine, target, plan, seed, 3)).difference).toBeUndefined();
    }
    await engine.close();
  });
});
