import { describe, expect, it } from "vitest";
import { corpus, finding, provedCase, type CorpusCase } from "../../support/proofs.ts";

const bySentence = (left: { code: string; what: string }, right: { code: string; what: string }): number =>
  `${left.code} ${left.what}`.localeCompare(`${right.code} ${right.what}`);
const named = (items: readonly CorpusCase[]): [string, CorpusCase][] => items.map((item) => [item.name, item]);

function found(item: CorpusCase) {
  const { proofs, files } = provedCase(item);
  return proofs.diagnostics.map((diagnostic) => finding(diagnostic, files)).sort(bySentence);
}

describe("rule sets whose proofs are known", () => {
  it("are many, each of its own name", () => {
    expect(corpus.length).toBeGreaterThan(100);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  });
  it.for(named(corpus.filter(({ open }) => open !== true)))("%s", ([, item]) => {
    expect(found(item)).toEqual([...item.expect].sort(bySentence));
  });
  it.for(named(corpus.filter(({ open }) => open === true)))("open: %s", ([, item]) => {
    expect(item.truth).toBeDefined();
    expect(found(item)).toEqual([...item.expect].sort(bySentence));
  });
});
