import type { Elasticity, ElasticityReport } from "../engine/models/report.ts";
import type { ReportTable } from "./report-table.ts";

/** An interval wider than this could mean anything. */
const WIDEST = 2;
const CHANGES = [-0.2, -0.1, -0.05, 0.05, 0.1, 0.2] as const;

/** What a model of prices tells, in one plain sentence. */
export function elasticityVerdict({ overall, beatsBaseline }: ElasticityReport): string {
  const { elasticity, low, high } = overall;
  const figure = `elasticity ${elasticity.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)}`;
  if (low > 0)
    return `More is bought at higher prices (${figure}): something else moves both, such as a season. Do not use it.`;
  if (high >= 0 || high - low > WIDEST)
    return `The data cannot tell how customers respond to a price (${figure}; prices move by ${(overall.spread * 100).toFixed(0)}% about a product's usual one). Do not use it.`;
  if (!beatsBaseline)
    return `Knowing the price foretells what is bought no better than each product's usual quantity (${figure}). Do not use it.`;
  return `At a price 10% higher ${percent(1 - 1.1 ** elasticity)} less is bought (${figure}).`;
}

/** The tables of a report on prices. */
export function elasticityTables({ overall, groups, holdout, weeks }: ElasticityReport): ReportTable[] {
  const { products, cells } = overall;
  const columns = ["", "customers", "elasticity", "standard error", "at least", "at most", "weeks of products"];
  return [
    {
      title: `Elasticity, from ${cells} weeks of ${products} products in ${weeks} weeks`,
      columns,
      rows: [
        ["all", "", ...figures(overall)],
        ...groups.map(({ name, customers, estimate }) => [
          name,
          String(customers),
          ...(estimate === null ? ["buys too little to tell"] : figures(estimate)),
        ]),
      ],
    },
    {
      title: "What a change of all prices would do",
      columns: ["price", "quantity", "revenue"],
      rows: CHANGES.map((change) => [
        signed(change),
        signed((1 + change) ** overall.elasticity - 1),
        signed((1 + change) ** (1 + overall.elasticity) - 1),
      ]),
    },
    { title: "The price for a goal", columns: ["goal", "price"], rows: goals(overall) },
    ...(holdout === null
      ? []
      : [
          {
            title: `Tested on ${holdout.cells} weeks of products from ${holdout.from}, after all that was learned`,
            columns: ["", "with the price", "each product's usual quantity"],
            rows: [["error (logarithms)", holdout.error.toFixed(4), holdout.baseline.toFixed(4)]],
          },
        ]),
  ];
}

/** With a constant elasticity ε the most profit is made at cost × ε ÷ (1 + ε) (Lerner 1934); there is such a price below −1 only. */
function goals({ elasticity }: Elasticity): (readonly [string, string])[] {
  if (elasticity >= 0) return [["all goals", "not told by these data"]];
  const elastic = elasticity < -1;
  return [
    ["most sold", "as low as it can be"],
    ["most revenue", elastic ? "lower than today" : "higher than today"],
    [
      "most profit",
      elastic ? `${(elasticity / (1 + elasticity)).toFixed(2)} times the cost of an item` : "higher than today",
    ],
  ];
}

function figures({ elasticity, error, low, high, cells }: Elasticity): string[] {
  return [elasticity.toFixed(3), error.toFixed(3), low.toFixed(3), high.toFixed(3), String(cells)];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function signed(share: number): string {
  return `${share > 0 ? "+" : ""}${percent(share)}`;
}
