import { describe, expect, it } from "vitest";
import { editForm } from "../../../editor/views/edit/edit-form.ts";
import type { FormAction } from "../../../editor/views/form/action.ts";
import { newDeclaration, conditionText } from "../../../editor/views/new-declaration.ts";
import type { ConditionSpec, DeclarationSpec, RowSpec } from "../../../editor/views/spec.ts";
import { applyEdits } from "../../../editor/views/edit/text-edits.ts";
import { after, analysed, formed } from "../../support/views.ts";
import { shop } from "../../support/language.ts";

const orders: RowSpec = {
  kind: "test",
  negated: false,
  left: { kind: "reference", name: "orders_90d" },
  test: { kind: "compare", operator: ">=", right: { kind: "number", text: "3" } },
};
const viaApp: ConditionSpec = {
  kind: "test",
  negated: false,
  left: { kind: "reference", name: "channel" },
  test: { kind: "is", negated: false, right: { kind: "choice", value: "app", quoted: false }, ignoringCase: false },
};
const didByApp: RowSpec = { kind: "did", negated: false, event: "order_paid", where: viaApp };

const ageOver = (number: number): RowSpec => ({
  kind: "test",
  negated: false,
  left: { kind: "reference", name: "age" },
  test: { kind: "compare", operator: ">", right: { kind: "number", text: String(number) } },
});
const ageUnder = (number: number): RowSpec => ({
  kind: "test",
  negated: false,
  left: { kind: "reference", name: "age" },
  test: { kind: "compare", operator: "<", right: { kind: "number", text: String(number) } },
});

/** Before, action, after. */
const cases: readonly (readonly [string, FormAction, string])[] = [
  // Groups.
  [
    "rule tag t when age > 3",
    { do: "add-condition", at: "body.condition", join: "all", condition: orders },
    "rule tag t when age > 3 and orders_90d >= 3",
  ],
  [
    'rule tag t when age > 3 and city is "x"',
    { do: "add-condition", at: "body.condition", join: "all", condition: orders },
    'rule tag t when age > 3 and city is "x" and orders_90d >= 3',
  ],
  [
    'rule tag t when age > 3 and city is "x"',
    { do: "add-condition", at: "body.condition", join: "any", condition: orders },
    'rule tag t when (age > 3 and city is "x") or orders_90d >= 3',
  ],
  [
    'rule tag t when age > 3 and city is "x"',
    { do: "add-condition", at: "body.condition.items.0", join: "any", condition: orders },
    'rule tag t when (age > 3 or orders_90d >= 3) and city is "x"',
  ],
  [
    'rule tag t when age > 3 and city is "x"',
    { do: "add-condition", at: "body.condition.items.0", join: "all", condition: orders },
    'rule tag t when age > 3 and orders_90d >= 3 and city is "x"',
  ],
  [
    "rule tag t when age > 3",
    {
      do: "add-condition",
      at: "body.condition",
      join: "any",
      condition: { kind: "group", join: "all", items: [orders, viaApp] },
    },
    "rule tag t when age > 3 or (orders_90d >= 3 and channel is app)",
  ],
  [
    "rule tag t when age > 3 and orders_90d > 1",
    { do: "remove", at: "body.condition.items.0" },
    "rule tag t when orders_90d > 1",
  ],
  [
    "rule tag t when age > 3 and orders_90d > 1",
    { do: "remove", at: "body.condition.items.1" },
    "rule tag t when age > 3",
  ],
  [
    "rule tag t when not (age > 3 or orders_90d > 1)",
    { do: "remove", at: "body.condition.item.items.1" },
    "rule tag t when not age > 3",
  ],
  ["rule tag t when age > 3", { do: "negate", at: "body.condition" }, "rule tag t when not age > 3"],
  ["rule tag t when not age > 3", { do: "negate", at: "body.condition" }, "rule tag t when age > 3"],
  [
    "rule tag t when age > 3 or orders_90d > 1",
    { do: "negate", at: "body.condition" },
    "rule tag t when not (age > 3 or orders_90d > 1)",
  ],
  [
    "rule tag t when not (age > 3 or orders_90d > 1)",
    { do: "negate", at: "body.condition" },
    "rule tag t when (age > 3 or orders_90d > 1)",
  ],
  [
    "rule tag t when age > 3 and orders_90d > 1",
    { do: "join", at: "body.condition", join: "any" },
    "rule tag t when age > 3 or orders_90d > 1",
  ],
  [
    "rule tag t when age > 3 or orders_90d > 1 and age < 9",
    { do: "join", at: "body.condition", join: "all" },
    "rule tag t when age > 3 and (orders_90d > 1 and age < 9)",
  ],
  [
    "rule tag t when age > 3 or orders_90d > 1 and age < 9",
    { do: "join", at: "body.condition.items.1", join: "any" },
    "rule tag t when age > 3 or (orders_90d > 1 or age < 9)",
  ],
  [
    "rule tag t when age > 3 and orders_90d > 1 and age < 9",
    { do: "move", at: "body.condition.items.2", to: 0 },
    "rule tag t when age < 9 and age > 3 and orders_90d > 1",
  ],
  ["rule tag t when age > 3", { do: "duplicate", at: "body.condition" }, "last-item"],
  [
    "rule tag t when age > 3 and age < 9",
    { do: "duplicate", at: "body.condition.items.0" },
    "rule tag t when age > 3 and age > 3 and age < 9",
  ],
  // A filter runs on over what follows, unless brackets end it.
  [
    "rule tag t when age > 3 and did order_paid where channel is app",
    { do: "add-condition", at: "body.condition", join: "all", condition: orders },
    "rule tag t when age > 3 and (did order_paid where channel is app) and orders_90d >= 3",
  ],
  [
    "rule tag t when did order_paid where channel is app",
    { do: "add-condition", at: "body.condition", join: "all", condition: orders },
    "rule tag t when (did order_paid where channel is app) and orders_90d >= 3",
  ],
  [
    "rule tag t when age > 3 and age < 9",
    { do: "add-condition", at: "body.condition.items.0", join: "all", condition: didByApp },
    "rule tag t when age > 3 and (did order_paid where channel is app) and age < 9",
  ],
  [
    "rule tag t when age > 3 and did order_paid where channel is app",
    { do: "move", at: "body.condition.items.1", to: 0 },
    "rule tag t when (did order_paid where channel is app) and age > 3",
  ],
  [
    "rule tag t when did order_paid where channel is app in last 3 days and age > 3",
    { do: "set-window", at: "body.condition.items.0.window", to: undefined },
    "rule tag t when (did order_paid where channel is app) and age > 3",
  ],
  [
    "rule tag t when count of order_paid where channel is app in last 3 days >= 4",
    { do: "set-window", at: "body.condition.left.window", to: undefined },
    "rule tag t when count of order_paid where channel is app >= 4",
  ],
  // A condition that became another, by what is different.
  [
    "rule tag t when age > 3 // a\n and age < 9 // b",
    {
      do: "set-condition",
      at: "body.condition",
      to: { kind: "group", join: "all", items: [orders, ageOver(3), ageUnder(9)] },
    },
    "rule tag t when orders_90d >= 3\n  and age > 3 // a\n and age < 9 // b",
  ],
  [
    "rule tag t when age > 3 // a\n and age < 9 // b",
    {
      do: "set-condition",
      at: "body.condition",
      to: { kind: "group", join: "all", items: [ageOver(3), orders, ageUnder(9)] },
    },
    "rule tag t when age > 3\n  and orders_90d >= 3 // a\n and age < 9 // b",
  ],
  [
    "rule tag t when age > 3 // a\n and age < 9 // b",
    { do: "set-condition", at: "body.condition", to: { kind: "group", join: "any", items: [ageOver(4), ageUnder(9)] } },
    "rule tag t when age > 4 // a\n or age < 9 // b",
  ],
  [
    "rule tag t when age > 3 // a\n and age < 9 // b",
    { do: "set-condition", at: "body.condition", to: ageUnder(9) },
    "rule tag t when  // a\n  age < 9 // b",
  ],
  [
    "rule tag t when age > 3 // a\n and age < 9",
    { do: "set-condition", at: "body.condition", to: { kind: "group", join: "all", items: [ageUnder(9), ageOver(3)] } },
    "rule tag t when age < 9 // a\n and age > 3",
  ],
  [
    "rule tag t when age > 3 // a\n and age < 9 and age < 8",
    { do: "set-condition", at: "body.condition", to: orders },
    "rule tag t when // a\n  orders_90d >= 3",
  ],
  // Parts of a row.
  [
    "rule tag t when did order_paid",
    { do: "set-filter", at: "body.condition.where", to: viaApp },
    "rule tag t when did order_paid where channel is app",
  ],
  [
    "rule tag t when did order_paid in last 3 days",
    { do: "set-filter", at: "body.condition.where", to: viaApp },
    "rule tag t when did order_paid where channel is app in last 3 days",
  ],
  [
    "rule tag t when did order_paid where channel is app in last 3 days",
    { do: "set-filter", at: "body.condition.where", to: undefined },
    "rule tag t when did order_paid in last 3 days",
  ],
  [
    "statistical tag t = count of order_paid",
    { do: "set-window", at: "body.value.window", to: { kind: "last", amount: "1", unit: "month" } },
    "statistical tag t = count of order_paid in last 1 month",
  ],
  [
    "statistical tag t = count of order_paid this year",
    { do: "set-window", at: "body.value.window", to: undefined },
    "statistical tag t = count of order_paid",
  ],
  [
    "statistical tag t = sum of order_paid.amount this year",
    { do: "set-term", at: "body.value", to: { kind: "measure", function: "count", event: "page_view" } },
    "statistical tag t = count of page_view",
  ],
  [
    "statistical tag t = median of order_paid.amount this year",
    {
      do: "set-term",
      at: "body.value",
      to: {
        kind: "measure",
        function: "quantile",
        percent: "90",
        event: "order_paid",
        field: "amount",
        window: { kind: "calendar", which: "this", unit: "year" },
      },
    },
    "statistical tag t = 90% quantile of order_paid.amount this year",
  ],
  [
    "statistical tag t = 90% quantile of order_paid.amount // large\n  this year",
    {
      do: "set-term",
      at: "body.value",
      to: {
        kind: "measure",
        function: "quantile",
        percent: "12.5",
        event: "order_paid",
        field: "amount",
        window: { kind: "calendar", which: "this", unit: "month" },
      },
    },
    "statistical tag t = 12.5% quantile of order_paid.amount // large\n  this month",
  ],
  [
    "rule tag t when did order_paid // recently\n  in last 3 days",
    {
      do: "set-condition",
      at: "body.condition",
      to: { kind: "did", negated: true, event: "page_view", window: { kind: "last", amount: "9", unit: "week" } },
    },
    "rule tag t when not did page_view // recently\n  in last 9 weeks",
  ],
  [
    "rule tag t when did order_paid",
    {
      do: "set-condition",
      at: "body.condition",
      to: { kind: "did", negated: false, event: "order_paid", atLeast: { kind: "number", text: "3" } },
    },
    "rule tag t when did order_paid at least 3 times",
  ],
  [
    "rule tag t when did order_paid at least 2 times today",
    {
      do: "set-condition",
      at: "body.condition",
      to: { kind: "did", negated: false, event: "order_paid", window: { kind: "today" } },
    },
    "rule tag t when did order_paid today",
  ],
  [
    "rule tag t when age > 3",
    {
      do: "set-test",
      at: "body.condition.test",
      to: { kind: "between", from: { kind: "number", text: "3" }, to: { kind: "number", text: "9" } },
    },
    "rule tag t when age from 3 to 9",
  ],
  [
    "rule tag t when gender is female",
    {
      do: "set-test",
      at: "body.condition.test",
      to: {
        kind: "one-of",
        negated: true,
        values: [
          { kind: "choice", value: "male", quoted: false },
          { kind: "choice", value: "other", quoted: false },
        ],
        ignoringCase: false,
      },
    },
    "rule tag t when gender is not one of (male, other)",
  ],
  [
    'rule tag t when city is "x"',
    { do: "set-operand", at: "body.condition.test.right", to: { kind: "string", value: 'a"b\\ ${c}`\n</script>' } },
    'rule tag t when city is "a\\"b\\\\ ${c}`\\n</script>"',
  ],
  [
    "rule tag t when age > 3",
    { do: "set-operand", at: "body.condition.test.right", to: { kind: "number", text: "3 or yes" } },
    "bad-number",
  ],
  [
    "rule tag t when age > 3",
    { do: "set-condition", at: "body.condition", to: { kind: "text", source: "yes segment x when no" } },
    "does-not-read",
  ],
  [
    "rule tag t when age > 3",
    {
      do: "set-condition",
      at: "body.condition",
      to: {
        kind: "test",
        negated: false,
        left: { kind: "reference", name: "a`b" },
        test: { kind: "known", negated: false },
      },
    },
    "bad-name",
  ],
  [
    "rule tag t when age > 3",
    {
      do: "set-condition",
      at: "body.condition",
      to: {
        kind: "test",
        negated: false,
        left: { kind: "reference", name: "is" },
        test: { kind: "known", negated: false },
      },
    },
    "rule tag t when `is` is known",
  ],
  ["rule tag t when age > 3", { do: "set-condition", at: "body.condition.nowhere", to: orders }, "no-such-part"],
  // Branches.
  [
    'rule tag t = one of {\n  "A" when age > 3 // old\n  // the young\n  "B" when age <= 3\n}',
    { do: "insert", at: "body.items", index: 1, item: { value: "C", labels: { zh: "丙" }, when: orders } },
    'rule tag t = one of {\n  "A" when age > 3  // old\n  @label(zh: "丙")\n  "C" when orders_90d >= 3\n  // the young\n  "B" when age <= 3\n}'.replace(
      "3  //",
      "3 //",
    ),
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  "B" when age <= 3\n}',
    { do: "insert", at: "body.items", index: 2, item: { value: "C", labels: {}, when: { kind: "otherwise" } } },
    'rule tag t = one of {\n  "A" when age > 3\n  "B" when age <= 3\n  "C" otherwise\n}',
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  "B" otherwise\n}',
    { do: "insert", at: "body.items", index: 2, item: { value: "C", labels: {}, when: orders } },
    "not-allowed",
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  "B" otherwise\n}',
    { do: "insert", at: "body.items", index: 0, item: { value: "B", labels: {}, when: orders } },
    "duplicate-branch",
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n\n  // the young\n  "B" when age <= 3 // all of them\n  "C" otherwise\n}',
    { do: "remove", at: "body.items.1" },
    'rule tag t = one of {\n  "A" when age > 3\n  "C" otherwise\n}',
  ],
  ['rule tag t = one of {\n  "A" when age > 3\n}', { do: "remove", at: "body.items.0" }, "last-item"],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  // the young\n  "B" when age <= 3\n}',
    { do: "move", at: "body.items.1", to: 0 },
    'rule tag t = one of {\n  // the young\n  "B" when age <= 3\n  "A" when age > 3\n}',
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  "B" otherwise\n}',
    { do: "move", at: "body.items.0", to: 1 },
    "not-allowed",
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n  "A 2" otherwise\n}',
    { do: "duplicate", at: "body.items.0" },
    'rule tag t = one of {\n  "A" when age > 3\n  "A 3" when age > 3\n  "A 2" otherwise\n}',
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n}',
    { do: "form", form: "first of" },
    'rule tag t = first of {\n  "A" when age > 3\n}',
  ],
  [
    'lifecycle t {\n  stage "A" when did page_view\n}',
    { do: "insert", at: "body.items", index: 1, item: { value: "B", labels: {}, when: didByApp } },
    'lifecycle t {\n  stage "A" when did page_view\n  stage "B" when did order_paid where channel is app\n}',
  ],
  // Bands and scores.
  [
    'rule tag t = bands of age { "A" from 3  "B" otherwise }',
    {
      do: "insert",
      at: "body.items",
      index: 1,
      item: { value: "C", labels: {}, from: { kind: "number", text: "-1.5" } },
    },
    'rule tag t = bands of age { "A" from 3  "C" from -1.5  "B" otherwise }',
  ],
  [
    'rule tag t = bands of age { "A" from 3  "B" otherwise }',
    { do: "remove", at: "body.items.0" },
    'rule tag t = bands of age { "B" otherwise }',
  ],
  [
    'rule tag t = bands of age { "A" from 3  "B" otherwise }',
    { do: "set-term", at: "body.of", to: { kind: "measure", function: "count", event: "order_paid", where: viaApp } },
    'rule tag t = bands of (count of order_paid where channel is app) { "A" from 3  "B" otherwise }',
  ],
  [
    "rule tag t = score {\n  +2 when age > 3\n}",
    {
      do: "insert",
      at: "body.items",
      index: 1,
      item: {
        sign: "-",
        points: { kind: "number", text: "3" },
        basis: {
          kind: "per",
          event: "order_paid",
          size: { kind: "number", text: "100" },
          field: "amount",
          window: { kind: "calendar", which: "last", unit: "year" },
        },
        atMost: { kind: "number", text: "9" },
      },
    },
    "rule tag t = score {\n  +2 when age > 3\n  -3 per 100 of order_paid.amount last year at most 9\n}",
  ],
  [
    "rule tag t = score {\n  +2 when age > 3\n}",
    { do: "range", low: { kind: "number", text: "-5" }, high: { kind: "number", text: "5" } },
    "rule tag t = score from -5 to 5 {\n  +2 when age > 3\n}",
  ],
  [
    "rule tag t = score from 0 to 9 {\n  +2 when age > 3\n}",
    { do: "range", low: undefined, high: undefined },
    "rule tag t = score {\n  +2 when age > 3\n}",
  ],
  [
    "rule tag t = score {\n  +2 per page_view\n}",
    { do: "cap", at: "body.items.0.atMost", to: { kind: "number", text: "8" } },
    "rule tag t = score {\n  +2 per page_view at most 8\n}",
  ],
  [
    "rule tag t = score {\n  +2 per page_view at most 8\n}",
    { do: "cap", at: "body.items.0.atMost", to: undefined },
    "rule tag t = score {\n  +2 per page_view\n}",
  ],
  [
    "rule tag t = score {\n  +2 per page_view at most 8\n}",
    { do: "set-window", at: "body.items.0.basis.window", to: { kind: "yesterday" } },
    "rule tag t = score {\n  +2 per page_view yesterday at most 8\n}",
  ],
  // What people read.
  [
    "rule tag t when age > 3",
    { do: "label", at: "", language: "default", text: 'Old "ones"' },
    'rule tag t "Old \\"ones\\"" when age > 3',
  ],
  [
    'rule tag t "T" when age > 3',
    { do: "label", at: "", language: "default", text: undefined },
    "rule tag t when age > 3",
  ],
  [
    "rule tag t when age > 3",
    { do: "label", at: "", language: "zh", text: "老" },
    '@label(zh: "老")\nrule tag t when age > 3',
  ],
  [
    '@label(zh: "老")\nrule tag t when age > 3',
    { do: "label", at: "", language: "ja", text: "老人" },
    '@label(zh: "老", ja: "老人")\nrule tag t when age > 3',
  ],
  [
    '@label(zh: "老", ja: "老人")\nrule tag t when age > 3',
    { do: "label", at: "", language: "zh", text: undefined },
    '@label(ja: "老人")\nrule tag t when age > 3',
  ],
  [
    '@label(zh: "老")\nrule tag t when age > 3',
    { do: "label", at: "", language: "zh", text: undefined },
    "rule tag t when age > 3",
  ],
  [
    'rule tag t = one of {\n  "A" when age > 3\n}',
    { do: "label", at: "body.items.0", language: "es", text: "Á" },
    'rule tag t = one of {\n  @label(es: "Á")\n  "A" when age > 3\n}',
  ],
  [
    "rule tag t when age > 3",
    { do: "annotation", name: "owner", value: "crm" },
    '@owner("crm")\nrule tag t when age > 3',
  ],
  [
    '@group("G") // where it is\n@label(zh: "老")\nrule tag t when age > 3',
    { do: "annotation", name: "status", value: "draft" },
    '@group("G") @status(draft) // where it is\n@label(zh: "老")\nrule tag t when age > 3',
  ],
  [
    '@group("G") @owner("crm")\nrule tag t when age > 3',
    { do: "annotation", name: "group", value: undefined },
    '@owner("crm")\nrule tag t when age > 3',
  ],
  ["rule tag t when age > 3", { do: "annotation", name: "status", value: "gone" }, "unknown-choice"],
  [
    "rule tag t when age > 3",
    { do: "describe", text: "One.\n\nTwo." },
    "/// One.\n///\n/// Two.\nrule tag t when age > 3",
  ],
  [
    "/// One.\n// not this\n/// Two.\nrule tag t when age > 3",
    { do: "describe", text: "Three." },
    "/// Three.\n// not this\nrule tag t when age > 3",
  ],
  ["/// One.\nrule tag t when age > 3", { do: "describe", text: "" }, "rule tag t when age > 3"],
];

describe("an action upon a form changes what it is about", () => {
  it.for(cases)("%s ← %o", ([before, action, expected]) => {
    const result = after(before, action);
    expect(typeof result === "string" ? result : result.problem).toBe(expected);
  });

  it("in the formatter's layout, when the declaration was in it", () => {
    const before =
      'rule tag t = one of {\n  "A" when orders_90d >= 5 and city is "somewhere rather far away" and sms_opt_in\n}';
    expect(after(before, { do: "add-condition", at: "body.items.0.when", join: "all", condition: orders })).toBe(
      'rule tag t = one of {\n  "A" when orders_90d >= 5\n    and city is "somewhere rather far away"\n    and sms_opt_in\n    and orders_90d >= 3\n}',
    );
  });

  it("and nothing else, when it was not", () => {
    const before = 'rule   tag t =one of{\n"A"   when age>3   // why\n }';
    expect(
      after(before, { do: "insert", at: "body.items", index: 1, item: { value: "B", labels: {}, when: orders } }),
    ).toBe('rule   tag t =one of{\n"A"   when age>3   // why\n  "B" when orders_90d >= 3\n }');
  });

  it("with the line ends of its file", () => {
    const before = '// first\r\nrule tag t = one of {\r\n  "A" when age > 3\r\n}\r\n';
    expect(
      after(before, { do: "insert", at: "body.items", index: 1, item: { value: "B", labels: {}, when: orders } }),
    ).toBe(before.replace("\r\n}", '\r\n  "B" when orders_90d >= 3\r\n}'));
    expect(after(before, { do: "describe", text: "One.\nTwo." })).toBe(
      before.replace("rule", "/// One.\r\n/// Two.\r\nrule"),
    );
  });

  it("keeps comments inside a condition", () => {
    const before = "rule tag t when age > 3 // grown up\n  // and\n  and orders_90d > 1 // buys\n  and sms_opt_in";
    expect(after(before, { do: "remove", at: "body.condition.items.1" })).toBe(
      "rule tag t when age > 3 // grown up\n  // and\n   // buys\n  and sms_opt_in",
    );
  });

  it("is refused upon a form that is out of date", () => {
    const { analysis, form } = formed("rule tag t when age > 3");
    expect(editForm(analysis, { ...form, version: form.version - 1 }, { do: "negate", at: "body.condition" })).toEqual({
      problem: "stale",
    });
  });
});

describe("a new declaration", () => {
  const base = { "schema.tagma": shop, "rules.tagma": "// first\nrule tag t when age > 3\n\n" };
  const spec: DeclarationSpec = {
    kind: "tag",
    tagKind: "rule",
    name: "value level",
    labels: { default: "Level", zh: "等级" },
    description: "How much.",
    annotations: { group: "Value", status: "draft" },
    body: {
      kind: "branches",
      form: "first of",
      items: [
        { value: "High", labels: { zh: "高" }, when: { kind: "group", join: "any", items: [orders, didByApp] } },
        { value: "Low", labels: {}, when: { kind: "otherwise" } },
      ],
    },
  };

  it("is appended as the formatter would write it", () => {
    const edited = newDeclaration(analysed(base), "rules.tagma", spec);
    if ("problem" in edited) throw new Error(edited.problem);
    expect(applyEdits(base["rules.tagma"], edited.edits)).toBe(`// first
rule tag t when age > 3

/// How much.
@group("Value") @status(draft)
@label(zh: "等级")
rule tag \`value level\` "Level" = first of {
  @label(zh: "高")
  "High" when orders_90d >= 3 or did order_paid where channel is app
  "Low" otherwise
}
`);
  });

  it.for([
    ["name-taken", { ...spec, name: "t" }],
    ["name-taken", { ...spec, name: "city" }],
    ["incomplete", { ...spec, name: "" }],
    ["bad-name", { ...spec, name: "a`b" }],
    ["incomplete", { ...spec, body: { kind: "text", source: "" } }],
    [
      "incomplete",
      {
        ...spec,
        body: {
          kind: "condition",
          condition: {
            kind: "test",
            negated: false,
            left: { kind: "reference", name: "age" },
            test: { kind: "compare", operator: ">", right: { kind: "number", text: "" } },
          },
        },
      },
    ],
  ] as const)("is refused as %s", ([problem, wrong]) => {
    expect(newDeclaration(analysed(base), "rules.tagma", wrong)).toEqual({ problem });
  });

  it("a row says what it still lacks", () => {
    expect(conditionText({ kind: "did", negated: false, event: "" })).toEqual({ problem: "incomplete" });
    expect(conditionText(didByApp)).toEqual({ text: "did order_paid where channel is app" });
  });
});

describe("a change that began before another", () => {
  const group = (...items: ConditionSpec[]): ConditionSpec => ({ kind: "group", join: "all", items });
  it.for<readonly [string, ConditionSpec, string]>([
    // The text has 4 and 8 by now; the form still had 3 and 9.
    ["rule tag t when age > 4 and age < 8", group(ageOver(7), ageUnder(9)), "rule tag t when age > 7 and age < 8"],
    [
      "rule tag t when age > 4 and age < 8",
      group(ageOver(3), orders, ageUnder(9)),
      "rule tag t when age > 4 and orders_90d >= 3 and age < 8",
    ],
    ["rule tag t when age > 4 and age < 8", group(ageUnder(9), ageOver(3)), "rule tag t when age < 8 and age > 4"],
    ["rule tag t when age > 4 or age < 8", group(ageOver(7), ageUnder(9)), "rule tag t when age > 7 or age < 8"],
    ["rule tag t when sms_opt_in", group(ageOver(7), ageUnder(9)), "stale"],
  ])("%s ← %o", ([text, to, expected]) => {
    const result = after(text, { do: "set-condition", at: "body.condition", from: group(ageOver(3), ageUnder(9)), to });
    expect(typeof result === "string" ? result : result.problem).toBe(expected);
  });
});
