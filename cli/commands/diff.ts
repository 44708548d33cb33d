import stringWidth from "string-width";
import { zone } from "../../engine/calendar/zone.ts";
import { formatLocal } from "../../engine/calendar/instant.ts";
import { semanticDiff, type OutputChange, type SemanticDiff } from "../../engine/prove/diff.ts";
import { witnessTest } from "../../engine/prove/show-witness.ts";
import { movements, type Movement } from "../../store/compare/movement.ts";
import { label } from "../../store/compare/transitions.ts";
import { ruleSet, workingTree, type RuleSet } from "../../store/compare/rule-set.ts";
import { changedTables } from "../../store/compare/table-files.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { asOfInstant, readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExplanationView } from "../../engine/explain/explanation-json.ts";
import { reasonText } from "../show-explanation.ts";
import { grouped, padEnd, printable, type Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";

export interface DiffOptions extends CommonOptions {
  readonly data?: string;
  readonly asOf?: string;
  readonly markdown?: boolean;
  readonly failOn?: string;
}

interface Comparison {
  readonly before: RuleSet;
  readonly after: RuleSet;
  readonly diff: SemanticDiff;
  /** Tables whose files hold other rows. */
  readonly tables: readonly string[];
  readonly moves:
    | {
        readonly customers: number;
        readonly asOf: string;
        readonly movements: readonly Movement[];
        readonly personal: ReadonlySet<string>;
        readonly view: ExplanationView;
      }
    | undefined;
}

/** `tagma diff A [B]`: what an edit of the rules changes, proved, with customers who show it. */
export function diffCommand(from: string, to: string | undefined, options: DiffOptions, terminal: Terminal): number {
  const failOn = options.failOn ?? "never";
  if (!["never", "changed", "unproved"].includes(failOn))
    throw new WorkspaceError(message("bad-fail-on", { given: failOn }));
  const [first, second] =
    to === undefined && from.includes("..") && !from.startsWith(".") ? from.split("..") : [from, to];
  const before = ruleSet(first ?? from, options.workspace);
  const after =
    second === undefined || second === "" ? workingTree(options.workspace) : ruleSet(second, options.workspace);
  const diff = semanticDiff(before.plan, after.plan);
  const comparison: Comparison = {
    before,
    after,
    diff,
    tables: changedTables(before.tables, after.tables),
    moves: options.data === undefined ? undefined : moved(options.data, [before, after], diff, options, terminal),
  };
  if (options.json === true) terminal.out(`${JSON.stringify(asJson(comparison), null, 2)}\n`);
  else if (options.markdown === true) terminal.out(asMarkdown(comparison));
  else show(comparison, terminal);
  const unproved = diff.changes.some(({ change }) => change.kind === "not proved");
  const changed = diff.changes.some(({ change }) => change.kind !== "same" && change.kind !== "not proved");
  return (failOn === "changed" && (changed || unproved)) || (failOn === "unproved" && unproved)
    ? exitCodes.findings
    : exitCodes.ok;
}

function moved(
  data: string,
  sides: readonly [RuleSet, RuleSet],
  diff: SemanticDiff,
  options: DiffOptions,
  terminal: Terminal,
): Comparison["moves"] {
  const { workspace, compiled } = readyWorkspace({ ...options, workspace: data }, terminal);
  const asOf = asOfInstant(options.asOf, workspace);
  const old = new Map(sides[0].plan.outputs.filter(({ at }) => at === "now").map((output) => [output.name, output]));
  const pairs = diff.changes.flatMap(({ output, change }) => {
    const previous = old.get(output.name);
    return previous === undefined ||
      (change.kind !== "changed" && change.kind !== "not proved" && change.kind !== "retyped")
      ? []
      : [[previous, output] as const];
  });
  const found = movements(workspace.databasePath, compiled.program, diff.merged, pairs, asOf, sides);
  // Of personal values only how many move is shown.
  const personal = new Set(
    pairs.filter((pair) => pair.some((output) => output.personal)).map(([, after]) => after.name),
  );
  const shown = found.movements.map((movement) =>
    personal.has(movement.name) ? { ...movement, cells: [] } : movement,
  );
  const inZone = zone(workspace.settings.timeZone);
  return {
    customers: found.customers,
    asOf: formatLocal(asOf, inZone),
    movements: shown,
    personal: personalFields(sides),
    view: { inZone, showPersonal: false },
  };
}

function personalFields(sides: readonly RuleSet[]): ReadonlySet<string> {
  const fields = sides.flatMap(({ plan }) => [
    ...plan.reads.fields,
    ...plan.reads.events.flatMap((event) => event.fields),
  ]);
  return new Set(fields.filter(({ personal }) => personal).map(({ name }) => name));
}

const words: Readonly<Record<string, string>> = {
  changed: "changed",
  "not proved": "not proved the same",
  added: "added",
  removed: "removed",
  renamed: "renamed",
  retyped: "gives another type of value",
};

function headline({ change, because }: OutputChange, movedCustomers = 0): string {
  const through = because.length > 0 ? `, through ${because.map((name) => `\`${name}\``).join(", ")}` : "";
  const from = change.kind === "renamed" ? ` from \`${change.from}\`` : "";
  const seen = change.kind === "not proved" && movedCustomers > 0;
  return `${seen ? "changed, as the data shows" : (words[change.kind] ?? change.kind)}${from}${through}`;
}

function witnessLines(change: OutputChange, diff: SemanticDiff): { readonly title: string; readonly test: string }[] {
  if (change.change.kind !== "changed") return [];
  return change.change.witnesses.map(({ direction, value, witness, before, after }) => {
    const title = `${direction}${value === undefined ? "" : ` "${value}"`}: was ${label(before, change.output)}, becomes ${label(after, change.output)}`;
    return { title, test: witnessTest(witness, diff.merged, `${change.output.name} ${title}`, []) };
  });
}

function show({ before, after, diff, tables, moves }: Comparison, terminal: Terminal): void {
  const { colour } = terminal;
  terminal.out(`${colour.bold(`${printable(before.name)} → ${printable(after.name)}`)}\n`);
  const changes = diff.changes.filter(({ change }) => change.kind !== "same");
  for (const change of changes) {
    const paint =
      change.change.kind === "added" ? colour.green : change.change.kind === "removed" ? colour.red : colour.yellow;
    terminal.out(
      `\n${paint("●")} ${colour.bold(printable(change.output.name))} ${printable(headline(change, movementOf(change, moves)?.moved))}\n`,
    );
    for (const { title, test } of witnessLines(change, diff)) {
      terminal.out(
        `  ${printable(title)}\n${test
          .split("\n")
          .map((line) => `    ${colour.dim(printable(line))}`)
          .join("\n")}\n`,
      );
    }
    if (change.stages !== undefined)
      terminal.out(`  ${change.stages.map(({ stage, verdict }) => `"${printable(stage)}" ${verdict}`).join(" · ")}\n`);
    const movement = movementOf(change, moves);
    if (movement !== undefined && moves !== undefined) showMovement(movement, moves, terminal);
  }
  const proved = diff.changes
    .filter(({ change }) => change.kind === "same" && change.how === "proved")
    .map(({ output }) => output.name);
  if (proved.length > 0)
    terminal.out(
      `\n${colour.green("=")} the same for every customer, though the text differs: ${proved.map(printable).join(", ")}\n`,
    );
  if (tables.length > 0)
    terminal.out(`\n${colour.yellow("●")} ${tables.map((table) => printable(otherRows(table))).join("; ")}. ${ROWS}\n`);
  const identical = diff.changes.filter(({ change }) => change.kind === "same" && change.how === "identical").length;
  terminal.out(
    `\n${changes.length} changed, ${proved.length} proved the same, ${identical} identical${moves === undefined ? "" : `; ${grouped(moves.customers)} customers as of ${moves.asOf}`}\n`,
  );
}

const otherRows = (table: string): string => `the table ${table} has other rows`;
const ROWS = "Rules are compared whatever rows there are; customers move by those that are imported.";

function movementOf(change: OutputChange, moves: Comparison["moves"]): Movement | undefined {
  return moves?.movements.find(({ name }) => name === change.output.name);
}

function showMovement(
  movement: Movement,
  { customers, personal, view }: NonNullable<Comparison["moves"]>,
  terminal: Terminal,
): void {
  const cells = movement.cells
    .filter(({ from, to }) => from !== to)
    .sort((left, right) => right.customers - left.customers);
  terminal.out(`  ${grouped(movement.moved)} of ${grouped(customers)} customers move\n`);
  const width = Math.max(0, ...cells.slice(0, 12).map(({ from, to }) => stringWidth(`${from} → ${to}`)));
  for (const { from, to, customers: count, examples, why } of cells.slice(0, 12)) {
    terminal.out(
      `    ${padEnd(`${printable(from)} → ${printable(to)}`, width)}  ${grouped(count).padStart(8)}  ${terminal.colour.dim(`for example ${examples.slice(0, 3).map(printable).join(", ")}`)}\n`,
    );
    for (const reason of why.slice(0, 2))
      terminal.out(
        terminal.colour.dim(`      ${printable(examples[0] ?? "")}: ${reasonText(reason, personal, view)}\n`),
      );
  }
  if (cells.length > 12) terminal.out(`    … and ${cells.length - 12} more pairs\n`);
}

function asMarkdown({ before, after, diff, tables, moves }: Comparison): string {
  const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");
  const rows = diff.changes
    .filter(({ change }) => change.kind !== "same")
    .map((change) => {
      const movement = movementOf(change, moves);
      return `| ${cell(change.output.name)} | ${cell(headline(change, movement?.moved))} | ${movement === undefined ? "" : `${grouped(movement.moved)} of ${grouped(moves?.customers ?? 0)}`} |`;
    });
  const details = diff.changes.flatMap((change) =>
    witnessLines(change, diff).map(
      ({ title, test }) =>
        `\n<details><summary>${cell(change.output.name)} ${cell(title)}</summary>\n\n~~~~tagma\n${test}\n~~~~\n\n</details>\n`,
    ),
  );
  const same = diff.changes.filter(({ change }) => change.kind === "same").length;
  return `### Rules: ${cell(before.name)} → ${cell(after.name)}\n\n${rows.length === 0 ? "No tag, segment or lifecycle changes its meaning.\n" : `| | change | customers that move |\n| --- | --- | --- |\n${rows.join("\n")}\n`}${details.join("")}\n${same} others are the same.\n${tables.length === 0 ? "" : `\n${tables.map((table) => cell(otherRows(table))).join("; ")}. ${ROWS}\n`}`;
}

function asJson({ before, after, diff, tables, moves }: Comparison): Record<string, unknown> {
  return {
    before: before.name,
    after: after.name,
    planHashes: [before.plan.hash, after.plan.hash],
    ...(tables.length === 0 ? {} : { tables }),
    changes: diff.changes.map((change) => ({
      name: change.output.name,
      kind: change.output.kind,
      change: change.change.kind,
      because: change.because,
      ...(change.change.kind === "same" ? { how: change.change.how } : {}),
      ...(change.change.kind === "renamed" ? { from: change.change.from } : {}),
      ...(change.stages === undefined ? {} : { stages: change.stages }),
      witnesses: witnessLines(change, diff),
    })),
    ...(moves === undefined
      ? {}
      : {
          data: {
            customers: moves.customers,
            asOf: moves.asOf,
            movements: moves.movements.map(({ name, moved: count, cells }) => ({
              name,
              moved: count,
              cells: cells.map(({ why, ...cell }) => ({
                ...cell,
                why: why.map((reason) => reasonText(reason, moves.personal, moves.view)),
              })),
            })),
          },
        }),
  };
}
