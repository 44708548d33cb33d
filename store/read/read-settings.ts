import type { SourceConfig } from "../workspace/config.ts";
import type { Encoding } from "./encodings.ts";

/** What a source says of how its files are written, or what is usual. */
export interface ReadSettings {
  readonly encoding: Encoding;
  /** What stands between the cells of a CSV; undefined where nobody has said. */
  readonly delimiter: string | undefined;
  /** What stands there usually, by the file's name. */
  readonly usualDelimiter: string;
  /** The sheet of a workbook; the first one by default. */
  readonly sheet: string | undefined;
  /** Lines before the heading of a CSV, or rows of a sheet. */
  readonly skip: number;
  /** In quoted cells of a CSV a backslash escapes. */
  readonly backslash: boolean;
}

/** The settings of a source's file. @param usualDelimiter what its name says */
export const readSettings = (source: SourceConfig, usualDelimiter = ","): ReadSettings => ({
  encoding: source.encoding ?? "utf-8",
  delimiter: source.delimiter,
  usualDelimiter,
  sheet: source.sheet,
  skip: source.skip ?? 0,
  backslash: source.escape === "backslash",
});
