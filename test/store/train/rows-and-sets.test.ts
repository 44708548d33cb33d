import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelArtefact } from "../../../engine/models/artefact.ts";
import { loadModel } from "../../../engine/models/load.ts";
import { randomNumbers } from "../../../engine/statistics/random.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../../support/command.ts";
import { compareExecutors } from "../../support/model-executors.ts";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 2, 1);
const CUSTOMERS = 1500;
const brands = ["Acme", "Best", "Core"] as const;
const rules = `
table product by sku { brand : text  vegan : yes/no  margin : decimal(2) }
profile customer {
  left : yes/no
  favourite : product
  own_brand : text
  own_vegan : yes/no
  own_margin : decimal(2)
  interests : set of one of (cooking, sport, travel)
  badges : set of text
  secrets : set of text personal
  likes_cooking : yes/no
  gold : yes/no
  silver : yes/no
}
event visit { sku : product }
statistical tag acme_visits = count of visit where sku.brand is "Acme" in last 30 days
statistical tag visits = count of visit in last 30 days
model by_row = predict left using favourite.brand, favourite.vegan, favourite.margin by boosted trees
model by_hand = predict left using own_brand, own_vegan, own_margin by boosted trees
model by_set = predict left using badges by logistic regression
model by_value = predict left using interests contains cooking by logistic regression
model by_flag = predict left using likes_cooking by logistic regression
model by_values = predict left using badges contains "gold", badges contains "silver" by logistic regression
model all_interests = predict left using interests, secrets, favourite.margin by boosted trees
model kinds = cluster into 3 groups using favourite.brand, interests, badges
model returning = predict did visit in next 30 days using visits, acme_visits, favourite.brand by logistic regression
mined tag row_chance = by_row
mined tag hand_chance = by_hand
mined tag set_chance = by_set
mined tag value_chance = by_value
mined tag flag_chance = by_flag
mined tag values_chance = by_values
mined tag interest_chance = all_interests
mined tag kind = kinds.number
mined tag return_chance = returning
`;
const config = JSON.stringify({
  language: 1,
  timeZone: "UTC",
  currency: "USD",
  asOf: "2026-03-01",
  sources: [
    { name: "products", file: "products.csv", table: "product" },
    {
      name: "customers",
      file: "customers.csv",
      profile: true,
      customer: "id",
      columns: { interests: { separator: "|" }, badges: { separator: "|" }, secrets: { separator: "|" } },
    },
    { name: "visits", file: "visits.csv", event: "visit", customer: "customer", id: "id", time: "at" },
  ],
});

const products = Array.from({ length: 12 }, (_, index) => ({
  sku: `p${index}`,
  brand: brands[index % 3],
  vegan: index % 2 === 0,
  margin: (index / 20).toFixed(2),
}));

/** Who likes cooking leaves in 60 of 100 cases, others in 20; the brand Acme adds 20 in 100. */
function files(): Record<string, string> {
  const random = randomNumbers(8);
  const customers = [
    "id,left,favourite,own_brand,own_vegan,own_margin,interests,badges,secrets,likes_cooking,gold,silver",
  ];
  const visits = ["id,customer,at,sku"];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const product = products[Math.floor(random() * 13)];
    const interests = ["cooking", "sport", "travel"].filter(() => random() < 0.5);
    if (interests.length === 0) interests.push("travel");
    const badges = ["gold", "silver"].filter(() => random() < 0.4);
    const cooks = interests.includes("cooking");
    const left = random() < (cooks ? 0.6 : 0.2) + (product?.brand === "Acme" ? 0.2 : 0);
    const yes = (is: boolean): string => (is ? "yes" : "no");
    customers.push(
      [
        `c${customer}`,
        yes(left),
        product?.sku ?? "none",
        product?.brand ?? "",
        product === undefined ? "" : yes(product.vegan),
        product?.margin ?? "",
        interests.join("|"),
        [...badges, `only${customer}`].join("|"),
        `secret${customer % 3}`,
        yes(cooks),
        yes(badges.includes("gold")),
        yes(badges.includes("silver")),
      ].join(","),
    );
    for (let month = 0; month < 6; month++)
      if (random() < 0.6)
        visits.push(
          `v${visits.length},c${customer},${new Date(AS_OF - (month * 30 + random() * 29) * DAY).toISOString()},p${Math.floor(random() * 12)}`,
        );
  }
  const rows = products.map(({ sku, brand, vegan, margin }) => `${sku},${brand},${vegan ? "yes" : "no"},${margin}`);
  return {
    "products.csv": ["sku,brand,vegan,margin", ...rows].join("\n"),
    "customers.csv": customers.join("\n"),
    "visits.csv": visits.join("\n"),
  };
}

const folder = folderWith({ "tagma.json": config, "rules.tagma": rules, ...files() });
const artefact = (model: string): ModelArtefact =>
  loadModel(readFileSync(join(folder, "models", `${model}.model.json`), "utf8"));
const propensity = (model: string): Extract<ModelArtefact["report"], { kind: "propensity" }> => {
  const { report } = artefact(model);
  if (report.kind !== "propensity") throw new Error("no propensity");
  return report;
};

describe("features from rows of tables and from sets", () => {
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
    await tagmaOut("train", "-w", folder);
  });

  it("a field of a row is what the same would be, written into the profile", () => {
    const [row, hand] = [artefact("by_row"), artefact("by_hand")];
    expect(row.fits).toEqual(hand.fits);
    expect(propensity("by_row").holdout).toEqual(propensity("by_hand").holdout);
    expect(row.inputs).toEqual(
      hand.inputs.map(({ feature, value }) => ({ feature: feature.replace("own_", "favourite."), value })),
    );
    expect(row.leftOut).toEqual([]);
    expect(propensity("by_row").importance[0]?.feature).toBe("favourite.brand");
  });

  it("whether a set holds a value is the yes/no field that says so", () => {
    expect(artefact("by_value").fits).toEqual(artefact("by_flag").fits);
    expect(artefact("by_value").inputs).toEqual([{ feature: "interests contains cooking", value: null }]);
    expect(artefact("by_values").inputs.map(({ feature }) => feature)).toEqual([
      'badges contains "gold"',
      'badges contains "silver"',
    ]);
  });

  it("learns the rates that there are", async () => {
    const { customers } = await tagmaJson<{ customers: { tags: Record<string, unknown> }[] }>("run", "-w", folder);
    const chances = new Set(customers.map(({ tags }) => Number(tags["value_chance"])));
    const [low = 0, high = 0] = [...chances].sort((left, right) => left - right);
    expect(chances.size).toBe(2);
    // A third of the customers has Acme, or nearly: 20 and 60 in 100, and 6 for the brand; three standard errors.
    expect(Math.abs(low - 0.262)).toBeLessThan(0.07);
    expect(Math.abs(high - 0.662)).toBeLessThan(0.07);
  });

  it("asks a set of texts for its usual values, and an enum's for each", () => {
    expect(artefact("by_set").inputs).toEqual(
      expect.arrayContaining([
        { feature: "badges", value: "gold" },
        { feature: "badges", value: "silver" },
      ]),
    );
    expect(artefact("by_set").inputs).toHaveLength(2);
    expect(artefact("all_interests").inputs.filter(({ feature }) => feature === "interests")).toHaveLength(3);
    expect(artefact("all_interests").leftOut).toEqual([{ feature: "secrets", reason: "personal" }]);
    const sorted = (model: string): unknown => [...artefact(model).inputs].map(({ value }) => value).sort();
    expect(sorted("by_set")).toEqual(["gold", "silver"]);
    expect(propensity("by_set").beatsBaseline).toBe(false);
  });

  it("tables have no past, unless they are said to stay as they are", async () => {
    expect(artefact("returning").leftOut).toEqual([
      { feature: "acme_visits", reason: "no history" },
      { feature: "favourite.brand", reason: "no history" },
    ]);
    await tagmaOut("train", "returning", "--current-fields", "-w", folder);
    expect(artefact("returning").leftOut).toEqual([]);
    await tagmaOut("train", "returning", "-w", folder);
  });

  it("are evaluated alike by all executors, explained, and written as SQL", async () => {
    const { customers, known, differing } = await compareExecutors(folder, AS_OF, { product: products });
    expect([customers, differing]).toEqual([CUSTOMERS, []]);
    expect(known).toBeGreaterThan(CUSTOMERS * 9);
    const run = await tagmaJson<{ customers: { id: string; tags: Record<string, unknown> }[] }>("run", "-w", folder);
    // Most like cooking: what is said of a customer is where they differ from who is usual.
    const other = run.customers.find(({ tags }) => Number(tags["value_chance"]) < 0.4)?.id ?? "";
    expect(await tagmaOut("explain", other, "value_chance", "-w", folder)).toContain(
      'interests is "sport": the odds divided by ',
    );
    expect(await tagmaOut("explain", "c1", "row_chance", "-w", folder)).toContain("favourite.brand");
    const sql = await tagmaOut("sql", "--target", "duckdb", "--as-of", "2026-03-01", "-w", folder);
    expect(sql).toContain("row_chance");
  });

  it("a table that changes its type makes the model stale", async () => {
    const path = join(folder, "rules.tagma");
    writeFileSync(path, rules.replace("favourite.vegan, favourite.margin by", "favourite.vegan by"));
    const { out } = await tagma("check", "--json", "-w", folder);
    expect(out).toContain("model-stale");
    writeFileSync(path, rules);
  });
});
