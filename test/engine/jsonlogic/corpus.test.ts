import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addOperations, corpus, readBoth, removeOperations } from "../../support/jsonlogic-corpus.ts";

describe("rules as others write them", () => {
  beforeAll(addOperations);
  afterAll(removeOperations);

  it("are a hundred and more", () => {
    expect(corpus.rules.length).toBeGreaterThanOrEqual(100);
  });

  it.each(corpus.rules.map((rule) => [rule.from, JSON.stringify(rule.rule), rule] as const))(
    "%s: %s",
    (_from, _text, { rule, reads, differs = [], note }) => {
      const both = readBoth(rule);
      expect(both.read.text).toBe(reads);
      expect(both.differs).toEqual(differs);
      const notes = both.read.notes.join("\n");
      expect({ notes, told: note === undefined ? notes === "" : notes.includes(note) }).toEqual({ notes, told: true });
    },
  );
});
