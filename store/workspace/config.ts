import type { Bindings } from "../../engine/sql/bindings.ts";
import { Ajv } from "ajv";
import { getNodeValue, type Node } from "jsonc-parser";
import type { PlanSettings } from "../../engine/plan/plan.ts";
import { planSettings, SettingsError, type SettingsInput } from "../../engine/compile/settings.ts";
import { WorkspaceError } from "../errors.ts";
import { configProblem } from "./config-problem.ts";
import { configSchema } from "./config-schema.ts";
import { checkSource } from "./config-sources.ts";
import type {
  ColumnConfig,
  FieldMapping,
  FileFormat,
  FilterConfig,
  JoinConfig,
  SourceConfig,
  TimeMapping,
} from "./source-config.ts";
import { readTree } from "./config-text.ts";
import { message } from "../../grammar/texts/message.ts";

export type { ColumnConfig, FieldMapping, FileFormat, FilterConfig, JoinConfig, SourceConfig, TimeMapping };

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
  for (const source of config.sources ?? []) checkSource(source, config.sources ?? [], path);
  const names = (config.sources ?? []).map(({ name }) => name);
  const tables = (config.sources ?? []).flatMap(({ table }) => table?.normalize("NFC") ?? []);
  const filled = tables.find((table, index) => tables.indexOf(table) !== index);
  if (filled !== undefined) throw new WorkspaceError(message("table-filled-twice", { path, table: filled }));
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
