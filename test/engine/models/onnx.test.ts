import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitProblem } from "../../../engine/plan/fit.ts";
import { fitValue } from "../../../engine/models/fit-value.ts";
import { loadModel } from "../../../engine/models/load.ts";
import { boundary, stepped, type Step } from "../../../engine/models/onnx/float.ts";
import { importOnnx } from "../../../engine/models/onnx/import.ts";
import { OnnxRefusal } from "../../../engine/models/onnx/refusal.ts";
import { onnxRuntime } from "../../../store/train/onnx-runtime.ts";
import { folderWith, tagma, tagmaOut } from "../../support/command.ts";
import { compareExecutors } from "../../support/model-executors.ts";

/** Files and what onnxruntime says of some rows; `onnx/make.py` makes both. */
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`onnx/${name}.onnx`, import.meta.url)));
type Cell = number | string | null;
const expected: Record<
  string,
  { readonly rows: readonly (readonly Cell[])[]; readonly results: readonly (number | null)[] }
> = JSON.parse(readFileSync(new URL("onnx/expected.json", import.meta.url), "utf8"));
const three = ["x", "y", "z"];

const installed = (await onnxRuntime(bytesOf("logistic"))) !== undefined;

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof OnnxRefusal) return error.message;
    throw error;
  }
  return "";
}

describe("a file that is taken over", () => {
  it.each(Object.keys(expected))("gives what its own runtime gives: %s", (name) => {
    const { rows = [], results = [] } = expected[name] ?? {};
    const { fit, sources, gives } = importOnnx(bytesOf(name), name === "mixed" ? ["a", "b", "c", "city"] : three);
    expect(fitProblem(fit, sources.length)).toBeUndefined();
    let farthest = 0;
    const wrong: unknown[] = [];
    for (const [place, row] of rows.entries()) {
      const args = sources.map(({ feature, value }) => {
        const cell = row[feature] ?? null;
        return cell === null ? Number.NaN : value === null ? Number(cell) : Number(cell === value);
      });
      const [own, told] = [fitValue(fit, args), results[place] ?? Number.NaN];
      if (Number.isNaN(own) !== Number.isNaN(told)) wrong.push([row, own, told]);
      else if (!Number.isNaN(own)) farthest = Math.max(farthest, Math.abs(own - told) / Math.max(1, Math.abs(told)));
    }
    expect(wrong).toEqual([]);
    // Single precision on one side, leaves in millionths on the other.
    expect(farthest).toBeLessThan(3e-6);
    expect(gives).toBe(/value|ridge|turned/.test(name) ? "value" : "probability");
  });

  it("decides on both sides of a threshold as single precision does", () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e6), max: Math.fround(1e6) });
    fc.assert(
      fc.property(float, fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (threshold, value) => {
        const at = boundary((number) => number <= threshold);
        const [spaced, next] = [Math.abs(threshold) * 2 ** -24, Math.abs(threshold) * 2 ** -25];
        let agree = true;
        for (const x of [
          value,
          threshold,
          threshold + spaced,
          threshold - spaced,
          threshold + next,
          threshold + spaced * 0.999,
          threshold + spaced * 1.001,
          at,
          at + Math.abs(at) * 2 ** -52,
          at - Math.abs(at) * 2 ** -52,
        ])
          agree &&= x <= at === Math.fround(x) <= threshold;
        expect(agree).toBe(true);
      }),
    );
    const step: fc.Arbitrary<Step> = fc.record({
      kind: fc.constantFrom("add" as const, "multiply" as const, "divide" as const),
      by: fc.float({ noNaN: true, min: Math.fround(0.01), max: 100 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 4 }),
        float,
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 20 }),
        (steps, threshold, values) => {
          const at = boundary((number) => stepped(number, steps) <= threshold);
          expect([...values, at].every((x) => x <= at === stepped(x, steps) <= threshold)).toBe(true);
        },
      ),
    );
  });

  it("is refused by the name of what is not understood", () => {
    expect(refusalOf(() => importOnnx(bytesOf("refused-network"), three))).toContain(
      "this version does not take over `MatMul` with 3 results, such as neural networks have",
    );
    expect(refusalOf(() => importOnnx(bytesOf("refused-three-classes"), three))).toContain(
      "`TreeEnsembleClassifier` of 3 classes; two are understood",
    );
    expect(refusalOf(() => importOnnx(bytesOf("refused-doubles"), three))).toContain(
      "its input `X` is neither of `float` nor of `string`",
    );
    expect(refusalOf(() => importOnnx(bytesOf("logistic"), ["x", "y"]))).toContain(
      "it takes 3 columns, and the model names 2 features",
    );
    expect(importOnnx(bytesOf("zipped"), three).gives).toBe("probability");
  });

  it("is refused when it is damaged, and never more than that", () => {
    const names = ["logistic", "boosted", "mixed", "xgboost", "gemm-sigmoid"];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.record({ at: fc.nat(10_000), to: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(10_000)),
        (name, changes, end) => {
          const bytes = bytesOf(name);
          for (const { at, to } of changes) bytes[at % bytes.length] = to;
          const cut = end === null ? bytes : bytes.subarray(0, end % bytes.length);
          let fits = true;
          refusalOf(() => {
            const { fit, sources } = importOnnx(cut, name === "mixed" ? ["a", "b", "c", "city"] : three);
            fits = fitProblem(fit, sources.length) === undefined;
            if (fits)
              fitValue(
                fit,
                sources.map(() => 1),
              );
          });
          expect(fits).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(0x3a, 0x80, 0x80, 0x80, 0x80, 0x10),
      new TextEncoder().encode("{}"),
      new Uint8Array(1000).fill(255),
    ])
      expect(refusalOf(() => importOnnx(bytes, three))).not.toBe("");
  });
});

/** A protobuf field with a length, and a message of fields. */
const field = (number: number, content: Uint8Array): number[] => {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  return [...varint(number * 8 + 2), ...varint(content.length), ...content];
};
const message = (...fields: readonly number[][]): Uint8Array => Uint8Array.from(fields.flat());
const text = (number: number, own: string): number[] => field(number, new TextEncoder().encode(own));
const node = (
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: readonly number[][]
): number[] =>
  field(1, message(...inputs.map((name) => text(1, name)), text(2, output), text(4, operator), ...attributes));
/** A file with one input of three columns. */
const file = (type: number, ...nodes: readonly number[][]): Uint8Array => {
  const size = (value: number): number[] => field(1, Uint8Array.of(8, value));
  const shape = message([8, type], field(2, message(size(1), size(3))));
  return message(
    field(
      7,
      message(
        ...nodes,
        field(11, message(text(1, "x"), field(2, message(field(1, shape))))),
        field(12, message(text(1, "out"))),
      ),
    ),
  );
};

describe("a hostile file", () => {
  it("is refused before it grows", () => {
    const names = ["x", ...Array.from({ length: 40 }, (_, index) => (index === 39 ? "out" : `d${index}`))];
    const doubling = names
      .slice(1)
      .map((name, index) => node("Concat", [names[index] ?? "", names[index] ?? ""], name));
    expect(refusalOf(() => importOnnx(file(1, ...doubling), three))).toContain("`Concat` of more than 2000 columns");
    const offset = field(5, message(text(1, "offset"), [0x3d, 0, 0, 0, 0]));
    const scale = field(5, message(text(1, "scale"), [0x3d, 0, 0, 0x80, 0x3f]));
    const scaled = names.slice(1).map((name, index) => node("Scaler", [names[index] ?? ""], name, offset, scale));
    expect(refusalOf(() => importOnnx(file(1, ...scaled), three))).toMatch(
      /`Scaler` after more than 50 steps of arithmetic/,
    );
    const texts = field(
      5,
      message(text(1, "cats_strings"), ...Array.from({ length: 1000 }, (_, index) => text(9, String(index)))),
    );
    expect(refusalOf(() => importOnnx(file(8, node("OneHotEncoder", ["x"], "out", texts)), three))).toContain(
      "`OneHotEncoder` of more than 2000 texts",
    );
    const crowd = Array.from({ length: 1001 }, (_, index) => node("Identity", ["x"], `i${index}`));
    expect(refusalOf(() => importOnnx(file(1, ...crowd), three))).toContain("it is too large");
  });
});

const AS_OF = Date.UTC(2026, 2, 2);
const rules = `
profile customer { a : number   b : number   c : number   city : text   tastes : text }
event order_paid { amount : money }
attribute tag near = city is "Taipei"
model scored = onnx "models/scored.onnx" using a, b, c, city
model valued = onnx "models/valued.onnx" using a, b, c
mined tag chance = scored
mined tag band = bands of scored.probability { "high" from 50% "low" from 0% }
mined tag worth = valued
mined tag worth_as_chance = valued.probability
`;
const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-02",
  sources: [{ name: "customers", file: "customers.csv", profile: true, customer: "id" }],
});

describe("a model from a file", () => {
  const { rows = [], results = [] } = expected["mixed"] ?? {};
  const lines = rows.map((row, place) =>
    [`c${String(place).padStart(3, "0")}`, ...row.map((cell) => cell ?? "")].join(","),
  );
  const folder = folderWith({
    "tagma.json": config,
    "rules.tagma": rules,
    "customers.csv": ["id,a,b,c,city", ...lines].join("\n"),
    "models/scored.onnx": bytesOf("mixed"),
    "models/valued.onnx": bytesOf("turned"),
    "models/outer.onnx": bytesOf("logistic"),
  });

  it("is trained by taking it over, and told by every executor alike", async () => {
    await tagmaOut("import", "-w", folder);
    expect(await tagmaOut("train", "-w", folder)).toMatch(/scored {2}A probability from "models\/scored\.onnx", /);
    const { customers, known, differing } = await compareExecutors(folder, AS_OF);
    expect([customers, differing]).toEqual([rows.length, []]);
    expect(known).toBeGreaterThan(customers * 3);
    const run: { customers: { id: string; tags: Record<string, unknown> }[] } = JSON.parse(
      await tagmaOut("run", "--json", "-w", folder),
    );
    const wrong = run.customers.filter(
      ({ id, tags }) => !(Math.abs(Number(tags["chance"]) - (results[Number(id.slice(1))] ?? 0)) < 1e-6),
    );
    expect(wrong).toEqual([]);
    expect(run.customers[0]?.tags["worth_as_chance"]).toEqual({ is: "unknown" });
    expect(await tagmaOut("model", "scored", "-w", folder)).toMatch(
      /operators\s+Concat, Gather, Imputer, LinearClassifier, OneHotEncoder, Reshape, Scaler/,
    );
    const before = readFileSync(join(folder, "models", "scored.model.json"), "utf8");
    expect(loadModel(before).inputs.map(({ feature, value }) => value ?? feature)).toEqual([
      "a",
      "b",
      "c",
      "Tainan",
      "Taipei",
      "高雄",
    ]);
    await tagmaOut("train", "scored", "-w", folder);
    expect(readFileSync(join(folder, "models", "scored.model.json"), "utf8")).toBe(before);
  });

  it.runIf(installed)("agrees with its own runtime, where that is installed", async () => {
    expect(await tagmaOut("train", "-w", folder)).toContain(`the same as its own runtime for ${rows.length} customers`);
  });

  it("says what a file has that it can't use, and where it may not look", async () => {
    const trained = async (model: string): Promise<string> => {
      writeFileSync(join(folder, "rules.tagma"), `${rules}\nmodel other = onnx ${model}`);
      return (await tagma("train", "other", "-w", folder)).err;
    };
    expect(await trained('"../secret.onnx" using a')).toContain('"../secret.onnx" leads out of the workspace');
    expect(await trained('"/etc/passwd" using a')).toContain("leads out of the workspace");
    expect(await trained('"models/none.onnx" using a')).toContain(
      'there is no file "models/none.onnx" in the workspace',
    );
    expect(await trained('"models" using a')).toContain('there is no file "models"');
    expect(await trained('"rules.tagma" using a')).toContain('"rules.tagma" cannot be used: it is no ONNX file');
    expect(await trained('"models/outer.onnx" using a, b, city')).toContain(
      "it takes a number where the model names `city`",
    );
    expect(await trained('"models/outer.onnx" using a, b, near')).toBe("");
  });
});
