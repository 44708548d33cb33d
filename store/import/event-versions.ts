import type { TypedRecord } from "../../engine/check/program.ts";
import { canonicalEvent } from "../../engine/run/customer.ts";
import { jsonValue } from "../../engine/run/present.ts";
import { compareText } from "../../engine/text/text.ts";
import type { StoredValue } from "../sqlite/sqlite.ts";
import { valueFromColumn } from "../stored-value.ts";

/** One telling of an event: a staged row, or the one that is in the table. */
export interface EventVersion {
  readonly row: number;
  /** The number of its file, in the order of reading; -1 for what was there before. */
  readonly file: number;
  readonly source: number;
  readonly revision: string | null;
  readonly customer: string;
  readonly time: number;
  readonly columns: readonly StoredValue[];
}

/** A row of a query for row, file, source, revision, customer, time and the fields. */
export function eventVersion([
  row,
  file,
  source,
  revision,
  customer,
  time,
  ...columns
]: readonly StoredValue[]): EventVersion {
  return {
    row: Number(row),
    file: Number(file),
    source: Number(source),
    revision: revision === null || revision === undefined ? null : String(revision),
    customer: String(customer),
    time: Number(time),
    columns,
  };
}

/** The parts of a version of an event, as they stand in its JSON. */
export type PartsOf = (
  version: EventVersion,
  id: string,
) => Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Which version is kept, and what became of the others with another content. */
export interface SettledVersions {
  readonly kept: EventVersion;
  /** They gave way to a greater revision or a later file. */
  readonly replaced: number;
  /** They told nothing that the kept one does not tell. */
  readonly completed: number;
  /** Nothing but [R4] of the language reference decided. */
  readonly conflicts: number;
  /** True when one file has several rows of one customer and time with the id: lines of one order, perhaps. */
  readonly likeLines: boolean;
}

/**
 * Says which version of an event counts. Of one source it is the one with the greatest revision, if the source has
 * revisions, else the one in its latest file, what was imported before being earlier than all. Between versions without
 * any such order, as in one file or from two sources, the least canonical JSON is kept ([R4] of the language reference).
 */
export class EventVersions {
  private readonly record: TypedRecord;
  private readonly source: { readonly id: number; readonly revised: boolean };
  private readonly partsOf: PartsOf;

  /** @param partsOf the parts of a version, given with the id that all versions have */
  constructor(record: TypedRecord, source: { readonly id: number; readonly revised: boolean }, partsOf: PartsOf) {
    this.record = record;
    this.partsOf = partsOf;
    this.source = source;
  }

  /** @param versions at least one of the source */
  settle(versions: readonly EventVersion[], id: string): SettledVersions {
    const own = versions.filter(({ source }) => source === this.source.id);
    const latest = this.latest(own);
    const open = [...latest, ...versions.filter(({ source }) => source !== this.source.id)];
    const kept = this.least(open, id);
    const differing = open.filter((version) => !sameContent(version, kept));
    const completed = differing.filter((version) => tellsMore(kept, version)).length;
    return {
      kept,
      replaced: own.filter((version) => !latest.includes(version) && !sameContent(version, kept)).length,
      completed,
      conflicts: differing.length - completed,
      likeLines:
        differing.length > completed &&
        latest.some(
          (version) =>
            version.file === kept.file &&
            version.customer === kept.customer &&
            version.time === kept.time &&
            !sameContent(version, kept),
        ),
    };
  }

  private latest(versions: readonly EventVersion[]): EventVersion[] {
    const order = this.source.revised
      ? byRevision(versions)
      : (left: EventVersion, right: EventVersion): number => left.file - right.file;
    const last = versions.reduce((best, next) => (order(next, best) > 0 ? next : best));
    return versions.filter((version) => order(version, last) === 0);
  }

  /** The least canonical JSON, and between equal ones the lesser customer id. */
  private least(versions: readonly EventVersion[], id: string): EventVersion {
    return versions
      .map((version) => ({ version, json: this.content(version, id) }))
      .reduce((best, next) =>
        (compareText(next.json, best.json) || compareText(next.version.customer, best.version.customer)) < 0
          ? next
          : best,
      ).version;
  }

  private content(version: EventVersion, id: string): string {
    const { time, columns } = version;
    const fields = [...this.record.fields.values()].map(({ name, type }, index) => {
      return [name, jsonValue(valueFromColumn(columns[index], type), type)] as const;
    });
    return canonicalEvent({
      type: this.record.name,
      time,
      fields: Object.fromEntries(fields),
      parts: this.partsOf(version, id),
    });
  }
}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Revisions are compared as numbers where all are, else by code point; none is before all others. */
function byRevision(versions: readonly EventVersion[]): (left: EventVersion, right: EventVersion) => number {
  const known = versions.flatMap(({ revision }) => (revision === null ? [] : [revision]));
  const compare = known.every((revision) => WHOLE.test(revision))
    ? (left: string, right: string): number => Number(BigInt(left.replace("+", "")) - BigInt(right.replace("+", "")))
    : known.every((revision) => NUMBER.test(revision))
      ? (left: string, right: string): number => Number(left) - Number(right)
      : compareText;
  return ({ revision: left }, { revision: right }) =>
    left === null || right === null ? Number(left !== null) - Number(right !== null) : compare(left, right);
}

function sameContent(left: EventVersion, right: EventVersion): boolean {
  return (
    left.customer === right.customer &&
    left.time === right.time &&
    left.columns.every((column, index) => column === right.columns[index])
  );
}

/** True when an event says all that another says, and more. */
function tellsMore(event: EventVersion, than: EventVersion): boolean {
  return (
    event.customer === than.customer &&
    event.time === than.time &&
    than.columns.every((column, index) => column === null || column === event.columns[index])
  );
}
