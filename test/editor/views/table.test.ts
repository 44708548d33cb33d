import { describe, expect, it } from "vitest";
import { formOf } from "../../../editor/views/form/form-of.ts";
import { tableOf } from "../../../editor/views/table/table-of.ts";
import type { TableModel } from "../../../editor/views/table/model.ts";
import { vocabularyOf } from "../../../editor/views/vocabulary-of.ts";
import { after, analysed, example, formed } from "../../support/views.ts";

function tabled(text: string): TableModel {
  const { analysis, form } = formed(text);
  const table = tableOf(form, vocabularyOf(analysis));
  if (table === undefined) throw new Error("There is no table.");
  return table;
}

/** The source of each cell, rows of columns; `others` at the end. */
function sources(text: string): string[][] {
  const table = tabled(text);
  const source = (path: string): string => text.slice(table.form.spans[path]?.start, table.form.spans[path]?.end);
  return table.rows.map(({ item, kind, cells, others }) => [
    text.slice(table.form.spans[`${item}.value`]?.start, table.form.spans[`${item}.value`]?.end),
    ...(kind === "condition" ? [] : [kind]),
    ...cells.map((paths) => paths.map(source).join(" & ")),
    ...others.map((path) => `*${source(path)}`),
  ]);
}

describe("a decision table", () => {
  it("has a column for each thing that the branches look at", () => {
    const text = `rule tag t = one of {
  "A" when orders_90d >= 5 and gender is male
  "B" when orders_90d >= 2 and orders_90d < 5 and not sms_opt_in
  "C" when orders_90d < 2 and not (age > 3 or sms_opt_in)
  "D" when unknown
  "E" otherwise
}`;
    expect(tabled(text).columns.map(({ key, type }) => [key, type?.value.kind])).toEqual([
      ["orders_90d", "integer"],
      ["gender", "enum"],
      ["sms_opt_in", "boolean"],
    ]);
    expect(sources(text)).toEqual([
      ['"A"', "orders_90d >= 5", "gender is male", ""],
      ['"B"', "orders_90d >= 2 & orders_90d < 5", "", "not sms_opt_in"],
      ['"C"', "orders_90d < 2", "", "", "*not (age > 3 or sms_opt_in)"],
      ['"D"', "unknown", "", "", ""],
      ['"E"', "otherwise", "", "", ""],
    ]);
  });

  it("gives each alternative of a branch a row", () => {
    expect(
      sources('rule tag t = first of {\n  "A" when age > 9 and sms_opt_in or city is "x"\n  "B" when age > 3\n}'),
    ).toEqual([
      ['"A"', "age > 9", "sms_opt_in", ""],
      ['"A"', "", "", 'city is "x"'],
      ['"B"', "age > 3", "", ""],
    ]);
  });

  it("looks at what was done by its count", () => {
    expect(
      tabled(
        'rule tag t = first of {\n  "A" when did order_paid at least 3 times today\n  "B" when count of order_paid today > 1\n}',
      ).columns.map(({ key }) => key),
    ).toEqual(["count of order_paid today"]);
  });

  it("shows bands, stages and score items", () => {
    expect(sources('rule tag t = bands of age { "A" from 3  "B" otherwise }')).toEqual([
      ['"A"', "3"],
      ['"B"', "otherwise", ""],
    ]);
    expect(sources('lifecycle t {\n  stage "A" when did page_view\n  stage "B" when did order_paid\n}')).toEqual([
      ['"A"', "did page_view", ""],
      ['"B"', "", "did order_paid"],
    ]);
    expect(
      tabled("rule tag t = score {\n  +2 when age > 3\n  +1 per page_view\n}").rows.map(({ others }) => others),
    ).toEqual([["body.items.0.basis.condition"], ["body.items.1.basis"]]);
  });

  it("adds and removes cells as the form does", () => {
    const text = 'rule tag t = one of {\n  "A" when age > 3\n  "B" when age <= 3 and sms_opt_in\n}';
    const { rows } = tabled(text);
    expect(
      after(text, {
        do: "add-condition",
        at: rows[0]?.at ?? "",
        join: "all",
        condition: { kind: "holds", negated: true, left: { kind: "reference", name: "sms_opt_in" } },
      }),
    ).toBe(text.replace("> 3", "> 3 and not sms_opt_in"));
    expect(after(text, { do: "remove", at: rows[1]?.cells[1]?.[0] ?? "" })).toBe(text.replace(" and sms_opt_in", ""));
  });

  it("marks rows that overlap, with a customer who is in both", () => {
    const { rows, gap } = tabled(
      'rule tag t = one of {\n  "A" when orders_90d > 3\n  "B" when orders_90d > 5\n  "C" when age > 9 and age < 5\n}',
    );
    const [a, b, c] = rows.map(({ marks }) => marks);
    expect(a?.map((mark) => (mark.kind === "overlap" ? [mark.with, mark.certain] : mark.kind))).toEqual([["B", true]]);
    const [witness] =
      b?.flatMap((mark) => (mark.kind === "overlap" && mark.witness !== undefined ? [mark.witness] : [])) ?? [];
    expect(witness?.events.map(({ name }) => name)).toEqual(Array.from({ length: 6 }, () => "order_paid"));
    expect(witness?.events[0]?.values.map(({ field }) => field)).toContain("amount");
    expect(witness?.text).toMatch(/^test "/);
    expect(c).toEqual([{ kind: "never" }]);
    expect(gap?.events.length).toBeLessThan(4);
  });

  it("marks a condition that follows from those beside it", () => {
    const { rows } = tabled('rule tag t = first of {\n  "A" when age > 9 and age > 3\n  "B" otherwise\n}');
    expect(rows[0]?.marks).toEqual([{ kind: "implied", at: "body.items.0.when.items.1" }]);
  });

  it("shows nearly every condition of the examples in a column", () => {
    let [cells, others] = [0, 0];
    for (const name of ["northwind", "grocery-loyalty"]) {
      const files = example(name);
      const analysis = analysed(files);
      for (const path of Object.keys(files)) {
        for (const node of analysis.file(path)?.parsed.declarations ?? []) {
          const form = formOf(analysis, path, node);
          const table = form === undefined ? undefined : tableOf(form, vocabularyOf(analysis));
          if (table === undefined || table.kind === "score") continue;
          cells += table.rows.flatMap((row) => row.cells.flat()).length;
          others += table.rows.flatMap((row) => row.others).length;
        }
      }
    }
    expect(cells).toBeGreaterThan(150);
    expect(others).toBeLessThan(cells / 20);
  });
});
