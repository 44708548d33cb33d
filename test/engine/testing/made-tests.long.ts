import { expect, it } from "vitest";
import { madeTests } from "../../support/made-tests.ts";
import { exampleFiles } from "../../support/proofs.ts";

it("tests made for Northwind pass, and notice every mistake for which a customer was found", () => {
  const { files, settings } = exampleFiles("northwind");
  const found = madeTests(
    files.filter(({ path }) => ["value.tagma", "basics.tagma", "schema.tagma", "behaviour.tagma"].includes(path)),
    settings,
    "northwind",
  );
  expect(found.shown).toBeGreaterThan(200);
  // A VIP of the past who is none now is not found; every other value is.
  expect(found).toMatchObject({ failing: [], unnoticed: [], unseen: ["lost_vip yes"] });
});
