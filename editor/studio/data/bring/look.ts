import { formatLocal } from "../../../../engine/calendar/instant.ts";
import { zone, type Zone } from "../../../../engine/calendar/zone.ts";
import { jsonValue } from "../../../../engine/run/present.ts";
import { inWords } from "../../../../grammar/texts/in-words.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import type { Message } from "../../../../grammar/texts/message.ts";
import { WorkspaceError } from "../../../../store/errors.ts";
import { Mapping, type Reject } from "../../../../store/import/mapping.ts";
import { MASK } from "../../../../store/import/reject-list.ts";
import type { Target } from "../../../../store/import/targets.ts";
import { personalText } from "../../../../store/infer/personal-columns.ts";
import { BadCell } from "../../../../store/read/cells.ts";
import { openRows } from "../../../../store/read/rows.ts";
import { valueFromColumn } from "../../../../store/stored-value.ts";
import type { SourceConfig } from "../../../../store/workspace/config.ts";
import type { Bringing, FileLook } from "../../api/bringing.ts";
import type { Drafts } from "../../api/common.ts";
import { StudioProblem } from "../problem.ts";
import type { DraftRules } from "../rules.ts";
import type { Uploads } from "../uploads.ts";
import { chosenOf } from "./chosen.ts";
import { declared } from "./declare.ts";
import type { KnownFacts } from "./known-facts.ts";
import { sourceOf, type Chosen } from "./source-of.ts";

/** So many rows are read to show at once what a choice does. */
const ROWS_READ = 20_000;
const ROWS_SHOWN = 5;
const CELL_SHOWN = 80;
const EXAMPLES = 3;
const KINDS = 20;

interface BadCells {
  readonly reason: Message;
  count: number;
  readonly examples: { readonly line: number; readonly cell: string }[];
}

/** A look at a file before it is put into the reader's language. */
export interface ToldLook extends Omit<FileLook, "columns" | "problem"> {
  readonly columns: readonly { readonly column: string; readonly bad: readonly BadCells[] }[];
  readonly problem: Message | null;
}

export const lookInWords = ({ columns, problem, ...look }: ToldLook, language: Language): FileLook => ({
  ...look,
  problem: problem === null ? null : inWords(problem, language),
  columns: columns.map(({ column, bad }) => ({
    column,
    bad: bad.map(({ reason, ...cells }) => ({ ...cells, reason: inWords(reason, language) })),
  })),
});

/** What the first rows of each file become by what is said of it, and which of them can't be used. */
export async function lookedAt(
  read: (drafts: Drafts) => DraftRules,
  { facts }: { readonly uploads: Uploads; readonly facts: KnownFacts },
  bringing: Bringing,
): Promise<ToldLook[]> {
  const before = read(bringing.drafts);
  const chosen = await chosenOf(bringing, facts);
  const looks: ToldLook[] = [];
  for (const one of chosen) {
    try {
      if (isForParts(one, before)) {
        // They are read with the events that they are part of, when all rows are checked.
        looks.push({ rows: 0, partly: true, rejected: 0, columns: [], sample: [], problem: null });
        continue;
      }
      const apart = rowsApart(one, before);
      const source = describedBy(one, apart.choice.record, chosen, before);
      const rules = read({ ...bringing.drafts, ...declared([apart], before) });
      looks.push(await lookAtRows(apart, source, rules));
    } catch (error) {
      if (!(error instanceof StudioProblem) && !(error instanceof WorkspaceError)) throw error;
      looks.push({ rows: 0, partly: false, rejected: 0, columns: [], sample: [], problem: error.told });
    }
  }
  return looks;
}

const isForParts = ({ choice }: Chosen, { workspace: { config } }: DraftRules): boolean =>
  choice.how !== "new" && (config.sources ?? []).some(({ name, part }) => name === choice.source && part !== undefined);

/** Rows of parts come in with their events; by themselves they are looked at as events of their own. */
function rowsApart(one: Chosen, { program }: DraftRules): Chosen {
  if (one.choice.kind !== "part") return one;
  let record = one.choice.record;
  while (program.events.has(record)) record += "_";
  return { ...one, choice: { ...one.choice, kind: "event", record } };
}

/**
 * The source as the rows of its own file can be looked at: what they take from another is not looked up, so that
 * whatever names a row there stands for the customer.
 */
function describedBy(
  one: Chosen,
  record: string,
  chosen: readonly Chosen[],
  { workspace: { config } }: DraftRules,
): SourceConfig {
  const { choice } = one;
  const there = choice.how === "new" ? undefined : (config.sources ?? []).find(({ name }) => name === choice.source);
  const { join, time, customer, part, line: _line, ...source } = there ?? sourceOf(one, chosen, config);
  const foreign = (column: string): boolean => join !== undefined && column.startsWith(`${join.source}.`);
  const when = typeof time === "object" ? time.column : time;
  const whose = join !== undefined && (customer === undefined || foreign(customer)) ? join.column : customer;
  return {
    ...source,
    file: one.facts.file.name,
    ...(part === undefined ? {} : { event: record }),
    ...(whose === undefined ? {} : { customer: whose }),
    ...(time === undefined || when === undefined || foreign(when) ? {} : { time }),
  };
}

async function lookAtRows({ facts, choice }: Chosen, source: SourceConfig, rules: DraftRules): Promise<ToldLook> {
  const { file } = facts;
  const reader = await openRows({ ...file, origin: file });
  const mapping = new Mapping(source, rules.program, reader.columns);
  const all = choice.columns.map(({ column }) => column);
  const shown = [...mapping.wanted, ...all.filter((column) => !mapping.wanted.includes(column))];
  const show = cellsShown(choice, mapping, zone(rules.program.settings.timeZone));
  const bad = new Map<string, Map<string, BadCells>>();
  const sample: FileLook["sample"] = [];
  let [rows, rejected, partly] = [0, 0, false];
  const note = ({ line, column, reason }: Reject, cell: unknown): void => {
    rejected++;
    const kinds = bad.get(column) ?? new Map<string, BadCells>();
    bad.set(column, kinds);
    const found = kinds.get(reason.key) ?? { reason, count: 0, examples: [] };
    if (kinds.size < KINDS) kinds.set(reason.key, found);
    found.count++;
    if (found.examples.length < EXAMPLES) found.examples.push({ line, cell: show.hidden(column, cell) });
  };
  read: for await (const batch of reader.rows(shown))
    for (const row of batch) {
      if (rows === ROWS_READ) {
        partly = true;
        break read;
      }
      rows++;
      const mapped = mapping.map(row);
      const cellOf = (column: string): unknown => row.cells[shown.indexOf(column)];
      if (mapped.kind === "reject") note(mapped.reject, cellOf(mapped.reject.column));
      if (sample.length < ROWS_SHOWN && row.problem === undefined)
        sample.push(all.map((column) => show.read(column, cellOf(column))));
    }
  return {
    rows,
    partly,
    rejected,
    columns: [...bad].map(([column, kinds]) => ({
      column,
      bad: [...kinds.values()].sort((one, other) => other.count - one.count),
    })),
    sample,
    problem: null,
  };
}

/** How cells are shown: as what they mean, and masked where they are personal. */
function cellsShown(
  { columns }: Chosen["choice"],
  { targets }: Mapping,
  inZone: Zone,
): {
  readonly hidden: (column: string, cell: unknown) => string;
  readonly read: (column: string, cell: unknown) => { readonly text: string; readonly ok: boolean };
} {
  const personal = new Set(columns.flatMap(({ column, personal: hides }) => (hides ? [column] : [])));
  const readers = new Map<string, Target["columns"][number]>();
  for (const target of targets) for (const column of target.columns) readers.set(column.column, column);
  const hidden = (column: string, cell: unknown): string => {
    const text = String(cell ?? "").slice(0, CELL_SHOWN);
    return text !== "" && (personal.has(column) || personalText(text) !== undefined) ? MASK : text;
  };
  const read = (column: string, cell: unknown): { readonly text: string; readonly ok: boolean } => {
    const reader = readers.get(column);
    const written = hidden(column, cell);
    if (reader === undefined || written === MASK) return { text: written, ok: true };
    const value = reader.read(cell);
    if (value instanceof BadCell) return { text: written, ok: false };
    const { type } = reader.field;
    const meant = valueFromColumn(value, type);
    const text =
      value === null
        ? ""
        : type.kind === "time" && typeof meant === "number"
          ? formatLocal(meant, inZone)
          : String(jsonValue(meant, type));
    return { text: text.slice(0, CELL_SHOWN), ok: true };
  };
  return { hidden, read };
}
