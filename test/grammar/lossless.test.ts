import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Span } from "../../grammar/source.ts";
import { randomProgram } from "../support/random-program.ts";
import { conformanceTexts, hasErrors, northwind, parse } from "../support/rule-texts.ts";

/** Tokens and comments in order, and that what lies between is blank. */
function expectLossless(text: string): void {
  const { tokens, comments } = parse(text);
  const pieces = [...tokens, ...comments].sort((left, right) => left.startOffset - right.startOffset);
  let at = 0;
  for (const { startOffset, image } of pieces) {
    expect(text.slice(at, startOffset).trim()).toBe("");
    expect(text.startsWith(image, startOffset)).toBe(true);
    at = startOffset + image.length;
  }
  expect(text.slice(at).trim()).toBe("");
}

const isSpan = (node: object): node is Span =>
  "start" in node && "end" in node && typeof node.start === "number" && typeof node.end === "number";

/** Every node's span lies inside its parent's and begins and ends with a token. */
function expectNested(
  node: unknown,
  outer: Span,
  edges: { starts: ReadonlySet<number>; ends: ReadonlySet<number> },
): void {
  if (typeof node !== "object" || node === null) return;
  let inner = outer;
  if (isSpan(node)) {
    if (node.start < outer.start || node.end > outer.end || node.start >= node.end)
      throw new Error(`${JSON.stringify(node)} is not inside ${outer.start}–${outer.end}`);
    if (!edges.starts.has(node.start) || !edges.ends.has(node.end))
      throw new Error(`${JSON.stringify(node)} cuts a token`);
    inner = node;
  }
  for (const child of Object.values(node)) expectNested(child, inner, edges);
}

function expectTreeNested(text: string): void {
  const { declarations, tokens } = parse(text);
  const edges = {
    starts: new Set(tokens.map(({ startOffset }) => startOffset)),
    ends: new Set(tokens.map(({ startOffset, image }) => startOffset + image.length)),
  };
  for (const declaration of declarations) expectNested(declaration, { start: 0, end: text.length }, edges);
}

const good = [northwind, ...conformanceTexts].filter((text) => !hasErrors(parse(text)));

describe("nothing of a file is lost", () => {
  it("tokens, comments and blanks give back the text", () => {
    for (const text of good) expectLossless(text);
    fc.assert(
      fc.property(randomProgram({ models: true }), ({ schema, source }) => {
        expectLossless(`${schema}\n${source}`);
      }),
      { numRuns: 50 },
    );
  });

  it("spans nest", () => {
    for (const text of good) expectTreeNested(text);
    fc.assert(
      fc.property(randomProgram({ models: true }), ({ schema, source }) => {
        expectTreeNested(`${schema}\n${source}`);
      }),
      { numRuns: 100 },
    );
  });

  it("a branch can be replaced and nothing else changes", () => {
    const branches = parse(northwind).declarations.flatMap((one) =>
      one.kind === "tag" && "branches" in one.body ? one.body.branches : [],
    );
    expect(branches.length).toBeGreaterThan(5);
    for (const { start, end } of branches) {
      const replaced = `${northwind.slice(0, start)}"New" when quiet_days > 99${northwind.slice(end)}`;
      expect(hasErrors(parse(replaced))).toBe(false);
      expect(replaced.startsWith(northwind.slice(0, start)) && replaced.endsWith(northwind.slice(end))).toBe(true);
      expect(parse(replaced).declarations).toHaveLength(parse(northwind).declarations.length);
    }
  });
});
