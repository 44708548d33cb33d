import type { Bindings } from "../../engine/sql/bindings.ts";
import { Ajv } from "ajv";
import { getNodeValue, type Node } from "jsonc-parser";
import { isZone } from "../../engine/calendar/zone.ts";
import type { PlanSettings } from "../../engine/plan/plan.ts";
import { planSettings, SettingsError, type SettingsInput } from "../../engine/compile/settings.ts";
import { WorkspaceError } from "../errors.ts";
import { configProblem } from "./config-problem.ts";
import { configSchema } from "./config-schema.ts";
import { readTree } from "./config-text.ts";
import type { Encoding } from "../read/encodings.ts";
import { timeFormatProblem } from "../read/time-format.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** Where a source's times stand and in which zone they are meant. */
export interface TimeMapping {
  readonly column: string;
  /** The zone of times without offset; the workspace's by default. */
  readonly zone?: string;
  /** Read the clock time and pass over a written offset or `Z`. */
  readonly ignoreOffset?: boolean;
  /** `epoch seconds`, `epoch milliseconds`, or a pattern such as `dd/MM/yyyy HH:mm`; ISO 8601 by default. */
  readonly format?: string;
}

/** The kinds of files that can be imported. */
export type FileFormat = "csv" | "jsonl" | "parquet";

/** Our field → the source's column. */
export type FieldMapping = Readonly<Record<string, string>>;

/** A file of customers or events and how its columns become fields. */
export interface SourceConfig {
  readonly name: string;
  /** A file, or a folder whose files are all read; relative to the workspace folder. */
  readonly file: string;
  /** By default what the file's name ends in. */
  readonly format?: FileFormat;
  /** How the characters of a CSV or JSON Lines are written; UTF-8 by default. A byte order mark decides. */
  readonly encoding?: Encoding;
  /** Between the cells of a CSV; a comma by default, a tab in `.tsv`, or what cuts the first rows evenly. */
  readonly delimiter?: string;
  /** Lines before the heading of a CSV. */
  readonly skip?: number;
  /** What takes the meaning of a quote in a quoted cell; by default a second quote alone. */
  readonly escape?: "backslash";
  /** The column with the customer's id. */
  readonly customer: string;
  readonly profile?: boolean;
  readonly id?: string;
  /** The column that says which version of its event a row is: the greatest counts. */
  readonly revision?: string;
  /** What the files no longer tell of goes away. */
  readonly replace?: boolean;
  /** Put in front of every event id; `EVENT:` by default, so that ids of different events never meet. */
  readonly idPrefix?: string;
  /** When an event happened; of a profile, since when the row's fields are valid. */
  readonly time?: string | TimeMapping;
  readonly event?:
    | string
    | {
        readonly column: string;
        readonly types: Readonly<Record<string, { readonly event: string; readonly fields?: FieldMapping } | null>>;
      };
  readonly fields?: FieldMapping;
  /** Cells that mean unknown; the empty cell by default. */
  readonly unknown?: readonly string[];
}

export interface WorkspaceConfig {
  readonly language: number;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly weekStart?: string;
  readonly languages?: readonly string[];
  readonly asOf?: string;
  readonly sources?: readonly SourceConfig[];
  readonly runs?: RunsConfig;
  /** Where a warehouse holds the customers and events. */
  readonly bindings?: Bindings;
  readonly studio?: StudioConfig;
  /** Folders of list files, relative to the workspace's; `lists` by default. Rules read nothing else. */
  readonly lists?: readonly string[];
}

/** What people may ask of the studio at once. */
export interface StudioConfig {
  /** For how long one question may be worked on; those that read everybody have five times as long. */
  readonly seconds?: number;
  /** Memory of a thread that answers questions. */
  readonly megabytes?: number;
  /** Files that wait to be imported, of everybody and of each person. */
  readonly uploads?: { readonly megabytes?: number; readonly megabytesEach?: number };
}

/** How runs are kept and guarded. */
export interface RunsConfig {
  /** How many current runs keep their changes; older ones are let go. All by default. */
  readonly keep?: number;
  /** For how many days runs keep their changes. Without end by default. */
  readonly keepDays?: number;
  /** By how many percent an audience may grow or shrink from one run to the next. */
  readonly maxChange?: number;
  /** Record changes of numbers, dates and times too; they change for nearly everybody. */
  readonly numbers?: boolean;
}

const validate = new Ajv({ allErrors: false, allowUnionTypes: true, verbose: true }).compile<WorkspaceConfig>(
  configSchema,
);

/**
 * The tree of a `tagma.json`, which may hold comments and trailing commas.
 * @throws WorkspaceError when it is no JSON, or names a setting twice
 */
export function configTree(content: string, path: string): Node {
  const found = readTree(content.replace(/^\ufeff/, ""));
  if ("tree" in found) return found.tree;
  throw new WorkspaceError(
    "repeated" in found
      ? message("setting-twice", { path, name: found.repeated })
      : message("config-not-json", { path, line: found.line, column: found.column }),
  );
}

/**
 * Reads the text of a `tagma.json`.
 * @throws WorkspaceError that says what is wrong and where
 */
export function parseConfig(
  content: string,
  path: string,
): { readonly config: WorkspaceConfig; readonly settings: PlanSettings } {
  const json: unknown = getNodeValue(configTree(content, path));
  if (!validate(json))
    throw new WorkspaceError(message("about", { path, problem: configProblem(validate.errors ?? []) }));
  const config = json;
  const settings = workspaceSettings(config, path);
  for (const source of config.sources ?? []) checkSource(source, path);
  const names = (config.sources ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new WorkspaceError(message("source-twice", { path, name: twice }));
  return { config, settings };
}

/**
 * The settings that a user wrote.
 * @param where the file that they stand in
 * @throws WorkspaceError for a value that is none
 */
export function workspaceSettings(input: SettingsInput, where?: string): PlanSettings {
  try {
    return planSettings(input);
  } catch (error) {
    if (error instanceof SettingsError)
      throw new WorkspaceError(
        where === undefined ? error.told : message("about", { path: where, problem: error.told }),
      );
    throw error;
  }
}

function checkSource(source: SourceConfig, path: string): void {
  const wrong = (problem: Message): never => {
    throw new WorkspaceError(message("about-source-in", { path, source: source.name, problem }));
  };
  if (source.profile === true && source.event !== undefined) wrong(message("profile-or-event"));
  if (source.profile !== true && source.event === undefined) wrong(message("source-holds-what"));
  if (source.profile !== true && source.time === undefined) wrong(message("source-needs-time"));
  if (source.revision !== undefined && source.id === undefined) wrong(message("revision-needs-id"));
  if (source.replace === true && source.profile === true) wrong(message("replace-profile"));
  if (source.delimiter === '"' || source.delimiter === "\n" || source.delimiter === "\r")
    wrong(message("bad-delimiter"));
  if (typeof source.time === "object" && source.time.format !== undefined) {
    const problem = timeFormatProblem(source.time.format);
    if (problem !== undefined) wrong(message("about-time-format", { problem }));
  }
  if (typeof source.time === "object" && source.time.zone !== undefined && !isZone(source.time.zone))
    wrong(message("no-zone", { zone: source.time.zone }));
}
