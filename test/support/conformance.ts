import { readdirSync, readFileSync } from "node:fs";
import type { TablesInput } from "../../engine/run/tables.ts";
import type { EventInput } from "../../engine/run/customer.ts";
import type { SettingsInput } from "../../engine/compile/settings.ts";

/** What a case expects of one output. */
export type Expected =
  | boolean
  | number
  | string
  | readonly string[]
  | { readonly is: "unknown" | "none" }
  | { readonly is: "error"; readonly code: string };

export interface ConformanceCase {
  readonly name: string;
  /** The numbered sentence of docs/language.md that the case pins. */
  readonly sentence: string;
  readonly file: string;
  readonly settings: SettingsInput;
  readonly text: string;
  readonly lists: Readonly<Record<string, string>>;
  readonly asOf?: string;
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly versions?: readonly {
    readonly validFrom: string | null;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  readonly events?: readonly EventInput[];
  /** The rows of the tables that its rules read. */
  readonly tables?: TablesInput;
  readonly expect?: "left out" | "absent" | Readonly<Record<string, Expected>>;
  readonly rejects?: readonly string[];
  readonly hints?: readonly string[];
  readonly accepts?: boolean;
}

interface ConformanceFile {
  readonly workspace?: SettingsInput;
  readonly schema?: string;
  /** The rows of the tables of cases that give none themselves. */
  readonly tables?: TablesInput;
  readonly cases: readonly (Omit<ConformanceCase, "file" | "settings" | "text" | "lists"> & {
    readonly workspace?: SettingsInput;
    readonly schema?: string;
    readonly source?: string;
    readonly lists?: Readonly<Record<string, string>>;
  })[];
}

const folder = new URL("../conformance/", import.meta.url);

/** All cases of test/conformance/*.json. */
export function conformanceCases(): ConformanceCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      const table: ConformanceFile = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      return table.cases.map(({ workspace, schema, source, lists, ...rest }) => ({
        ...(table.tables === undefined ? {} : { tables: table.tables }),
        ...rest,
        file,
        settings: { ...table.workspace, ...workspace },
        text: `${schema ?? table.schema ?? ""}\n${source ?? ""}\n`,
        lists: lists ?? {},
      }));
    });
}
