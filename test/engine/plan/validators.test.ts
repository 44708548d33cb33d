import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import { isPlan } from "../../../engine/plan/plan-validator.ts";
import { isArtefact } from "../../../engine/models/artefact-validator.ts";
import { validatorModule, validators } from "../../../scripts/validator-source.ts";

const root = new URL("../../../", import.meta.url);

type Holder = Record<string, unknown>;
const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null;

/** Every place in a value: what holds it, and by which key. */
const placesIn = (value: unknown): (readonly [Holder, string])[] =>
  isHolder(value) ? Object.keys(value).flatMap((key) => [[value, key] as const, ...placesIn(value[key])]) : [];

const wrongs = ["gone", null, 7, -0.5, "x", "", {}, [], [null], { kind: "date" }, { op: "field" }] as const;

describe("the validators", () => {
  it.for(validators)("$file is what its schema gives (npm run validators)", (validator) => {
    expect(readFileSync(new URL(validator.file, root), "utf8") === validatorModule(validator)).toBe(true);
  });

  const { plan } = compileWorkspace(openWorkspace(new URL("examples/northwind", root).pathname));
  const model: unknown = JSON.parse(
    readFileSync(new URL("examples/northwind/models/leaving.model.json", root), "utf8"),
  );
  it.for([
    ["plan", isPlan, { ...plan, source: { files: [], outputs: {} } }],
    ["model", isArtefact, model],
  ] as const)("of a %s decides as the schema does, whatever is wrong", ([, validate, good]) => {
    const { schema } = validators[validate === isPlan ? 0 : 1] ?? {};
    const bySchema = new Ajv({ strict: false, allErrors: false }).compile(schema ?? {});
    expect([validate(good), bySchema(good)]).toEqual([true, true]);
    const seen = new Set<boolean>();
    const copy: unknown = structuredClone(good);
    const places = placesIn(copy);
    assert(
      property(integer({ min: 0, max: 1_000_000 }), constantFrom(...wrongs), (at, wrong) => {
        const [holder, key] = places[at % places.length] ?? [{}, ""];
        const right = holder[key];
        if (wrong === "gone") delete holder[key];
        else holder[key] = wrong;
        const found = [validate(copy), bySchema(copy)];
        holder[key] = right;
        expect(found[0]).toBe(found[1]);
        seen.add(found[0] === true);
      }),
      { numRuns: 200, seed: 14 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });
});
