import type { TermType } from "../../../editor/views/vocabulary.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editSlot } from "../../../editor/views/edit-slot.ts";
import { emptyLiteral, questionOf, questionsFor, withQuestion } from "../../../editor/views/form/choices.ts";
import { isComplete } from "../../../editor/views/form/complete.ts";
import { declarationAt, formOf } from "../../../editor/views/form/form-of.ts";
import type { Slot, SlotValue } from "../../../editor/views/slot.ts";
import { conditionText } from "../../../editor/views/new-declaration.ts";
import type { OperandSpec, RowSpec } from "../../../editor/views/spec.ts";
import { readable, termType } from "../../../editor/views/term-type.ts";
import { vocabularyOf } from "../../../editor/views/vocabulary-of.ts";
import { sameType } from "../../../engine/plan/types.ts";
import { randomProgram } from "../../support/random-program.ts";
import { analysed, example, formed, Unproved } from "../../support/views.ts";
import { shop } from "../../support/language.ts";

describe("a form", () => {
  it("says what a declaration says, part by part", () => {
    const { form } = formed(`/// How much.
/// And how often.
@group("Value") @status(draft) @label(zh: "等级")
rule tag level "Level" = first of {
  @label(zh: "高") "High" when not (age > 3 or city contains "x" ignoring case) and (did order_paid at least 2 times where channel is one of (app, web) in last 1 week ending 2 weeks ago)
  "Low" when value_tier is not "VIP" or sms_opt_in
  "?" when unknown
}`);
    expect(form.spec).toEqual({
      kind: "tag",
      tagKind: "rule",
      name: "level",
      labels: { default: "Level", zh: "等级" },
      description: "How much.\nAnd how often.",
      annotations: { group: "Value", status: "draft" },
      body: {
        kind: "branches",
        form: "first of",
        items: [
          {
            value: "High",
            labels: { zh: "高" },
            when: {
              kind: "group",
              join: "all",
              items: [
                {
                  kind: "not",
                  item: {
                    kind: "group",
                    join: "any",
                    items: [
                      {
                        kind: "test",
                        negated: false,
                        left: { kind: "reference", name: "age" },
                        test: { kind: "compare", operator: ">", right: { kind: "number", text: "3" } },
                      },
                      {
                        kind: "test",
                        negated: false,
                        left: { kind: "reference", name: "city" },
                        test: {
                          kind: "text-test",
                          test: "contains",
                          right: { kind: "string", value: "x" },
                          ignoringCase: true,
                        },
                      },
                    ],
                  },
                },
                {
                  kind: "did",
                  negated: false,
                  event: "order_paid",
                  atLeast: { kind: "number", text: "2" },
                  window: { kind: "last", amount: "1", unit: "week", ending: { amount: "2", unit: "week" } },
                  where: {
                    kind: "test",
                    negated: false,
                    left: { kind: "reference", name: "channel" },
                    test: {
                      kind: "one-of",
                      negated: false,
                      values: [
                        { kind: "choice", value: "app", quoted: false },
                        { kind: "choice", value: "web", quoted: false },
                      ],
                      ignoringCase: false,
                    },
                  },
                },
              ],
            },
          },
          {
            value: "Low",
            labels: {},
            when: {
              kind: "group",
              join: "any",
              items: [
                {
                  kind: "test",
                  negated: false,
                  left: { kind: "reference", name: "value_tier" },
                  test: {
                    kind: "is",
                    negated: true,
                    right: { kind: "choice", value: "VIP", quoted: true },
                    ignoringCase: false,
                  },
                },
                { kind: "holds", negated: false, left: { kind: "reference", name: "sms_opt_in" } },
              ],
            },
          },
          { value: "?", labels: {}, when: { kind: "unknown" } },
        ],
      },
    });
  });

  it("reads values that are worked out", () => {
    expect(formed('statistical tag t = days since latest page_view where path starts with "/"').form.spec.body).toEqual(
      {
        kind: "value",
        value: {
          kind: "elapsed",
          unit: "day",
          direction: "since",
          of: {
            kind: "measure",
            function: "latest",
            event: "page_view",
            where: {
              kind: "test",
              negated: false,
              left: { kind: "reference", name: "path" },
              test: {
                kind: "text-test",
                test: "starts with",
                right: { kind: "string", value: "/" },
                ignoringCase: false,
              },
            },
          },
        },
      },
    );
    expect(formed("rule tag t = (orders_90d as of 1 month ago if unknown 0) / 2").form.spec.body).toEqual({
      kind: "value",
      value: {
        kind: "arithmetic",
        first: {
          kind: "if-unknown",
          of: { kind: "as-of", of: { kind: "reference", name: "orders_90d" }, amount: "1", unit: "month" },
          fallback: { kind: "number", text: "0" },
        },
        rest: [{ operator: "/", operand: { kind: "number", text: "2" } }],
      },
    });
  });

  it("shows what it has no control for as it is written, with its values", () => {
    const { form, text } = formed("rule tag t when -age > 3 and (yes or 5 <= age)");
    expect(form.spec.body).toMatchObject({
      condition: {
        items: [
          { left: { kind: "text", source: "-age" } },
          { items: [{ kind: "text", source: "yes" }, { left: { kind: "text", source: "5" } }] },
        ],
      },
    });
    expect(
      Object.entries(form.slots)
        .filter(([path]) => path.includes("~"))
        .map(([, slot]) => text.slice(slot.start, slot.end)),
    ).toEqual(["age", "yes", "5"]);
  });

  it("stands for what was there when mistakes keep it from being read", () => {
    const { form } = formed('rule tag t "T" when age > and');
    expect([form.complete, form.spec.labels]).toEqual([false, { default: "T" }]);
    expect(form.diagnostics.map(({ code }) => code)).toContain("syntax");
  });

  it("is there for tags, lifecycles and segments, found with their descriptions", () => {
    const text = "/// Those.\nsegment s when age > 3\nlist l = (1)";
    const analysis = analysed({ "schema.tagma": shop, "rules.tagma": text });
    const [segment, list] = [
      declarationAt(analysis, "rules.tagma", 4),
      declarationAt(analysis, "rules.tagma", text.length),
    ];
    expect(segment === undefined ? undefined : formOf(analysis, "rules.tagma", segment)?.span).toEqual({
      start: 0,
      end: text.indexOf("\nlist"),
    });
    expect(list?.kind).toBe("list");
    expect(list === undefined ? undefined : formOf(analysis, "rules.tagma", list)).toBeUndefined();
  });
});

describe("a slot takes", () => {
  const slotOf = (text: string, path: string): Slot => {
    const slot = formed(text).form.slots[path];
    if (slot === undefined) throw new Error(`There is no slot ${path}.`);
    return slot;
  };
  const condition = "body.condition.test.right";
  it.for<readonly [string, string, SlotValue, string]>([
    ["rule tag t when age > 3", condition, { kind: "number", text: " 12.50 " }, "12.50"],
    ["rule tag t when age > 3", condition, { kind: "number", text: "-1" }, "-1"],
    ["rule tag t when age > 3", condition, { kind: "number", text: "1e9" }, "bad-number"],
    ["rule tag t when age > 3", condition, { kind: "number", text: "12345678901234567890" }, "bad-number"],
    ["rule tag t when age > 3", condition, { kind: "string", value: "x" }, "not-allowed"],
    ["statistical tag t when sum of order_paid.amount > 3", condition, { kind: "number", text: "0.125" }, "bad-number"],
    ["statistical tag t when sum of order_paid.amount > 3", condition, { kind: "number", text: "0.120" }, "0.120"],
    ["rule tag t when gender is male", condition, { kind: "choice", value: "other", quoted: false }, "other"],
    ["rule tag t when gender is male", condition, { kind: "choice", value: "purple", quoted: false }, "unknown-choice"],
    [
      'rule tag t when value_tier is "VIP"',
      condition,
      { kind: "choice", value: "Regular", quoted: false },
      '"Regular"',
    ],
    ['rule tag t when city is "x"', condition, { kind: "string", value: '"); drop' }, '"\\"); drop"'],
    ['rule tag t when city is "x"', condition, { kind: "string", value: "a\r\nb\tc" }, '"a\\nb\\tc"'],
    ["rule tag t when birth_date > 2000-01-01", condition, { kind: "date", text: "2001-02-29" }, "bad-date"],
    ["rule tag t when birth_date > 2000-01-01", condition, { kind: "date", text: "2004-02-29" }, "2004-02-29"],
    [
      "rule tag t when birth_date > 2000-01-01",
      condition,
      { kind: "datetime", text: "2004-02-29T10:30" },
      "not-allowed",
    ],
    ["rule tag t when age > 3", "body.condition.test.operator", "is not", "is not"],
    ["rule tag t when age > 3", "body.condition.test.operator", "; drop", "not-allowed"],
    ["rule tag t when age > 3", "body.condition.left", "order by", "`order by`"],
    ["rule tag t when age > 3", "body.condition.left", "a`b", "bad-name"],
    [
      "statistical tag t = count of order_paid in last 3 days",
      "body.value.window",
      { kind: "last", amount: "1", unit: "day" },
      "in last 1 day",
    ],
    [
      "statistical tag t = count of order_paid in last 3 days",
      "body.value.window",
      { kind: "last", amount: "0", unit: "day" },
      "window-empty",
    ],
    [
      "statistical tag t = count of order_paid in last 3 days",
      "body.value.window",
      { kind: "during", from: "2026-02-01", to: "2026-01-01" },
      "window-empty",
    ],
    [
      "statistical tag t = count of order_paid in last 3 days",
      "body.value.window",
      { kind: "last", amount: "3.5", unit: "day" },
      "bad-number",
    ],
    [
      "statistical tag t = count of order_paid in last 3 days",
      "body.value.function",
      "average gap",
      "average gap between",
    ],
    ["statistical tag t = sum of order_paid.amount", "body.value.function", "count", "not-allowed"],
    ["statistical tag t = sum of order_paid.amount", "body.value.function", "median", "median of"],
    [
      "statistical tag t = 90% quantile of order_paid.amount",
      "body.value.percent",
      { kind: "number", text: "99.5%" },
      "99.5%",
    ],
    [
      "statistical tag t = 90% quantile of order_paid.amount",
      "body.value.percent",
      { kind: "number", text: "101%" },
      "bad-number",
    ],
    ["rule tag t = days since birth_date", "body.value.unit", "hour", "not-allowed"],
    ["rule tag t = days since birth_date", "body.value.unit", "month", "months"],
    ["rule tag t = orders_90d as of 3 days ago", "body.value.ago", { amount: "1", unit: "quarter" }, "1 quarter"],
    [
      "rule tag t when did page_view then order_paid within 2 days",
      "body.condition.sequence.within",
      { amount: "1", unit: "month" },
      "not-allowed",
    ],
    [
      "rule tag t when did order_paid at least 2 times",
      "body.condition.atLeast",
      { kind: "number", text: "0" },
      "bad-number",
    ],
    ['rule tag t = one of { "A" when age > 3 "B" when age < 1 }', "body.items.0.value", "B", "duplicate-branch"],
    ['rule tag t = one of { "A" when age > 3 "B" when age < 1 }', "body.items.0.value", " ", "incomplete"],
    ["rule tag t = score { +2 when age > 3 }", "body.items.0.points", { kind: "number", text: "-2" }, "bad-number"],
    ["rule tag t = score { +2 when age > 3 }", "body.items.0.sign", "-", "-"],
    ["@status(draft) rule tag t when age > 3", "annotations.status.value", "active", "active"],
  ])("%s %s %o", ([text, path, value, expected]) => {
    const edited = editSlot(slotOf(text, path), value);
    expect("problem" in edited ? edited.problem : edited.edits[0]?.text).toBe(expected);
  });
});

describe("the type that a form gives a value", () => {
  const expectTypes = (files: Readonly<Record<string, string>>): number => {
    const analysis = new Unproved(files).analysis();
    const vocabulary = vocabularyOf(analysis);
    const outputs = new Map(analysis.checked.program.outputs.map((output) => [output.name, output]));
    let compared = 0;
    for (const [path, node] of Object.keys(files).flatMap((file) =>
      (analysis.file(file)?.parsed.declarations ?? []).map((one) => [file, one] as const),
    )) {
      const body = formOf(analysis, path, node)?.spec.body;
      const output = "name" in node ? outputs.get(node.name.text) : undefined;
      const type = body?.kind === "value" ? termType(body.value, vocabulary) : undefined;
      if (type === undefined || output === undefined) continue;
      expect([output.name, sameType(type.value, output.type)]).toEqual([output.name, true]);
      compared++;
    }
    return compared;
  };

  it("is the checker's", () => {
    expect(expectTypes(example("northwind")) + expectTypes(example("grocery-loyalty"))).toBeGreaterThan(60);
    fc.assert(
      fc.property(randomProgram(), ({ schema, source }) => {
        expectTypes({ "a.tagma": schema, "b.tagma": source });
      }),
      { numRuns: 100 },
    );
  });
});

describe("questions", () => {
  it("of a set of texts are asked with a text, of a set of words with one of them", () => {
    const set = (values: readonly string[] | null): TermType => ({
      value: { kind: "set", values },
      labels: {},
      quoted: false,
      mayBeUnknown: true,
    });
    expect(emptyLiteral(set(null))).toEqual({ kind: "string", value: "" });
    expect(emptyLiteral(set(["a"]))).toEqual({ kind: "choice", value: "", quoted: true });
  });

  const { analysis, form } = formed("rule tag t when age > 3");
  const vocabulary = vocabularyOf(analysis);

  it("of every readable value can be written once they are filled in", () => {
    const filled = (operand: OperandSpec, values: readonly string[]): OperandSpec => {
      switch (operand.kind) {
        case "number":
          return { kind: "number", text: "3" };
        case "date":
          return { kind: "date", text: "2026-01-01" };
        case "choice":
          return { ...operand, value: values[0] ?? "" };
        default:
          return operand;
      }
    };
    for (const { name, type } of readable(vocabulary, form.spec)) {
      const values = type !== undefined && "values" in type.value ? (type.value.values ?? []) : [];
      for (const question of questionsFor(type)) {
        const row = withQuestion({ kind: "reference", name }, question, type);
        expect(isComplete(row)).toBe("text" in conditionText(row));
        expect(questionOf(row)).toBe(question);
        const test = row.kind === "test" ? row.test : undefined;
        const whole: RowSpec =
          row.kind !== "test" || test === undefined
            ? row
            : "right" in test
              ? { ...row, test: { ...test, right: filled(test.right, values) } }
              : test.kind === "between"
                ? { ...row, test: { ...test, from: filled(test.from, values), to: filled(test.to, values) } }
                : test.kind === "one-of"
                  ? { ...row, test: { ...test, values: [filled(emptyLiteral(type), values)] } }
                  : test.kind === "in-list"
                    ? { ...row, test: { ...test, list: "big_cities" } }
                    : row;
        const text = conditionText(whole);
        expect(isComplete(whole)).toBe(true);
        const checked =
          "text" in text
            ? analysed({ "schema.tagma": `${shop}rule tag asked when ${text.text}` }).diagnostics.filter(
                ({ severity }) => severity === "error",
              )
            : text;
        expect(checked).toEqual([]);
      }
    }
  });

  it("keep what a row was compared with where they can", () => {
    const row: RowSpec = {
      kind: "test",
      negated: true,
      left: { kind: "reference", name: "age" },
      test: { kind: "compare", operator: ">", right: { kind: "number", text: "3" } },
    };
    const type = termType(row.left, vocabulary);
    expect(withQuestion(row.left, "between", type, row)).toEqual({
      ...row,
      test: { kind: "between", from: { kind: "number", text: "3" }, to: { kind: "number", text: "" } },
    });
    expect(
      withQuestion(
        { kind: "reference", name: "gender" },
        "is",
        termType({ kind: "reference", name: "gender" }, vocabulary),
        row,
      ),
    ).toEqual({
      kind: "test",
      negated: true,
      left: { kind: "reference", name: "gender" },
      test: { kind: "is", negated: false, right: { kind: "choice", value: "", quoted: false }, ignoringCase: false },
    });
  });

  it("are about fields of the row that a field names, which is unknown where there is no such row", () => {
    const vocabulary = vocabularyOf(
      analysed({
        "shop.tagma": `profile customer { favourite: product }
table product "Product" by sku { brand "Brand": one of (acme "Acme", other)  margin: decimal(2) }
event order_paid { total: money }
event order_line part of order_paid { sku: product required  price: money }
`,
      }),
    );
    const through = (event?: string): unknown =>
      readable(vocabulary, { kind: "segment", name: "s" }, event)
        .filter(({ source }) => source === "table")
        .map(({ of, name, type }) => [of, name, type?.value.kind, type?.mayBeUnknown]);
    const fields = (of: string): unknown[] => [
      [of, "brand", "enum", true],
      [of, "margin", "decimal", true],
    ];
    expect(through()).toEqual(fields("favourite"));
    expect(through("order_line")).toEqual([...fields("sku"), ...fields("favourite")]);
    expect(through("order_paid")).toEqual(fields("favourite"));
    const brand = termType({ kind: "reference", name: "sku", member: "brand" }, vocabulary, "order_line");
    expect(brand?.labels["acme"]).toEqual({ default: "Acme" });
    expect(termType({ kind: "reference", name: "sku", member: "brand" }, vocabulary, "order_paid")).toBeUndefined();
  });

  it("are about what the declaration may read", () => {
    const names = (text: string, event?: string): string[] =>
      readable(vocabulary, formed(text).form.spec, event).map(({ of, name }) =>
        of === undefined ? name : `${of}.${name}`,
      );
    expect(names("attribute tag t when age > 3")).toEqual(["gender", "birth_date", "city", "sms_opt_in", "age"]);
    expect(names("rule tag value_tier when age > 3")).not.toContain("value_tier");
    expect(names("rule tag t when age > 3", "order_paid").slice(0, 4)).toEqual(["amount", "channel", "time", "gender"]);
  });
});
