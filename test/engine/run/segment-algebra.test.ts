import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOf, customerSet, holds, wordsOf } from "../../../engine/run/population/bitmap.ts";
import { compileSegment, overlaps, type SetExpression } from "../../../engine/run/population/segment-algebra.ts";

const expressions: fc.Arbitrary<SetExpression> = fc.letrec<{ expression: SetExpression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.nat({ max: 4 }).map((operand): SetExpression => ({ op: "set", operand })),
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      args: fc.array(tie("expression"), { minLength: 1, maxLength: 4 }),
    }),
    tie("expression").map((arg): SetExpression => ({ op: "not", arg })),
  ),
})).expression;

/** A set from the customers in it. */
function setOf(size: number, members: ReadonlySet<number>): ReturnType<typeof customerSet> {
  const words = new Uint32Array(Math.ceil(size / 32));
  for (const member of members) words[member >> 5] = (words[member >> 5] ?? 0) | (1 << (member & 31));
  return customerSet(size, words);
}

function isIn(expression: SetExpression, sets: readonly ReadonlySet<number>[], customer: number): boolean {
  switch (expression.op) {
    case "set":
      return sets[expression.operand]?.has(customer) === true;
    case "not":
      return !isIn(expression.arg, sets, customer);
    case "and":
      return expression.args.every((arg) => isIn(arg, sets, customer));
    case "or":
      return expression.args.some((arg) => isIn(arg, sets, customer));
  }
}

const drawn = fc.integer({ min: 1, max: 700 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    sets: fc.tuple(
      ...[1, 0.5, 0.05, 0.004, 0].map((share) =>
        fc
          .array(fc.nat({ max: size - 1 }), { maxLength: Math.ceil(size * share), size: "max" })
          .map((members) => new Set(members)),
      ),
    ),
  }),
);

describe("segments as sets", () => {
  it("count and select what the expression says, dense or sparse", () => {
    fc.assert(
      fc.property(expressions, drawn, (expression, { size, sets }) => {
        const expected = Array.from({ length: size }, (_, customer) => customer).filter((customer) =>
          isIn(expression, sets, customer),
        );
        const given = sets.map((members) => setOf(size, members));
        const segment = compileSegment(expression);
        const selected = segment.select(given);
        expect([segment.count(given), countOf(selected)]).toEqual([expected.length, expected.length]);
        expect(
          Array.from({ length: size }, (_, customer) => customer).filter((customer) => holds(selected, customer)),
        ).toEqual(expected);
      }),
      { numRuns: 400, seed: 4 },
    );
  });

  it("know which form suits them, and lose nothing in it", () => {
    const few = setOf(100_000, new Set([0, 31, 32, 99_999]));
    const many = setOf(100, new Set([0, 31, 32, 99]));
    expect([few.form, many.form]).toEqual(["sparse", "dense"]);
    expect([...wordsOf(few)].filter((word) => word !== 0)).toEqual([2_147_483_649, 1, 2_147_483_648]);
  });

  it("overlap", () => {
    const sets = [[1, 2, 3], [2, 3, 4, 5], []].map((members) => setOf(40, new Set(members)));
    expect(overlaps(sets)).toEqual([
      [3, 2, 0],
      [2, 4, 0],
      [0, 0, 0],
    ]);
  });

  it("of different populations are refused", () => {
    expect(() =>
      compileSegment({
        op: "and",
        args: [
          { op: "set", operand: 0 },
          { op: "set", operand: 1 },
        ],
      }).count([setOf(10, new Set()), setOf(11, new Set())]),
    ).toThrow("different populations");
    expect(() => compileSegment({ op: "set", operand: 3 }).count([setOf(10, new Set())])).toThrow("names set 3");
  });
});
