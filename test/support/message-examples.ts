import type { DiagnosticCode } from "../../grammar/diagnostics/catalogue.ts";

/** How a message of the reference is produced. */
export type MessageExample =
  /** Rules, read behind the page's own schema unless they stand `alone`. */
  | { readonly rules: string; readonly alone?: boolean }
  /** What cannot be shown as a line of rules: how it comes about, and the test that makes it, if anything can. */
  | { readonly when: string; readonly test?: string };

/** Where what is beyond a limit is tried. */
const LIMITS = "test/grammar/limits.fuzz.ts";

/** What the examples of the page are about. */
export const messagesSchema = `profile customer {
  city       : text
  birth_date : date
  joined_at  : time
  age        : integer
  income     : money from 0 to 100000
  rating     : number
  gender     : one of (female, male)
  sms_opt_in : yes/no
  interests  : set of one of (cooking, sport)
}
event order_paid { amount : money required   channel : one of (app, web)   score : number }
event page_view { path : text }
statistical tag orders = count of order_paid
rule tag traits = all of { "adult" when age >= 18   "urban" when city is "Taipei" }
`;

/** The parts of the page, each with the codes of which it tells, in the order of the catalogue. */
export const messageParts: readonly (readonly [
  title: string,
  examples: Readonly<Partial<Record<DiagnosticCode, MessageExample>>>,
])[] = [
  [
    "Reading a file",
    {
      "bad-encoding": { when: "a rule file saved as UTF-16 or Latin-1", test: "test/cli/trouble.test.ts" },
      "file-too-large": { when: "a rule file of more than 4 000 000 characters", test: "test/grammar/robust.fuzz.ts" },
      "bad-character": { rules: "rule tag t when age > 3 § 4" },
      "unterminated-text": { rules: 'rule tag t when city is "Taipei' },
      "unterminated-name": { rules: "rule tag t when `sms_opt_in" },
      "bad-escape": { rules: String.raw`rule tag t when city is "C:\data"` },
      "bad-number": { rules: "rule tag t when age > 12345678901234567890" },
      "no-such-date": { rules: "rule tag t when birth_date >= 2026-02-30" },
      "full-width": { rules: "rule tag t when age ＞ 30" },
      "wrong-quotes": { rules: "rule tag t when city is “Taipei”" },
      "foreign-operator": { rules: "rule tag t when age == 30" },
      "too-many-instants": { when: "500 tags that each look back from another day", test: LIMITS },
      "too-many-branches": { when: "501 branches in one tag", test: LIMITS },
      "too-many-operands": { when: "1 001 conditions joined by `and`", test: LIMITS },
      "too-many-values": { when: "10 001 values in `is one of (…)`", test: LIMITS },
      "too-many-declarations": { when: "20 001 declarations", test: LIMITS },
      "too-many-mistakes": { when: "a file that holds no rules", test: LIMITS },
      "plan-too-large": {
        when: "a chain of 460 tags, looked back at from 450 days",
        test: "test/grammar/plan-limit.long.ts",
      },
      "too-deep": { rules: `rule tag t when ${"(".repeat(70)}age > 3${")".repeat(70)}` },
      "format-changes": { when: "a mistake of the formatter itself; none is known" },
      syntax: { rules: "rule tag t when age is between 18 and 30" },
    },
  ],
  [
    "Names",
    {
      "unknown-name": { rules: "rule tag t when loyalty > 3" },
      "unknown-field": { rules: "rule tag t = sum of order_paid.shipping_costs" },
      "unknown-value": { rules: "rule tag t when gender is divers" },
      "not-an-event": { rules: "rule tag t = count of orders" },
      "wrong-name": { rules: "rule tag t = order_paid.amount" },
      "duplicate-name": { rules: "rule tag orders when age > 3" },
      "case-clash": { rules: "rule tag Orders when age > 3" },
      "no-profile": { rules: "event order_paid {}\nstatistical tag orders = count of order_paid", alone: true },
      "unknown-annotation": { rules: '@colour("red") rule tag t when age > 3' },
      "bad-annotation": { rules: "@label rule tag t when age > 3" },
      unused: { rules: 'list cities = ("Taipei", "Tainan")' },
    },
  ],
  [
    "Types",
    {
      "type-mismatch": { rules: "rule tag t = city + 3" },
      "condition-expected": { rules: "rule tag t when age" },
      "value-expected": { rules: "rule tag t = days since age" },
      "excess-digits": { rules: "rule tag t when income > 99.999" },
      "out-of-bounds": {
        rules: 'test "x" as of 2026-03-01 { customer { income: 200000 } expect orders is 0 }',
      },
      "bounds-reversed": { rules: "event call { minutes : integer from 60 to 0 }" },
      "list-mixed": { rules: 'list cities = ("Taipei", 3)' },
      "list-unreadable": { rules: 'list vips from "lists/nobody.csv"' },
      "tag-of-duration": { rules: "rule tag t = now - joined_at" },
      "whole-set": { rules: "rule tag t = interests" },
    },
  ],
  [
    "What may read what",
    {
      "kind-reads": { rules: "attribute tag t = orders" },
      "tag-in-where": { rules: "rule tag t when did order_paid where orders > 3" },
      "aggregate-in-where": { rules: "rule tag t when did order_paid where count of page_view > 3" },
      "computed-reads": { rules: "event sale { price : money  dear : yes/no = price > income }" },
      "computed-in-profile": { rules: "profile person { pay : money  monthly : money = pay / 12 }", alone: true },
      "in-table": { rules: "table shop by code { city : text required }\nevent sale { at_shop : shop }" },
      "computed-row": {
        rules: "table shop by code { city : text }\nevent sale { code : text  at_shop : shop = code  other : shop }",
      },
      "computed-required": { rules: "event sale { price : money  twice : money required = price * 2 }" },
      "computed-too-large": {
        rules: `event sale { x : number  ${Array.from({ length: 7 }, (_, i) => `x${i} : number = ${i === 0 ? "x + x" : `x${i - 1} + x${i - 1}`}`).join("  ")} }`,
      },
      "too-much-computed": { when: "a computed field of 100 values, read at 2 501 places", test: LIMITS },
      "part-of-part": { rules: "event line part of order_paid {}\nevent bit part of line {}" },
      "event-outside": { rules: "rule tag t when hour of time > 3" },
      "as-of-needs-tag": { rules: "rule tag t when age as of 30 days ago > 3" },
      "label-expected": { rules: "model m = predict did order_paid using orders by boosted trees" },
      "label-feature": {
        rules:
          "profile person { left : yes/no  age : integer }\nrule tag old_friend when not left and age > 60\nmodel m = predict left using old_friend by boosted trees",
        alone: true,
      },
      "model-untrained": {
        rules: "model m = predict did order_paid in next 30 days using orders by boosted trees\nmined tag t = m",
      },
      "model-stale": {
        when: "a model whose rules were changed behind its training",
        test: "test/store/train/training.test.ts",
      },
      "model-unreadable": {
        when: "a model's file that was damaged",
        test: "test/store/train/training.test.ts",
      },
      "not-in-sql": { when: "`ignoring case` written as SQL for SQLite", test: "test/cli/sql.test.ts" },
      cycle: { rules: "rule tag a when not b\nrule tag b when not a" },
    },
  ],
  [
    "Windows and sequences",
    {
      "window-empty": { rules: "rule tag t = count of order_paid in last 0 days" },
      "window-reversed": { rules: "rule tag t = count of order_paid during 2026-02-01 to 2026-01-01" },
      "window-units": { rules: "rule tag t = count of order_paid in last 30 days ending 1 month ago" },
      "last-units": { rules: "rule tag t = count of order_paid in last age months" },
      "window-reads": { rules: "rule tag t = count of page_view since latest order_paid" },
      "within-units": { rules: "rule tag t when did page_view then order_paid within 1 month" },
      "not-last-step": { rules: "rule tag t when did page_view then not order_paid then page_view within 3 days" },
      "unit-of-date": { rules: "rule tag t = hours since birth_date" },
      "unit-until": { rules: "rule tag t = months until birth_date" },
    },
  ],
  [
    "Branches and tests",
    {
      "no-branches": { rules: "rule tag t = first of {}" },
      "branch-order": { rules: 'rule tag t = first of { "other" otherwise   "old" when age > 60 }' },
      "duplicate-branch": { rules: 'rule tag t = first of { "old" when age > 60   "old" when age > 50 }' },
      "equal-bounds": { rules: 'rule tag t = bands of age { "old" from 60   "aged" from 60 }' },
      "bad-test": { rules: 'test "nothing" as of 2026-03-01 { customer {} }' },
    },
  ],
  [
    "Proofs",
    {
      "branches-overlap": { rules: 'rule tag t = one of { "old" when age > 60   "rich" when income > 5000 }' },
      "not-proved-exclusive": {
        rules:
          'rule tag t = one of { "a" when rating * rating * rating > 8   "b" when rating < 2 and rating * rating * rating * rating > 16 and rating > 0 }',
      },
      "proof-left": {
        when: "branches over many sums, of which no two exclude each other",
        test: "test/engine/prove/work.test.ts",
      },
      "branch-never": {
        rules: 'rule tag t = first of { "old" when age > 60   "aged" when age > 70   "young" otherwise }',
      },
      "no-branch-taken": { rules: 'rule tag t = one of { "old" when age > 60 }' },
      "law-broken": { rules: 'never "rich and young" income > 5000 and age < 18' },
      "law-not-proved": { rules: 'never "a cube" rating > 0 and rating < 2 and rating * rating * rating > 8' },
      "always-empty": { rules: "segment s when age < 18 and age > 60" },
      "always-everyone": { rules: "segment s when orders >= 0" },
      "condition-implied": { rules: "rule tag t when age > 60 and age > 18" },
    },
  ],
  [
    "Hints",
    {
      "mixed-and-or": { rules: "rule tag t when age > 60 or age < 18 and income > 0" },
      "otherwise-takes-unknown": { rules: 'rule tag t = first of { "old" when age > 60   "young" otherwise }' },
      "not-leaves-unknown": { rules: 'rule tag t when city is not "Taipei"' },
      "where-runs-on": { rules: "rule tag t when did order_paid where channel is app and sms_opt_in" },
      "number-threshold": { rules: "rule tag t when sum of order_paid.score >= 10" },
      "since-unknown": { rules: "rule tag t = count of order_paid since joined_at" },
      "since-ahead": { rules: "rule tag t when months since joined_at < 3" },
      "table-unfilled": {
        when: "a table that a field names, in a workspace whose sources do not bring its rows",
        test: "test/store/unfilled-tables.test.ts",
      },
      "field-hides-time": { rules: "event call { time : integer }" },
    },
  ],
];
