import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editSlot, slotText } from "../../../editor/views/edit-slot.ts";
import { editForm } from "../../../editor/views/edit/edit-form.ts";
import { layOut } from "../../../editor/views/edit/tidy.ts";
import { applyEdits, composed } from "../../../editor/views/edit/text-edits.ts";
import { declarationAt, formOf } from "../../../editor/views/form/form-of.ts";
import type { FormModel } from "../../../editor/views/form/model.ts";
import { printDeclaration } from "../../../editor/views/print/print-declaration.ts";
import { hasForm } from "../../../editor/views/read/read-declaration.ts";
import { vocabularyOf } from "../../../editor/views/vocabulary-of.ts";
import type { Analysis } from "../../../editor/language/analysis.ts";
import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import { parseFile, type ParsedFile } from "../../../grammar/parser/parse-file.ts";
import { equalTrees } from "../../../grammar/tree/equal.ts";
import { randomAction, randomSlotValue, type Pick } from "../../support/random-actions.ts";
import { randomProgram } from "../../support/random-program.ts";
import { amount } from "../../support/tier.ts";
import { example, Unproved } from "../../support/views.ts";

const examples = ["northwind", "grocery-loyalty"].map((name) => example(name));

interface Form {
  readonly form: FormModel;
  readonly text: string;
}

function forms(analysis: Analysis, files: readonly string[]): Form[] {
  return files.flatMap((path) => {
    const file = analysis.file(path);
    return (file?.parsed.declarations ?? []).flatMap((node) => {
      const form = formOf(analysis, path, node);
      return form === undefined ? [] : [{ form, text: file?.text ?? "" }];
    });
  });
}

const exampleForms = examples.flatMap((files) => forms(new Unproved(files).analysis(), Object.keys(files)));
const errors = (file: ParsedFile): number => file.diagnostics.filter(({ severity }) => severity === "error").length;

describe("every declaration of the examples", () => {
  it("has a form whose slots, set to what they are, change nothing", () => {
    expect(exampleForms.length).toBeGreaterThan(150);
    for (const { form, text } of exampleForms) {
      for (const [path, slot] of Object.entries(form.slots)) {
        expect(editSlot(slot, slot.value)).toEqual({ edits: [] });
        const written = text.slice(slot.start, slot.end);
        expect(`${form.spec.name} ${path} ${slotText(slot, slot.value)}`).toBe(`${form.spec.name} ${path} ${written}`);
      }
    }
  });

  it("can be sent to a page and comes back the same", () => {
    for (const { form } of exampleForms) expect(JSON.parse(JSON.stringify(form))).toEqual(form);
  });

  it("is written from its form with the same meaning", () => {
    for (const { form, text } of exampleForms) {
      const [own] = parseFile({ path: "", text: text.slice(form.span.start, form.span.end) }).declarations;
      const [again] = parseFile({ path: "", text: layOut(printDeclaration(form.spec)) ?? "" }).declarations;
      expect(equalTrees(again, own)).toBe(true);
    }
  });

  it("shows little as mere text", () => {
    const shown = JSON.stringify(exampleForms.map(({ form }) => form.spec));
    const count = (pattern: RegExp): number => shown.match(pattern)?.length ?? 0;
    expect(count(/"kind":"text"/g)).toBeLessThan(40);
    expect(count(/"kind":"(?:did|test|holds)"/g)).toBeGreaterThan(250);
  });
});

/** What a comment says, wherever it went. */
const commentsOf = ({ comments }: ParsedFile): string[] => comments.map(({ image }) => image.trimEnd()).sort();

/** What an edit broke outside of its declaration, or by being no list of edits. */
function outsideChanged(before: string, afterwards: string, form: FormModel, edits: readonly TextEdit[]): string[] {
  const inside = edits.every(
    (edit, index) =>
      form.span.start <= edit.start &&
      edit.start <= edit.end &&
      edit.end <= form.span.end &&
      (edits[index - 1]?.end ?? 0) <= edit.start,
  );
  const kept =
    afterwards.startsWith(before.slice(0, form.span.start)) && afterwards.endsWith(before.slice(form.span.end));
  return [
    ...(inside ? [] : ["edits are not in order inside the declaration"]),
    ...(kept ? [] : ["text outside changed"]),
  ];
}

interface Change {
  readonly before: ParsedFile;
  readonly form: FormModel;
  readonly edits: readonly TextEdit[];
  /** May take comments with what it removes. */
  readonly removes: boolean;
}

/** The text after a change, and what is wrong with it. */
function changed({ before, form, edits, removes }: Change): { readonly text: string; readonly wrong: string[] } {
  const old = before.file.text;
  const text = applyEdits(old, edits);
  const wrong = outsideChanged(old, text, form, edits);
  const parsed = parseFile({ path: form.file, text });
  if (errors(parsed) !== errors(before)) wrong.push("it does not parse as before");
  if (!removes && commentsOf(parsed).join("\n") !== commentsOf(before).join("\n")) wrong.push("comments changed");
  return { text, wrong };
}

const keepsComments: ReadonlySet<string> = new Set([
  "add-condition",
  "join",
  "negate",
  "insert",
  "label",
  "annotation",
]);

/** Makes a run of changes through views. Gives how many were made, how many could not be written, and what went wrong. */
function play(
  files: Record<string, string>,
  tape: readonly number[],
): { readonly made: number; readonly refused: number; readonly wrong: readonly string[] } {
  let next = 0;
  const pick: Pick = (below) => (tape[next++ % tape.length] ?? 0) % Math.max(1, below);
  const rules = new Unproved(files);
  const wrong: string[] = [];
  let [made, refused] = [0, 0];
  const make = (change: Change, what: string): void => {
    const result = changed(change);
    wrong.push(...result.wrong.map((one) => `${what}: ${one}`));
    rules.set(change.form.file, result.text);
    made++;
  };
  while (next < tape.length) {
    const analysis = rules.analysis();
    const vocabulary = vocabularyOf(analysis);
    const nodes = Object.keys(files).flatMap((path) =>
      (analysis.file(path)?.parsed.declarations ?? []).filter(hasForm).map((node) => ({ path, node })),
    );
    const chosen = nodes[pick(nodes.length)];
    const form = chosen === undefined ? undefined : formOf(analysis, chosen.path, chosen.node);
    if (form === undefined) break;
    const text = analysis.file(form.file)?.text ?? "";
    const before = parseFile({ path: form.file, text });
    const slots = Object.entries(form.slots);
    const [path, slot] = slots[pick(slots.length)] ?? [];
    if (path !== undefined && slot !== undefined && pick(2) === 0) {
      const value = randomSlotValue(pick, slot, vocabulary);
      const edited = value === undefined ? undefined : editSlot(slot, value);
      if (edited === undefined || "problem" in edited) continue;
      const what = `${form.spec.name} ${path} ${JSON.stringify(value)}`;
      make({ before, form, edits: edited.edits, removes: false }, what);
      const afterwards = rules.analysis();
      const node = declarationAt(afterwards, form.file, form.span.start);
      const again = node === undefined ? undefined : formOf(afterwards, form.file, node)?.slots[path];
      if (!equalTrees(again?.value, value)) wrong.push(`${what}: reads as ${JSON.stringify(again?.value)}`);
      continue;
    }
    const action = randomAction(pick, form, vocabulary);
    const edited = action === undefined ? undefined : editForm(analysis, form, action);
    if (action === undefined || edited === undefined) continue;
    if ("problem" in edited) {
      if (edited.problem === "does-not-read") refused++;
      continue;
    }
    const what = `${form.spec.name} ${JSON.stringify(action)}`;
    make({ before, form, edits: edited.edits, removes: !keepsComments.has(action.do) }, what);
    const own = text.slice(form.span.start, form.span.end);
    const mine = applyEdits(text, edited.edits).slice(
      form.span.start,
      text.length === form.span.end ? undefined : form.span.end - text.length,
    );
    if (layOut(own) === own && layOut(mine) !== mine) wrong.push(`${what}: the layout is not the formatter's any more`);
  }
  return { made, refused, wrong };
}

const tapes = fc.array(fc.nat({ max: 99_999 }), { minLength: 60, maxLength: 160, size: "max" });

describe("any run of changes through views", () => {
  it.for(examples.map((files, index) => [index, files] as const))(
    "keeps everything else of the example %i",
    ([, files]) => {
      let [made, refused] = [0, 0];
      fc.assert(
        fc.property(tapes, (tape) => {
          const played = play(files, tape);
          made += played.made;
          refused += played.refused;
          expect(played.wrong).toEqual([]);
        }),
        { numRuns: amount(2, 8) },
      );
      expect(made).toBeGreaterThan(amount(4, 50));
      expect(refused / made).toBeLessThan(0.05);
    },
  );

  it("keeps everything else of generated programs", () => {
    let [made, refused] = [0, 0];
    fc.assert(
      fc.property(randomProgram({ models: true }), tapes, ({ schema, source }, tape) => {
        const played = play({ "schema.tagma": schema, "rules.tagma": source }, tape);
        made += played.made;
        refused += played.refused;
        expect(played.wrong).toEqual([]);
      }),
      { numRuns: amount(8, 40) },
    );
    expect(made).toBeGreaterThan(amount(20, 100));
    expect(refused / made).toBeLessThan(0.05);
  });
});

describe("edits", () => {
  it("one after the other are the edits that do both", () => {
    const edits = (length: number): fc.Arbitrary<TextEdit[]> =>
      fc
        .array(
          fc.record({ at: fc.nat({ max: length }), size: fc.nat({ max: 3 }), text: fc.string({ maxLength: 3 }) }),
          { maxLength: 4 },
        )
        .map((drafts) => {
          let last = 0;
          return drafts
            .toSorted((left, right) => left.at - right.at)
            .flatMap(({ at, size, text }): TextEdit[] => {
              const [start, end] = [Math.max(last, at), Math.min(length, Math.max(last, at) + size)];
              if (start > length || (start === last && last > 0)) return [];
              last = end + 1;
              return [{ start, end: Math.max(start, end), text }];
            });
        });
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 1, maxLength: 12 })
          .chain((text) =>
            edits(text.length).chain((first) =>
              edits(applyEdits(text, first).length).map((second) => ({ text, first, second })),
            ),
          ),
        ({ text, first, second }) => {
          expect(applyEdits(text, composed(text.length, first, second))).toBe(
            applyEdits(applyEdits(text, first), second),
          );
        },
      ),
    );
  });
});
