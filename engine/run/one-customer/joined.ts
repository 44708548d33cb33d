import { inside } from "../../invariant/required.ts";
import type { Zone } from "../../calendar/offset-zone.ts";
import type { FieldRead, Plan } from "../../plan/plan.ts";
import { heldAs } from "../generate/event-store.ts";
import { jsonValue } from "../present.ts";
import { joinedReads, type JoinedRead } from "../../plan/joined-reads.ts";
import { rowsOf, valueIn, type TableRows, type Tables } from "../tables.ts";
import type { Profile } from "./compiled.ts";
import type { ReadEvent } from "./events.ts";
import { readText } from "./read.ts";

/** A field that is read through a table, with the rows of the table and where it stands among the record's. */
interface Join {
  readonly read: JoinedRead;
  readonly rows: TableRows;
  readonly index: number;
  /** Where the text stands that names the row. */
  readonly key: number;
}

/** What a customer's records read through tables, put beside what they hold themselves before they are evaluated. */
export class Joined {
  private readonly ofProfile: readonly Join[];
  private readonly ofEvents: readonly (readonly Join[])[];
  private readonly name: string;

  /** @throws MissingTableError where a table is read that is not given */
  constructor({ reads }: Pick<Plan, "reads">, tables: Tables | undefined) {
    const joins = (fields: readonly FieldRead[]): Join[] =>
      joinedReads(fields).map((read) => ({
        read,
        rows: rowsOf(tables, read.via.table),
        index: fields.findIndex(({ name }) => name === read.name),
        key: fields.findIndex(({ name }) => name === read.via.key),
      }));
    this.name = reads.profile;
    this.ofProfile = joins(reads.fields);
    this.ofEvents = reads.events.map(({ fields }) => joins(fields));
  }

  profile(profile: Profile, zone: Zone): Profile {
    if (this.ofProfile.length === 0) return profile;
    const whole: Record<string, unknown> = { ...profile };
    for (const { read, rows } of this.ofProfile) {
      const { key } = read.via;
      const named = readText(
        Object.hasOwn(profile, key) ? profile[key] : undefined,
        { type: { kind: "text" }, name: `${this.name}.${key}` },
        zone,
      );
      whole[read.name] = jsonValue(valueIn(rows, read.via.field, named), read.type);
    }
    return whole;
  }

  /** Reads events so that what stands in tables comes into the columns, too. */
  reading(readEvent: ReadEvent): ReadEvent {
    if (this.ofEvents.every((joins) => joins.length === 0)) return readEvent;
    return (event, fields, into, at, zone) => {
      readEvent(event, fields, into, at, zone);
      const { columns } = inside(into[event]);
      for (const { read, rows, index, key } of inside(this.ofEvents[event])) {
        const keys = inside(columns[key]);
        const value = valueIn(rows, read.via.field, Array.isArray(keys) ? inside(keys[at]) : null);
        const column = inside(columns[index]);
        if (Array.isArray(column)) column[at] = typeof value === "string" ? value : null;
        else if (heldAs(read.type) === "truth") column[at] = value === null ? 0 : value === true ? 1 : 2;
        else column[at] = typeof value === "number" ? value : Number.NaN;
      }
    };
  }
}
