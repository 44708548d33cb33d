import type { Choices } from "./choices.ts";
import { condition } from "./expressions.ts";
import type { RandomTable } from "./tables.ts";
import { samples, type Scope, units, type Value } from "./vocabulary.ts";

/** Lifecycles, segments, statements and tests. */
/** @param tags those of the values that are tags */
export function closing(
  choices: Choices,
  scope: Scope,
  row: string,
  tables: readonly RandomTable[],
  tags: readonly Value[],
): string[] {
  const lines: string[] = [];
  const inScope = (depth: number) => condition(choices, scope, depth);
  const tag = choices.any(tags);
  if (choices.chance(2))
    lines.push(
      `lifecycle journey {\n  stage "New" when ${inScope(1)}\n  stage "Old" when ${inScope(1)}\n}`,
      'rule tag grown when journey is at least "Old"',
    );
  if (tag !== undefined && tag.kind !== "set")
    lines.push(`rule tag before = ${tag.name} as of ${1 + choices.below(60)} ${choices.pick(units)} ago`);
  if (choices.chance(2))
    lines.push(`segment winners "Winners" when ${inScope(3)}`, `segment losers when not winners and ${inScope(1)}`);
  if (choices.chance(3)) lines.push(`exclusive (${inScope(1)}, ${inScope(1)})`);
  if (choices.chance(3)) lines.push(`never "it cannot be" ${inScope(2)}`);
  const event = choices.any(scope.events);
  if (event !== undefined && choices.chance(2)) {
    const placed = choices.pick([
      "3 days ago",
      "on 2026-02-01",
      "at 2026-02-01T10:30",
      "2 times every 5 days until 1 day ago",
    ]);
    const { partOf } = event;
    const rows = tables.map(({ name, key, fields }) => {
      const field = choices.any(fields);
      const value = field === undefined ? "" : `  ${field.name}: ${sampleOf(field)}`;
      return `  ${name} { ${key}: "a"${value} }\n`;
    });
    const given =
      partOf === undefined
        ? `${event.name} ${placed} { ${event.row} }`
        : `${partOf.name} ${placed} { ${partOf.row}  ${`${event.name} { ${event.row} }  `.repeat(1 + choices.below(3))}}`;
    lines.push(
      `test "it holds" as of 2026-03-01 {\n${rows.join("")}  customer { ${row} }\n  ${given}\n  expect ${inScope(2)}\n}`,
    );
  }
  return lines;
}

/** @param profile its fields, and those of the rows that they name */
export function modelLines(choices: Choices, scope: Scope, profile: readonly Value[]): string[] {
  const feature = choices.any(
    scope.values.filter(
      ({ name, kind }) => !name.includes(".") && (kind === "integer" || kind === "number" || kind === "yes/no"),
    ),
  );
  const event = choices.any(scope.events);
  if (feature === undefined || event === undefined) return [];
  // What is told on the same day is told from fields, which read no label.
  const label = choices.any(profile.filter(({ name, kind }) => kind === "yes/no" && !name.includes(".")));
  const known = profile
    .filter((field) => field !== label)
    .map(({ name, kind, values }) =>
      (kind === "words" || kind === "texts") && choices.chance(2)
        ? `${name} contains ${kind === "texts" ? '"a b"' : (values[0] ?? '""')}`
        : name,
    );
  const among = choices.maybe(` among customers when did ${event.name}`);
  const method = choices.pick(["boosted trees", "logistic regression"]);
  return [
    `model leaving = predict not did ${event.name} in next 30 days${among} using ${feature.name} by ${method}`,
    'mined tag risk = bands of leaving { "High" from 70%  "Low" otherwise }',
    ...(label === undefined || known.length === 0
      ? []
      : [
          `model labelled = predict ${label.name} using ${known.join(", ")} by ${choices.pick(["boosted trees", "logistic regression"])}`,
          "mined tag likely when labelled > 50%",
        ]),
    `model kind_of = cluster into 4 groups using ${feature.name}`,
  ];
}

function sampleOf({ kind, values }: Value): string {
  return kind === "enum" ? (values[0] ?? "unknown") : kind === "set" || kind === "stage" ? '"a"' : samples[kind];
}
