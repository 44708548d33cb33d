import { describe, expect, it } from "vitest";
import { quickFixes } from "../../../editor/language/quick-fixes.ts";
import { opened } from "../../support/language.ts";
import { mistakesSchema, typedMistakes } from "../../support/mistakes.ts";

/** The titles of what mends the first diagnostic of a code. */
function titles(more: string, code: string): readonly string[] {
  const { analysis, path } = opened(more);
  const found = analysis.diagnostics.find((diagnostic) => diagnostic.code === code);
  if (found === undefined) throw new Error(analysis.diagnostics.map((diagnostic) => diagnostic.code).join(" "));
  return quickFixes(analysis, path, found).map(({ title }) => title);
}

describe("the title of a quick fix", () => {
  it.for([
    ["replaces", "rule tag t when agee > 3", "unknown-name", "Replace `agee` by `age`"],
    [
      "replaces words",
      "rule tag t when age is between 18 and 30",
      "syntax",
      "Replace `is between 18 and 30` by `from 18 to 30`",
    ],
    ["leaves out", "rule tag t when age > 3 and age > 2", "condition-implied", "Leave out `and age > 2`"],
    [
      "inserts",
      "rule tag t = count of order_paid last 30 days",
      "syntax",
      "Replace `last 30 days` by `in last 30 days`",
    ],
    [
      "cuts out the middle of what is long",
      `rule tag t when city is between "${"a".repeat(40)}" and "${"b".repeat(40)}"`,
      "syntax",
      `Replace \`is between "${"a".repeat(17)} … ${"b".repeat(28)}"\` by \`from "${"a".repeat(23)} … ${"b".repeat(28)}"\``,
    ],
  ] as const)("says what it does where it %s", ([, text, code, title]) => {
    expect(titles(text, code)[0]).toBe(title);
  });
});

describe("what mends a mistake that people make", () => {
  const mendable = typedMistakes().flatMap(({ source }) => {
    const { analysis, path } = opened(source.replaceAll(/[«»]/g, ""), mistakesSchema);
    const text = analysis.file(path)?.text ?? "";
    return analysis.diagnostics
      .filter(({ fix }) => fix !== undefined)
      .map((found) => ({ text, found, fixes: quickFixes(analysis, path, found) }));
  });

  it("stands where the mistake is marked, so that a cursor there is offered it", () => {
    expect(mendable.length).toBeGreaterThan(150);
    for (const { text, found, fixes } of mendable) {
      const { start, end } = found.location;
      const outside = fixes.flatMap(({ edits }) => edits).filter((edit) => edit.end < start || edit.start > end);
      expect([text.slice(start, end), outside]).toEqual([text.slice(start, end), []]);
    }
  });

  it("is called by what it takes away and what it writes", () => {
    const kinds = new Set<string>();
    for (const { text, found, fixes } of mendable) {
      const [fix] = fixes;
      const [edit] = fix?.edits ?? [];
      if (fix === undefined || edit === undefined) throw new Error(found.code);
      const old = text.slice(edit.start, edit.end).trim();
      const kind = edit.text.trim() === "" ? "Leave out" : old === "" ? "Write" : "Replace";
      kinds.add(kind);
      expect([fix.title, fix.title.startsWith(`${kind} \``)]).toEqual([fix.title, true]);
      const parts = old.length < 30 && edit.text.length < 30 ? [old, edit.text.trim()] : [];
      for (const part of parts) expect(fix.title).toContain(part.replaceAll(/\s+/g, " "));
    }
    expect(kinds).toContain("Leave out");
    expect(kinds).toContain("Replace");
  });
});
