import { at } from "../engine/invariant/required.ts";
import type { ModelArtefact } from "../engine/models/artefact.ts";
import type {
  GroupProfile,
  Importance,
  LifetimeReport,
  PropensityReport,
  RecommendReport,
} from "../engine/models/report.ts";
import type { ReportTable } from "./report-table.ts";
import { elasticityTables, elasticityVerdict } from "./show-elasticity.ts";
import { leftOutSentence } from "./model-words.ts";
import { onnxTables, onnxVerdict } from "./show-onnx.ts";
import type { Terminal } from "./terminal.ts";

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)}%`;
const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);

/** Whether a model is worth its name, in one plain sentence. */
export function verdictOf({ report }: ModelArtefact): string {
  switch (report.kind) {
    case "propensity": {
      const { auc, deciles, rows, rate } = report.holdout;
      if (rows === 0 || rate === 0 || rate === 1) return untested(rows, rate);
      const later = report.holdoutAsOf === null ? " Tested on others of the same day, not on a later time." : "";
      if (!report.beatsBaseline)
        return `It foretells no better than giving everybody the same chance (AUC ${auc.toFixed(3)}). Do not use it.`;
      return `AUC ${auc.toFixed(3)}; the tenth with the highest chances has ${(deciles[0]?.lift ?? 0).toFixed(1)} times as many as all.${later}`;
    }
    case "amount": {
      const { error, baseline, rows } = report.holdout;
      if (rows === 0) return untested(0, 0);
      return report.beatsBaseline
        ? `It errs by ${rounded(error)} on average; the same amount for everybody by ${rounded(baseline)}.`
        : `It errs by ${rounded(error)} on average, no less than the same amount for everybody (${rounded(baseline)}). Do not use it.`;
    }
    case "cluster":
      return `${report.groups.length} groups, silhouette ${report.silhouette.toFixed(2)}${report.silhouette < 0.25 ? ": they run into each other" : ""}.`;
    case "lifetime": {
      const { holdout } = report;
      return holdout === null
        ? `${report.customers} customers; the history is too short to test it.`
        : `In ${holdout.days} days it expected ${holdout.expected.toFixed(0)} orders, and ${holdout.happened} came.`;
    }
    case "quantiles":
      return `${report.sizes.length} groups, cut at ${report.cuts.map(rounded).join(", ")}.`;
    case "recommend": {
      const { holdout } = report;
      if (holdout === null) return `${report.items} items; the history is too short to test it.`;
      if (holdout.customers === 0)
        return `${report.items} items; in the test nobody took anything new, so nothing can be said of how good it is.`;
      const what = `${percent(holdout.hit)} took one of their ${holdout.picks} picks, ${percent(holdout.popular)} one of the most popular, ${percent(holdout.random)} a random one.`;
      return report.beatsBaseline ? what : `${what} The most popular items do as well: recommend those.`;
    }
    case "elasticity":
      return elasticityVerdict(report);
    case "onnx":
      return onnxVerdict(report);
  }
}

function untested(rows: number, rate: number): string {
  const why =
    rows === 0 ? "nobody is left to test it on" : `it happened to ${rate === 0 ? "nobody" : "everybody"} in the test`;
  return `Nothing can be said of how good it is: ${why}.`;
}

/** What the figures of a report do not show. */
export function notShown({ report }: ModelArtefact): readonly string[] {
  if (report.kind !== "propensity" || report.holdoutAsOf !== null) return [];
  return [
    "It is cross-sectional: learned from and tested on customers of one day, of whom the label was known.",
    "It shows how well the label is told of customers whom it has not seen. It does not show how well it foretells a later time, nor whether a feature was known before the label was: what came after it, such as a reason for leaving, tells all and foretells nothing.",
  ];
}

/** The tables of a report. */
export function reportTables(artefact: ModelArtefact): ReportTable[] {
  const { report } = artefact;
  switch (report.kind) {
    case "propensity":
      return [propensityFigures(report), decileTable(report), importanceTable(report.importance)];
    case "amount":
      return [
        {
          title: `Amounts of ${report.holdout.rows} customers after ${report.holdoutAsOf.slice(0, 10)}`,
          columns: ["", "model", "same for everybody"],
          rows: [
            ["mean error", rounded(report.holdout.error), rounded(report.holdout.baseline)],
            ["mean predicted", rounded(report.holdout.predicted), ""],
            ["mean that came", rounded(report.holdout.happened), ""],
            ["stayed below", percent(report.holdout.below), ""],
          ],
        },
        importanceTable(report.importance),
      ];
    case "cluster":
      return [
        {
          title: "Groups",
          columns: ["group", "customers", "what sets it apart"],
          rows: report.groups.map((group) => [group.name, String(group.customers), traits(group)]),
        },
      ];
    case "lifetime":
      return lifetimeTables(report);
    case "quantiles":
      return [
        {
          title: "Groups",
          columns: ["group", "above", "up to", "customers"],
          rows: report.sizes.map((size, index) => [
            String(index + 1),
            index === 0 ? "" : rounded(at(report.cuts, index - 1)),
            index === report.cuts.length ? "" : rounded(at(report.cuts, index)),
            String(size),
          ]),
        },
      ];
    case "recommend":
      return recommendTables(report);
    case "elasticity":
      return elasticityTables(report);
    case "onnx":
      return onnxTables(report);
  }
}

function propensityFigures({ holdout, holdoutAsOf }: PropensityReport): ReportTable {
  return {
    title:
      holdoutAsOf === null
        ? `Tested on ${holdout.rows} other customers of the same day, whom the seed chose; ${percent(holdout.rate)} have the label`
        : `Tested on ${holdout.rows} customers as of ${holdoutAsOf.slice(0, 10)}, after all that was learned; it happened to ${percent(holdout.rate)}`,
    columns: ["", "model", "same chance for all"],
    rows: [
      ["AUC (0.5 is guessing)", holdout.auc.toFixed(4), "0.5"],
      ["log loss (less is better)", holdout.logLoss.toFixed(4), holdout.baseline.logLoss.toFixed(4)],
      ["Brier score (less is better)", holdout.brier.toFixed(4), holdout.baseline.brier.toFixed(4)],
    ],
  };
}

function decileTable({ holdout }: PropensityReport): ReportTable {
  return {
    title: "By tenths, from the highest chance",
    columns: ["tenth", "customers", "predicted", "happened", "share", "lift"],
    rows: holdout.deciles.map(({ customers, predicted, happened, lift }, index) => [
      String(index + 1),
      String(customers),
      percent(predicted),
      String(happened),
      percent(customers === 0 ? 0 : happened / customers),
      lift.toFixed(2),
    ]),
  };
}

function importanceTable(importance: readonly Importance[]): ReportTable {
  return {
    title: "What it goes by",
    columns: ["feature", "share"],
    rows: importance.map(({ feature, share }) => [feature, percent(share)]),
  };
}

function traits({ traits: all }: GroupProfile): string {
  const telling = all.filter(({ apart }) => Math.abs(apart) >= 0.3).slice(0, 4);
  return telling.length === 0
    ? "like everybody"
    : telling
        .map(
          ({ input, mean, among, apart }) =>
            `${apart > 0 ? "high" : "low"} ${input} (${rounded(mean)}; all ${rounded(among)})`,
        )
        .join(", ");
}

function lifetimeTables(report: LifetimeReport): ReportTable[] {
  const { customers, repeatBuyers, notPurchases, worthNothing, logLikelihood, holdout } = report;
  const figures: ReportTable = {
    title: "Customers",
    columns: ["", ""],
    rows: [
      ["with a purchase", String(customers)],
      ["with purchases on a second day", String(repeatBuyers)],
      ["of these, worth nothing after refunds", String(worthNothing)],
      ["orders of 0, less or unknown: no purchases", String(notPurchases)],
      ["log-likelihood", logLikelihood.toFixed(2)],
    ],
  };
  if (holdout === null) return [figures];
  return [
    figures,
    {
      title: `Orders in the ${holdout.days} days after ${holdout.asOf.slice(0, 10)}`,
      columns: ["repeat orders before", "customers", "came back", "expected", "came"],
      rows: [
        ...holdout.byRepeats.map(({ repeats, customers: own, cameBack, expected, happened }) => [
          repeats === 7 ? "7 or more" : String(repeats),
          String(own),
          percent(cameBack / own),
          expected.toFixed(1),
          String(happened),
        ]),
        [
          "all",
          String(holdout.customers),
          percent(holdout.byRepeats.reduce((sum, { cameBack }) => sum + cameBack, 0) / holdout.customers),
          holdout.expected.toFixed(1),
          String(holdout.happened),
        ],
      ],
    },
  ];
}

function recommendTables({ holdout }: RecommendReport): ReportTable[] {
  if (holdout === null) return [];
  return [
    {
      title: `${holdout.customers} customers who took something new in the ${holdout.days} days after ${holdout.asOf.slice(0, 10)}`,
      columns: ["of their picks they took one", "share"],
      rows: [
        ["this model", percent(holdout.hit)],
        ["the most popular", percent(holdout.popular)],
        ["random", percent(holdout.random)],
      ],
    },
  ];
}

/** Prints a model's report. */
export function showModel(artefact: ModelArtefact, stale: boolean, terminal: Terminal): void {
  const { colour } = terminal;
  terminal.out(`${colour.bold(artefact.name)}  ${verdictOf(artefact)}\n`);
  if (stale) terminal.out(colour.yellow("It was trained on other rules than these; train it again.\n"));
  for (const sentence of notShown(artefact)) terminal.out(`${sentence}\n`);
  for (const { feature, reason } of artefact.leftOut) terminal.out(`${leftOutSentence(feature, reason)}\n`);
  terminal.out(
    colour.dim(
      `Learned from ${artefact.rows} rows as of ${artefact.asOf.map((at) => at.slice(0, 10)).join(", ")}; seed ${artefact.seed}.\n`,
    ),
  );
  for (const { title, columns, rows } of reportTables(artefact)) {
    terminal.out(`\n${colour.bold(title)}\n`);
    const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => at(row, index).length)));
    for (const row of [columns, ...rows])
      terminal.out(
        `  ${row
          .map((cell, index) =>
            index === 0 || Number.isNaN(Number.parseFloat(cell))
              ? cell.padEnd(at(widths, index))
              : cell.padStart(at(widths, index)),
          )
          .join("  ")
          .trimEnd()}\n`,
      );
  }
}
