import { required } from "../engine/invariant/required.ts";
import type { ModelArtefact } from "../engine/models/artefact.ts";
import type { PropensityReport } from "../engine/models/report.ts";
import { leftOutSentence } from "./model-words.ts";
import type { ReportTable } from "./report-table.ts";
import { notShown, reportTables, verdictOf } from "./show-model.ts";

/** A model's report as a page of its own: tables and charts, without any script. */
export function modelPage(artefact: ModelArtefact, stale: boolean): string {
  const { report } = artefact;
  const charts =
    report.kind === "propensity"
      ? [liftChart(report), calibrationChart(report)]
      : report.kind === "lifetime" && report.holdout !== null
        ? [
            barPairs(
              "Orders expected (light) and come (dark), by repeat orders before",
              report.holdout.byRepeats.map(({ repeats, expected, happened }) => ({
                label: String(repeats),
                light: expected,
                dark: happened,
              })),
            ),
          ]
        : [];
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(artefact.name)}</title>`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<style>${STYLE}</style></head><body>`,
    `<h1>${escaped(artefact.name)}</h1>`,
    `<p class="verdict">${escaped(verdictOf(artefact))}</p>`,
    ...(stale ? ['<p class="stale">It was trained on other rules than these; train it again.</p>'] : []),
    ...notShown(artefact).map((sentence) => `<p>${escaped(sentence)}</p>`),
    ...artefact.leftOut.map(({ feature, reason }) => `<p>${escaped(leftOutSentence(feature, reason))}</p>`),
    `<p>Learned from ${artefact.rows} rows as of ${escaped(artefact.asOf.map((at) => at.slice(0, 10)).join(", "))}; seed ${artefact.seed}.</p>`,
    ...charts,
    ...reportTables(artefact).map(tableHtml),
    "</body></html>",
    "",
  ].join("\n");
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1c2330}table{border-collapse:collapse;margin:0 0 2rem}td,th{padding:.25rem .75rem;border-bottom:1px solid #d5dae3;text-align:left}.verdict{font-size:1.2rem}.stale{color:#9a3b00}svg{max-width:100%;height:auto;margin-bottom:1rem}";

function tableHtml({ title, columns, rows }: ReportTable): string {
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<h2>${escaped(title)}</h2><table><thead>${cells("th", columns)}</thead><tbody>${rows.map((row) => cells("td", row)).join("")}</tbody></table>`;
}

const [WIDTH, HEIGHT, LEFT, FOOT] = [640, 280, 50, 30];

function liftChart({ holdout }: PropensityReport): string {
  return barPairs(
    "Times the share of all (1 is everybody's), by tenths from the highest chance",
    holdout.deciles.map(({ lift }, index) => ({ label: String(index + 1), dark: lift, light: 1 })),
  );
}

/** What was predicted of each tenth against what happened: on the line, chances can be taken at their word. */
function calibrationChart({ holdout }: PropensityReport): string {
  const points = holdout.deciles
    .filter(({ customers }) => customers > 0)
    .map(({ predicted, happened, customers }) => ({ x: predicted, y: happened / customers }));
  const most = Math.max(0.01, ...points.map(({ x, y }) => Math.max(x, y)));
  const place = (x: number, y: number): [string, string] => [
    (LEFT + (x / most) * (HEIGHT - FOOT)).toFixed(1),
    ((HEIGHT - FOOT) * (1 - y / most)).toFixed(1),
  ];
  const [x0, y0] = place(0, 0);
  const [x1, y1] = place(most, most);
  const dots = points
    .map(({ x, y }) => {
      const [cx, cy] = place(x, y);
      return `<circle cx="${cx}" cy="${cy}" r="5" fill="#1f5fbf"/>`;
    })
    .join("");
  return figure(
    "Chance predicted (across) and share to whom it happened (up), by tenths",
    `<line x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}" stroke="#9aa4b5"/>${dots}${label(LEFT, HEIGHT - 8, "0")}${label(LEFT + HEIGHT - FOOT, HEIGHT - 8, `${(most * 100).toFixed(0)}%`)}`,
  );
}

function barPairs(
  title: string,
  pairs: readonly { readonly label: string; readonly light: number; readonly dark: number }[],
): string {
  const most = Math.max(1e-9, ...pairs.flatMap(({ light, dark }) => [light, dark]));
  const step = (WIDTH - LEFT) / Math.max(1, pairs.length);
  const bar = (x: number, value: number, colour: string): string => {
    const height = (value / most) * (HEIGHT - FOOT - 10);
    return `<rect x="${x.toFixed(1)}" y="${(HEIGHT - FOOT - height).toFixed(1)}" width="${(step * 0.35).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour}"/>`;
  };
  return figure(
    title,
    pairs
      .map(
        ({ label: text, light, dark }, index) =>
          `${bar(LEFT + index * step, light, "#b9cdec")}${bar(LEFT + index * step + step * 0.35, dark, "#1f5fbf")}${label(LEFT + index * step + step * 0.3, HEIGHT - 8, text)}`,
      )
      .join("") + label(4, 14, most >= 100 ? most.toFixed(0) : most.toPrecision(2)),
  );
}

function figure(title: string, content: string): string {
  return `<h2>${escaped(title)}</h2><svg role="img" aria-label="${escaped(title)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">${content}</svg>`;
}

const label = (x: number, y: number, text: string): string =>
  `<text x="${x.toFixed(1)}" y="${y}" font-size="13" fill="#445">${escaped(text)}</text>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Text that is only ever text on a page. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => required(entities[character], "the entity of a character"));
}
