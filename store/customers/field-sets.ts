import { compareText } from "../../engine/text/text.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { required } from "../../engine/invariant/required.ts";

/** Which fields a version of a profile was told, rather than took over from the version before. */
export interface FieldSet {
  readonly id: number;
  readonly fields: ReadonlySet<string>;
}

/** The sets of fields that sources tell, each kept once in the table `field_sets`. */
export class FieldSets {
  private readonly database: SqliteDatabase;
  private readonly known = new Map<number, FieldSet>();
  private readonly unions = new Map<string, FieldSet>();

  constructor(database: SqliteDatabase) {
    this.database = database;
  }

  /** The set of these fields. */
  of(fields: Iterable<string>): FieldSet {
    const text = JSON.stringify([...new Set(fields)].sort(compareText));
    this.database.prepare("INSERT INTO field_sets (fields) VALUES (?) ON CONFLICT (fields) DO NOTHING").run(text);
    const id = this.database
      .prepare<[string], number>("SELECT id FROM field_sets WHERE fields = ?")
      .pluck(true)
      .get(text);
    return this.get(required(id, "a set of fields"));
  }

  get(id: number): FieldSet {
    let set = this.known.get(id);
    if (set === undefined) {
      const text = this.database
        .prepare<[number], string>("SELECT fields FROM field_sets WHERE id = ?")
        .pluck(true)
        .get(id);
      const fields: string[] = JSON.parse(required(text, `the set of fields ${id}`));
      set = { id, fields: new Set(fields) };
      this.known.set(id, set);
    }
    return set;
  }

  union(left: number, right: number): FieldSet {
    if (left === right) return this.get(left);
    const key = `${left} ${right}`;
    let set = this.unions.get(key);
    if (set === undefined) {
      set = this.of([...this.get(left).fields, ...this.get(right).fields]);
      this.unions.set(key, set);
    }
    return set;
  }
}
