import type { Program } from "../../../../engine/check/program.ts";
import type { Message } from "../../../../grammar/texts/message.ts";
import { inWords } from "../../../../grammar/texts/in-words.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import { WorkspaceError } from "../../../../store/errors.ts";
import type { ColumnFacts } from "../../../../store/infer/column-facts.ts";
import { fieldOf, type InferredField } from "../../../../store/infer/field-types.ts";
import { ROWS_LOOKED_AT, type FileFacts } from "../../../../store/infer/file-facts.ts";
import { infer, type Inferred } from "../../../../store/infer/infer.ts";
import { fieldNames, nameText } from "../../../../store/infer/names.ts";
import type { SourceConfig, WorkspaceConfig } from "../../../../store/workspace/config.ts";
import type { ColumnChoice, FileChoice, FileProposal, Meaning } from "../../api/bringing.ts";
import { adopted } from "./adopt.ts";
import { fittingSources, likelySource } from "./fitting-sources.ts";
import { kindOfType } from "./field-kinds.ts";
import type { Brought } from "./known-facts.ts";
import { workedOut } from "./worked-out.ts";

/** A proposal before its notes are put into the reader's language. */
export interface ToldProposal extends Omit<FileProposal, "notes" | "columns"> {
  readonly notes: readonly Message[];
  readonly columns: readonly (Omit<FileProposal["columns"][number], "why"> & { readonly why: readonly Message[] })[];
}

export function proposalInWords({ notes, columns, ...proposal }: ToldProposal, language: Language): FileProposal {
  /** The notes stand beside the file, which need not be named again. */
  const said = (note: Message): string => {
    const text = inWords(note, language);
    const { file } = proposal;
    return text.startsWith(file) ? text.slice(file.length).replace(/^(: |：)/, "") : text;
  };
  return {
    ...proposal,
    notes: notes.map((note) => inWords(note, language)),
    columns: columns.map(({ why, ...column }) => ({ ...column, why: why.map(said) })),
  };
}

interface Settings {
  readonly program: Program;
  readonly config: WorkspaceConfig;
}

/** What files likely are, by looking at all of them together, and at what the rules have already. */
export function proposals(brought: readonly Brought[], { program, config }: Settings): ToldProposal[] {
  const { currencyDigits } = program.settings;
  const files = brought.map(({ facts }) => facts);
  const isDecided = files.some(({ columns }) => columns.some(({ dates }) => dates.decided !== undefined));
  const found = inferredTogether(files, currencyDigits, isDecided);
  const taken = new Set((config.sources ?? []).map(({ name }) => name));
  const renamed = new Map<string, string>();
  const proposed = brought.map(({ upload, facts }, index): ToldProposal => {
    const { inferred, source, problem } = found[index] ?? {
      inferred: undefined,
      source: undefined,
      problem: undefined,
    };
    const notes = (inferred?.notes ?? facts.notes).filter(({ parameters }) => parameters["file"] === facts.file.name);
    const isOpen = (column: ColumnFacts): boolean => column.dates.isOpen && !isDecided;
    const about = (column: string): Message[] => notes.filter(({ parameters }) => parameters["column"] === column);
    const names = new Set(facts.columns.map(({ name }) => name));
    const fresh =
      inferred === undefined || source === undefined
        ? bareChoice(upload, facts, currencyDigits)
        : choiceOf(upload, facts, inferred, source, currencyDigits);
    const fits = fittingSources(config, names);
    const adoption = adopted(fresh, program);
    // What the rules have already is worked out there.
    const isNew = adoption.kind === "part" || adoption.kind === "event" ? !program.events.has(adoption.record) : false;
    const known = likelySource(config, fits, fresh.source);
    const name = known ?? freeName(fresh.source, taken);
    taken.add(name);
    renamed.set(fresh.source, name);
    return {
      choice: {
        ...adoption,
        worked: isNew ? workedOut(adoption) : null,
        how: known === undefined ? "new" : "add",
        source: name,
        // What could be either is not guessed.
        columns: adoption.columns.map((column, place) => {
          const about = facts.columns[place];
          return about !== undefined && isOpen(about) ? { ...column, format: null } : column;
        }),
      },
      file: facts.file.name,
      bytes: facts.file.size,
      rows: facts.rows,
      partly: facts.rows >= ROWS_LOOKED_AT,
      notes: [
        ...(problem === undefined ? [] : [problem]),
        ...notes.filter(({ parameters }) => !names.has(String(parameters["column"]))),
      ],
      columns: facts.columns.map((column) => ({
        column: column.name,
        why: about(column.name),
        formats: formatsOf(column),
        open: isOpen(column),
        distinct: column.distinct,
        empty: column.empty,
      })),
      fits,
    };
  });
  return proposed.map((proposal) => {
    const { join } = proposal.choice;
    return join === null
      ? proposal
      : {
          ...proposal,
          choice: { ...proposal.choice, join: { ...join, source: renamed.get(join.source) ?? join.source } },
        };
  });
}

interface Found {
  readonly inferred: Inferred | undefined;
  readonly source: SourceConfig | undefined;
  /** Why nothing could be told of it. */
  readonly problem: Message | undefined;
}

/** What all files are together; where that can't be told, what each of them is by itself. */
function inferredTogether(files: readonly FileFacts[], currencyDigits: number, isDecided: boolean): Found[] {
  // What could be either is asked; until then it does not matter which.
  const order = isDecided ? undefined : "day-first";
  const attempt = (some: readonly FileFacts[]): Inferred | Message => {
    try {
      return infer(some, currencyDigits, order);
    } catch (error) {
      if (error instanceof WorkspaceError) return error.told;
      throw error;
    }
  };
  const all = attempt(files);
  if ("sources" in all)
    return files.map((_, index) => ({ inferred: all, source: all.sources[index], problem: undefined }));
  return files.map((facts) => {
    const alone = attempt([facts]);
    return "sources" in alone
      ? { inferred: alone, source: alone.sources[0], problem: undefined }
      : { inferred: undefined, source: undefined, problem: alone };
  });
}

/** What is said of a file's columns by a source that was inferred. */
function choiceOf(
  upload: string,
  facts: FileFacts,
  inferred: Inferred,
  source: SourceConfig,
  currencyDigits: number,
): FileChoice {
  const { event, join } = source;
  const table = inferred.tables.find(({ name }) => name === source.table);
  const part = inferred.events.find(({ name }) => name === source.part);
  const kind =
    part !== undefined
      ? "part"
      : table !== undefined
        ? "table"
        : source.profile === true
          ? "profile"
          : typeof event === "object"
            ? "events"
            : "event";
  const types = typeof event !== "object" ? [] : Object.entries(event.types);
  const eventFields = (name: string | undefined): readonly InferredField[] =>
    inferred.events.find((one) => one.name === name)?.fields ?? [];
  const fields =
    table?.fields ??
    part?.fields ??
    (kind === "profile"
      ? inferred.profile.fields
      : typeof event === "object"
        ? types.flatMap(([, type]) => eventFields(type?.event))
        : eventFields(event));
  const byColumn = new Map(fields.map((field) => [field.column, field]));
  const tables = new Set(inferred.tables.map(({ name }) => nameText(name)));
  const time = typeof source.time === "object" ? source.time.column : source.time;
  const key = table === undefined ? undefined : columnOfKey(source, table.key, facts);
  const meanings = new Map<string, Meaning>();
  const mean = (column: string | undefined, meaning: Meaning): void => {
    if (column !== undefined && !meanings.has(column)) meanings.set(column, meaning);
  };
  mean(join?.column, "line");
  mean(source.line, "number");
  mean(source.customer, "customer");
  mean(time, "time");
  mean(source.id, "id");
  if (typeof event === "object") mean(event.column, "type");
  mean(key, "key");
  const nameOf = fieldNames(facts.columns.map(({ name }) => name));
  return {
    upload,
    how: "new",
    source: plainName(source.name),
    kind,
    record: table?.name ?? part?.name ?? (typeof event === "string" ? event : plainName(source.name)),
    types: types.flatMap(([value, type]) =>
      type === null ? [] : [{ value, event: type.event, columns: eventFields(type.event).map(({ column }) => column) }],
    ),
    worked: null,
    join: join === undefined ? null : { source: plainName(join.source), key: join.key ?? "" },
    columns: facts.columns.map((column) => {
      const field = byColumn.get(column.name);
      const meaning = meanings.get(column.name) ?? (field === undefined ? "out" : "field");
      const chosen = field ?? fieldOf(column, nameOf(column.name), currencyDigits, false);
      return columnChoice(column, chosen, meaning, tables);
    }),
  };
}

/** What is said of a file of which nothing could be told. */
function bareChoice(upload: string, facts: FileFacts, currencyDigits: number): FileChoice {
  const nameOf = fieldNames(facts.columns.map(({ name }) => name));
  const source = plainName(facts.file.name.replace(/(\.[a-z]+)?(\.gz)?$/i, ""));
  return {
    upload,
    how: "new",
    source,
    kind: "event",
    record: source,
    types: [],
    join: null,
    worked: null,
    columns: facts.columns.map((column) =>
      columnChoice(column, fieldOf(column, nameOf(column.name), currencyDigits, false), "field", new Set()),
    ),
  };
}

function columnChoice(
  column: ColumnFacts,
  { name, type, personal, required }: InferredField,
  meaning: Meaning,
  tables: ReadonlySet<string>,
): ColumnChoice {
  const kind = kindOfType(type, tables);
  const { written } = column;
  return {
    column: column.name,
    meaning,
    field: name,
    kind,
    table: kind === "row" ? type.replaceAll("`", "") : null,
    format: column.timeFormat ?? null,
    decimal: written?.format.decimal ?? ".",
    thousands: written?.format.thousands ?? null,
    personal,
    required,
  };
}

/** The column that is the key of a table: called like the field, or mapped to it. */
function columnOfKey({ fields = {} }: SourceConfig, key: string, facts: FileFacts): string | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : facts.columns.find(({ name }) => name === key)?.name;
}

/** Formats in which all cells of a column can be read. */
function formatsOf({ dates, timeFormat }: ColumnFacts): string[] {
  const found = [dates.found("day-first")?.format, dates.found("month-first")?.format, timeFormat];
  return [...new Set(found.filter((format) => format !== undefined))];
}

/** A name of which a file's can be made. */
const plainName = (name: string): string =>
  name
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "_")
    .slice(0, 80) || "data";

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
