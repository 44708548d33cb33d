import type { JoinConfig, SourceConfig } from "../workspace/config.ts";

/** A source of parts with the source of the events that they are part of. */
export interface PartSource {
  readonly source: SourceConfig;
  readonly join: JoinConfig;
  readonly part: string;
  /** The column of the events' source that their rows name. */
  readonly key: string;
}

/** The sources of parts of a source's events; all in NFC. */
export const partSourcesOf = (parent: SourceConfig, sources: readonly SourceConfig[]): readonly PartSource[] =>
  sources.flatMap((source) => {
    const { join, part } = source;
    if (part === undefined || join?.source !== parent.name) return [];
    return [{ source, join, part, key: join.key ?? parent.id ?? "" }];
  });
