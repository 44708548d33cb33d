import type { SourceConfig, WorkspaceConfig } from "../../../../store/workspace/config.ts";

/** The sources that could read a file with these columns: all that they name are among them. */
export function fittingSources({ sources = [] }: WorkspaceConfig, columns: ReadonlySet<string>): string[] {
  return sources
    .filter((source) => namedColumns(source).every((column) => columns.has(column)))
    .map(({ name }) => name);
}

/** So many columns are no coincidence. */
const TELLING = 3;

/** The source that a file is most likely one more of: the one that is called like it, or the only one that tells much of it. */
export function likelySource(
  { sources = [] }: WorkspaceConfig,
  fits: readonly string[],
  name: string,
): string | undefined {
  if (fits.includes(name)) return name;
  const telling = sources.filter((source) => fits.includes(source.name) && namedColumns(source).length >= TELLING);
  return telling.length === 1 ? telling[0]?.name : undefined;
}

/** The columns of its own file that a source names. */
function namedColumns({ customer, id, time, event, fields = {}, revision, join, parts = {} }: SourceConfig): string[] {
  const elsewhere = join === undefined ? undefined : `${join.source}.`;
  return [
    customer,
    id,
    revision,
    join?.column,
    typeof time === "object" ? time.column : time,
    typeof event === "object" ? event.column : undefined,
    ...Object.values(fields),
    ...Object.values(parts).map((part) => (typeof part === "string" ? part : part.column)),
  ].flatMap((name) => (name === undefined || (elsewhere !== undefined && name.startsWith(elsewhere)) ? [] : [name]));
}
