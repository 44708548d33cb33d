import { describe, expect, it } from "vitest";
import { complete } from "../../editor/language/complete.ts";
import { opened } from "../support/language.ts";

function offered(text: string): string[] {
  const { analysis, path, offset } = opened(text);
  return complete(analysis, path, offset).items.map(({ label }) => label);
}

describe("completion offers what fits", () => {
  it.for<[string, string[], string[]]>([
    [
      "rule tag t when <|>",
      ["age", "orders_90d", "value_tier", "winback", "gender", "sms_opt_in", "did", "count", "not"],
      ["order_paid", "amount", "big_cities", "t", "where", "VIP"],
    ],
    ["attribute tag t = <|>", ["age", "gender", "city"], ["orders_90d", "value_tier", "winback"]],
    ["statistical tag t = count of <|>", ["order_paid", "page_view"], ["age", "customer", "gender", "in"]],
    ["statistical tag t = sum of order_paid.<|>", ["amount", "channel"], ["path", "age", "order_paid"]],
    ["statistical tag t = <|>", ["median", "sum"], ["order_paid"]],
    ["table product by sku { brand : text }\nevent line { sku : <|>", ["product", "text", "one"], ["age", "line"]],
    [
      "table product by sku { brand : text }\nevent line { sku : product }\nstatistical tag t = count of line where sku.<|>",
      ["brand"],
      ["age", "sku", "line"],
    ],
    [
      "table product by sku { kind : one of (fresh, dry) }\nevent line { sku : product }\nstatistical tag t = count of line where sku.kind is <|>",
      ["fresh", "dry"],
      [],
    ],
    [
      "model m = predict sms_opt_in using <|>",
      ["age", "gender", "orders_90d", "value_tier"],
      ["order_paid", "count", "sum", "did", "not", "m"],
    ],
    ["model m = predict sms_opt_in using age, orders_90d <|>", ["by", "contains"], ["in", "and", "age"]],
    ["model m = predict sms_opt_in <|>", ["using", "among", "in"], ["age", "by"]],
    ["statistical tag t = 90% <|>", ["quantile"], ["age"]],
    ["statistical tag t = 90% quantile of <|>", ["order_paid", "page_view"], ["age", "customer"]],
    ["statistical tag t = median of order_paid.<|>", ["amount", "channel"], ["path", "age", "order_paid"]],
    [
      "statistical tag t = count of order_paid <|>",
      ["where", "in", "this", "since", "then"],
      ["age", "gender", "order_paid"],
    ],
    [
      "statistical tag t = count of order_paid where <|>",
      ["amount", "channel", "city", "time", "hour"],
      ["orders_90d", "path", "value_tier"],
    ],
    [
      "statistical tag t = count of order_paid where channel is <|>",
      ["app", "web", "store", "not", "one", "known"],
      [],
    ],
    [
      "event visit { topics : set of one of (food, drink) }\nstatistical tag t = count of visit where topics contains <|>",
      ["food", "drink", "any", "all"],
      ["orders_90d"],
    ],
    [
      "event visit { topics : set of one of (food, drink) }\nstatistical tag t = count of visit where topics contains any of (food, <|>",
      ["drink"],
      ["age", "any"],
    ],
    ["attribute tag t = size of <|>", ["age", "city"], ["order_paid"]],
    ["rule tag t when gender is one of (<|>", ["female", "male", "other"], ["age", "orders_90d"]],
    ["rule tag t when gender is one of (female, <|>", ["male"], ["age"]],
    ["rule tag t when city is in <|>", ["big_cities"], ["age", "order_paid"]],
    ["statistical tag t = count of order_paid in last 90 <|>", ["days", "weeks", "months"], ["day", "age"]],
    ["statistical tag t = count of order_paid in last 1 <|>", ["day", "week"], ["days"]],
    ["rule tag t when did <|>", ["order_paid", "page_view"], ["age"]],
    ["event refund { amount : <|>", ["money", "integer", "date", "yes", "one"], ["age", "order_paid"]],
    ["@<|>", ["label", "group", "owner", "status"], ["age"]],
    ["<|>", ["rule", "segment", "event", "statistical tag", "test"], ["age", "when"]],
    ["rule tag <|>", [], ["age", "order_paid", "when"]],
    ['test "x" as of 2026-03-01 { <|>', ["customer", "order_paid", "expect"], ["age"]],
    ['test "x" as of 2026-03-01 { customer { <|>', ["gender", "city"], ["amount", "age"]],
    ['test "x" as of 2026-03-01 { customer { gender: <|>', ["female", "male"], ["age"]],
    ['test "x" as of 2026-03-01 { customer {} expect <|>', ["age", "value_tier", "winback"], ["order_paid"]],
    ['rule tag t when city is "Tai<|>"', [], ["age", "Taipei"]],
    ['rule tag t when value_tier is "<|>"', ["VIP", "Regular"], ["age", "Taipei", "value_tier", "when"]],
    ['rule tag t when value_tier is "<|>', ["VIP", "Regular"], ["age", "Taipei", "value_tier", "when"]],
    ['rule tag t when value_tier is not one of ("VIP", "Re<|>")', ["VIP", "Regular"], ["age"]],
    ['rule tag t when gender is "fe<|>"', ["female", "male"], ["VIP", "age"]],
    [
      'lifecycle journey { stage "New" when orders_90d < 1 stage "Buyer" when orders_90d >= 1 }\nrule tag t when journey is at least "<|>"',
      ["New", "Buyer"],
      ["VIP"],
    ],
    ['rule tag ways = all of { "App" when did page_view }\nrule tag t when ways contains "<|>"', ["App"], ["VIP"]],
    ['rule tag t "<|>" when age > 3', [], ["VIP", "App"]],
    ["rule tag t when value_tier is <|>", ["VIP", "Regular", "not", "known"], []],
    ["// rule tag t when <|>", [], ["age"]],
  ])("%s", ([text, wanted, unwanted]) => {
    const labels = offered(text);
    expect(wanted.filter((label) => !labels.includes(label))).toEqual([]);
    expect(unwanted.filter((label) => labels.includes(label))).toEqual([]);
  });

  it("goes on in the middle of a word", () => {
    const { analysis, path, offset } = opened("rule tag t when ord<|>");
    const { from, items } = complete(analysis, path, offset);
    expect(offset - from).toBe(3);
    expect(items.map(({ label }) => label)).toContain("orders_90d");
  });

  it("finds tags by their labels in any language", () => {
    const { analysis, path, offset } = opened("rule tag t when <|>");
    expect(complete(analysis, path, offset).items.find(({ label }) => label === "value_tier")?.filter).toBe(
      "value_tier Value tier 价值等级 Nivel de valor",
    );
  });

  it("a declaration before the cursor that is broken does not matter", () => {
    expect(offered("rule tag bad when (\nrule tag t when <|>")).toContain("age");
  });
});
