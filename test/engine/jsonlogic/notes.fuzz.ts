import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { NotExactError, type JsonLogic } from "../../../engine/jsonlogic/rule.ts";
import { addOperations, corpus, readBoth, removeOperations } from "../../support/jsonlogic-corpus.ts";
import { amount } from "../../support/tier.ts";

beforeAll(addOperations);
afterAll(removeOperations);

const conditions = corpus.rules.flatMap(({ rule, reads }) =>
  reads.startsWith("first of") || JSON.stringify(rule).includes('"logic"') ? [] : [rule],
);
const literals: readonly JsonLogic[] = [
  0,
  1,
  -5,
  18,
  30.5,
  "18",
  "Rome",
  "",
  "high",
  "2000-01-01",
  "2026-01-01",
  true,
  false,
  null,
];
const fields = ["age", "city", "spent", "born", "vip", "level", "seen", "rate", "country", "interests", "badges", "id"];
const name = fc.constantFrom(...fields).map((field): JsonLogic => ({ var: field }));
const sign = fc.constantFrom("==", "===", "!=", "!==", "<", "<=", ">", ">=");
const literal = fc.constantFrom(...literals);
const atom = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...conditions) },
  fc.tuple(sign, name, literal).map(([one, left, right]): JsonLogic => ({ [one]: [left, right] })),
  fc.tuple(sign, literal, name).map(([one, left, right]): JsonLogic => ({ [one]: [left, right] })),
  fc.tuple(sign, name, name).map(([one, left, right]): JsonLogic => ({ [one]: [left, right] })),
  fc.tuple(name, fc.array(literal, { maxLength: 3 })).map(([left, list]): JsonLogic => ({ in: [left, list] })),
  fc.tuple(fc.constantFrom("<", "<="), literal, name, literal).map(([one, ...args]): JsonLogic => ({ [one]: args })),
  fc.tuple(fc.constantFrom("!", "!!"), name).map(([one, of]): JsonLogic => ({ [one]: of })),
);
const { rule } = fc.letrec<{ rule: JsonLogic }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    atom,
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("rule"), { minLength: 1, maxLength: 3 }))
      .map(([word, args]): JsonLogic => ({ [word]: args })),
    tie("rule").map((of): JsonLogic => ({ "!": [of] })),
    fc.tuple(tie("rule"), tie("rule"), tie("rule")).map((args): JsonLogic => ({ if: args })),
    fc
      .tuple(tie("rule"), tie("rule"), fc.constantFrom("a", "b", null), fc.constantFrom("a", "b", null))
      .map(([one, other, first, last]): JsonLogic => ({ if: [one, "a", other, first, last] })),
  ),
}));

it("what is read checks, and says what json-logic-js says where no note tells otherwise", () => {
  let [silent, differing] = [0, 0];
  fc.assert(
    fc.property(rule, (one) => {
      try {
        const { read, differs } = readBoth(one);
        if (read.notes.length === 0) silent++;
        if (differs.length > 0) differing++;
        expect({ text: read.text, differs: read.notes.length === 0 ? differs : [] }).toEqual({
          text: read.text,
          differs: [],
        });
      } catch (error) {
        if (!(error instanceof NotExactError)) throw error;
      }
    }),
    { numRuns: amount(300, 10_000) },
  );
  expect(silent).toBeGreaterThan(20);
  expect(differing).toBeGreaterThan(10);
});
