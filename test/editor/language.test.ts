import { describe, expect, it } from "vitest";
import { hover } from "../../editor/language/hover.ts";
import { definition, references, rename } from "../../editor/language/navigate.ts";
import { folds, outline } from "../../editor/language/outline.ts";
import { LineMap } from "../../editor/language/positions.ts";
import { quickFixes } from "../../editor/language/quick-fixes.ts";
import { semanticTokens } from "../../editor/language/semantic-tokens.ts";
import { signature } from "../../editor/language/signature.ts";
import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import fc from "fast-check";
import { opened, shop } from "../support/language.ts";

const textAt = (
  { analysis, path }: ReturnType<typeof opened>,
  span: { start: number; end: number } | undefined,
): string => (span === undefined ? "" : (analysis.file(path)?.text.slice(span.start, span.end) ?? ""));

describe("go to definition", () => {
  it.for([
    ['rule tag t when value_ti<|>er is "VIP"', "value_tier", "tag value_tier"],
    ["statistical tag t = count of order_p<|>aid", "order_paid", "event order_paid"],
    ["statistical tag t = sum of order_paid.am<|>ount", "amount", "amount : money"],
    ["statistical tag t = count of order_paid where chan<|>nel is app", "channel", "channel : one of"],
    ['statistical tag t = count of order_paid where ci<|>ty is "x"', "city", "city : text"],
    ["statistical tag t = count of order_paid where channel is ap<|>p", "app", "app, web"],
    ["rule tag t when customer.ge<|>nder is male", "gender", 'gender "Gender"'],
    ["rule tag t when city is in big_<|>cities", "big_cities", "list big_cities"],
    ['test "x" as of 2026-03-01 { customer { gen<|>der: male } expect winback }', "gender", 'gender "Gender"'],
    ['test "x" as of 2026-03-01 { order_paid 3 days ago { channel: st<|>ore } expect winback }', "store", "store)"],
  ])("%s", ([text = "", name, around = ""]) => {
    const place = opened(text);
    const found = definition(place.analysis, place.path, place.offset);
    expect(textAt(place, found)).toBe(name);
    const whole = place.analysis.file(place.path)?.text ?? "";
    expect(found?.start).toBe(whole.indexOf(around) + around.indexOf(name ?? ""));
  });

  it("of nothing is nothing", () => {
    const place = opened("rule tag t wh<|>en age > 3");
    expect(definition(place.analysis, place.path, place.offset)).toBeUndefined();
  });
});

describe("rename", () => {
  it("changes the name wherever it means the same, and nowhere else", () => {
    const place = opened(
      "statistical tag amount_sum = sum of order_paid.am<|>ount where amount > 3\nevent refund { amount : money }\nstatistical tag r = sum of refund.amount",
    );
    const edits = rename(place.analysis, place.path, place.offset, "total");
    if ("problem" in edits) throw new Error(edits.problem);
    const text = place.analysis.file(place.path)?.text ?? "";
    const after = edits
      .toSorted((left, right) => right.start - left.start)
      .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
    expect(after).toContain("total : money at least 0 required");
    expect(after).toContain("sum of order_paid.total where total > 3");
    expect(after).toContain("event refund { amount : money }\nstatistical tag r = sum of refund.amount");
    const settings = planSettings({ timeZone: "UTC" });
    expect(
      compile({ files: [{ path: "rules.tagma", text: after }], settings }).diagnostics.filter(
        ({ severity }) => severity === "error",
      ),
    ).toEqual([]);
  });

  it("changes a field of a table wherever a row is read, and in the rows of tests", () => {
    const place = opened(`table product by sku { bra<|>nd : text }
event line { sku : product }
statistical tag n = count of line where sku.brand is "Acme"
test "x" as of 2026-03-01 { product { sku: "a"  brand: "Acme" } line { sku: "a" } expect n is 1 }`);
    const edits = rename(place.analysis, place.path, place.offset, "maker");
    if ("problem" in edits) throw new Error(edits.problem);
    const text = place.analysis.file(place.path)?.text ?? "";
    const after = edits
      .toSorted((left, right) => right.start - left.start)
      .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
    expect(after).toContain("table product by sku { maker : text }");
    expect(after).toContain('where sku.maker is "Acme"');
    expect(after).toContain('{ sku: "a"  maker: "Acme" }');
  });

  it("changes values of sets and what asks them", () => {
    const rules = (field: string, value: string): string =>
      `event visit { ${field} : set of one of (${value}, other) }
statistical tag r = count of visit where ${field} contains ${value} or ${field} contains any of (other, ${value}) or size of ${field} > 1
statistical tag s when latest visit.${field} contains all of (${value}, other)
test "t" as of 2026-03-01 { visit { ${field}: (other, ${value}) } expect s }`;
    const renamed = (marked: string, name: string): string => {
      const place = opened(marked);
      const edits = rename(place.analysis, place.path, place.offset, name);
      if ("problem" in edits) throw new Error(edits.problem);
      const text = place.analysis.file(place.path)?.text ?? "";
      return edits
        .toSorted((left, right) => right.start - left.start)
        .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
    };
    expect(renamed(rules("topics", "food").replace("visit { topics", "visit { to<|>pics"), "about")).toContain(
      rules("about", "food"),
    );
    expect(renamed(rules("topics", "food").replace("(food", "(fo<|>od"), "meals")).toContain(rules("topics", "meals"));
  });

  it.for([
    ["age 2", "`age 2`"],
    ["when", "`when`"],
    ["年齢", "年齢"],
  ])("to %s writes %s", ([name = "", written]) => {
    const place = opened("rule tag t when a<|>ge > 3");
    const edits = rename(place.analysis, place.path, place.offset, name);
    expect("problem" in edits ? edits.problem : edits.map(({ text }) => text)).toEqual([written, written]);
  });

  it.for([
    ["orders_90d", "already"],
    ["gender", "already"],
    ["", "cannot be a name"],
    ["a`b", "cannot be a name"],
    ["a\nb", "cannot be a name"],
  ])("to %j is refused", ([name = "", problem]) => {
    const place = opened("rule tag t when a<|>ge > 3");
    const edits = rename(place.analysis, place.path, place.offset, name);
    expect("problem" in edits ? edits.problem : "").toContain(problem);
  });
});

it("references lists all places, the declaration first", () => {
  const place = opened("rule tag a when orders_90d > 1\nrule tag b when orders_<|>90d > 2");
  const text = place.analysis.file(place.path)?.text ?? "";
  const found = references(place.analysis, place.path, place.offset, true);
  expect(found.map(({ start }) => text.slice(0, start).split("\n").length)).toEqual([13, 16, 17, 21, 22]);
  expect(references(place.analysis, place.path, place.offset, false)).toHaveLength(4);
});

describe("hover", () => {
  it.for([
    [
      'rule tag t when value_t<|>ier is "VIP"',
      ["**value\\_tier** — Value tier, rule tag", "zh: 价值等级", "Reads `orders_90d`", "Used by `winback`, `t`"],
    ],
    [
      "rule tag t when gen<|>der is male",
      ["**customer.gender** — Gender", "one of `female`, `male`, `other`", "may be unknown"],
    ],
    ["statistical tag t = sum of order_paid.amo<|>unt", ["an amount of money", "always known", "from 0"]],
    ["statistical tag t = su<|>m of order_paid.amount", ["the total; 0 when there is none"]],
    ["statistical tag t = med<|>ian of order_paid.amount", ["the middle value"]],
    ["statistical tag t = 90% quan<|>tile of order_paid.amount", ["the value that 90 of a hundred do not pass"]],
  ] as const)("%s", ([text, parts]) => {
    const place = opened(text);
    const found = hover(place.analysis, place.path, place.offset)?.text ?? "";
    for (const part of parts) expect(found).toContain(part);
  });

  it("shows nothing of a rule file as Markdown or HTML", () => {
    const place = opened(
      '/// <img src=x onerror=alert(1)> **bold** [link](javascript:1)\nrule tag evil "<b>x</b>" when age > 3\nrule tag t when ev<|>il',
    );
    const text = hover(place.analysis, place.path, place.offset)?.text ?? "";
    expect(text).toContain("evil");
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)<b>|(?<!\\)\[link/);
  });
});

it.for([
  ["statistical tag t = sum of <|>", "sum of EVENT.FIELD", 0],
  ["statistical tag t = distinct count of order_paid.amount where <|>", "distinct count of EVENT.FIELD", 1],
  ["statistical tag t = share of order_paid where channel is app among <|>", "share of EVENT where", 2],
  ["rule tag t when did order_paid in last <|>", "did EVENT", 3],
  ["statistical tag t = median of <|>", "median of EVENT.FIELD", 0],
  ["statistical tag t = 90% quantile of order_paid.amount where <|>", "N% quantile of EVENT.FIELD", 1],
] as const)("signature of %s", ([text, label, active]) => {
  const place = opened(text);
  const found = signature(place.analysis, place.path, place.offset);
  expect(found?.label).toContain(label);
  expect(found?.active).toBe(active);
});

it("outlines and folds", () => {
  const place = opened('// one\n// two\nlifecycle path {\n  stage "New" when age > 3\n}\n');
  const file = place.analysis.file(place.path);
  if (file === undefined) throw new Error("no file");
  expect(
    outline(file).map(({ kind, name, children }) => `${kind} ${name} ${children.map((child) => child.name).join(",")}`),
  ).toEqual([
    "profile customer gender,birth_date,city,sms_opt_in",
    "event order_paid amount,channel",
    "event page_view path",
    "tag age ",
    "tag orders_90d ",
    "tag value_tier VIP,Regular",
    "list big_cities ",
    "segment winback ",
    "lifecycle path New",
  ]);
  expect(folds(file).map(({ from, to, kind }) => [from, to, kind])).toEqual([
    [0, 5, "region"],
    [6, 9, "region"],
    [13, 17, "region"],
    [20, 21, "comment"],
    [22, 24, "region"],
  ]);
});

it("colours names by what they stand for", () => {
  const place = opened("statistical tag count = count of order_paid where channel is app // note");
  const text = place.analysis.file(place.path)?.text ?? "";
  const tokens = semanticTokens(place.analysis, place.path)
    .filter(({ start }) => start >= shop.length)
    .map(({ start, end, kind, declares }) => `${text.slice(start, end)} ${kind}${declares ? " declares" : ""}`);
  expect(tokens).toEqual([
    "statistical keyword",
    "tag keyword",
    "count variable declares",
    "= operator",
    "count keyword",
    "of keyword",
    "order_paid event",
    "where keyword",
    "channel property",
    "is keyword",
    "app enumMember",
    "// note comment",
  ]);
});

describe("quick fixes", () => {
  function fixed(more: string, code: string): Record<string, string> {
    const place = opened(more);
    const text = place.analysis.file(place.path)?.text ?? "";
    const found = place.analysis.diagnostics.find((diagnostic) => diagnostic.code === code);
    if (found === undefined) throw new Error(place.analysis.diagnostics.map((diagnostic) => diagnostic.code).join(" "));
    return Object.fromEntries(
      quickFixes(place.analysis, place.path, found).map(({ title, edits }) => [
        title,
        edits
          .toSorted((left, right) => right.start - left.start)
          .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text)
          .slice(shop.length),
      ]),
    );
  }
  it("a misspelt name", () => {
    expect(fixed("rule tag t when agee > 3", "unknown-name")).toEqual({
      "Replace `agee` by `age`": "rule tag t when age > 3",
    });
  });
  it("branches that overlap", () => {
    const fixes = fixed('rule tag t = one of { "A" when age > 3  "B" when age > 5 }\n', "branches-overlap");
    expect(fixes["Let the first true branch win (first of)"]).toBe(
      'rule tag t = first of { "A" when age > 3  "B" when age > 5 }\n',
    );
    expect(fixes["Add the customer as a test"]).toMatch(/\n\ntest "both \\"A\\" and \\"B\\"" as of /);
  });
  it("customers in no branch", () => {
    expect(
      fixed('rule tag t = one of {\n  "A" when age > 3\n}\n', "no-branch-taken")["Add a branch for everyone else"],
    ).toBe('rule tag t = one of {\n  "A" when age > 3\n  "Other" otherwise\n}\n');
  });
  it("a condition that leaves out the unknown", () => {
    expect(fixed("rule tag t when not (age > 30)\n", "not-leaves-unknown")["Let in those whose age is unknown"]).toBe(
      "rule tag t when (not (age > 30) or age is unknown)\n",
    );
  });
});

describe("positions", () => {
  it("are lines and UTF-16 columns, and lead back", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "é", "😀", "\n", "\r\n", "\r", "中")), (parts) => {
        const text = parts.join("");
        const map = new LineMap(text);
        for (let offset = 0; offset <= text.length; offset++) {
          // Between the two halves of a line's end there is no position.
          if (text[offset - 1] === "\r" && text[offset] === "\n") continue;
          const before = text.slice(0, offset).split(/\r\n|\n|\r/);
          expect(map.position(offset)).toEqual({ line: before.length - 1, character: before.at(-1)?.length });
          expect(map.offset(map.position(offset))).toBe(offset);
        }
      }),
    );
  });
});
