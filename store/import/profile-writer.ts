import { EARLIEST } from "../../engine/calendar/instant.ts";
import { CUSTOMER, VALID_FROM } from "../../engine/plan/own-columns.ts";
import { GIVEN } from "../sqlite/schema.ts";
import { FieldSets, type FieldSet } from "../customers/field-sets.ts";
import { fillVersions, hasHistory } from "../customers/profile-versions.ts";
import { PROFILE_TABLE, quoteColumn, type StoredValue, type SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Mapped } from "./mapping.ts";
import type { Target } from "./targets.ts";
import { required } from "../../engine/invariant/required.ts";

type MappedProfile = Extract<Mapped, { kind: "profile" }>;

/**
 * Takes the profile rows of one source. A row tells some fields of a customer from an instant on; what it does not tell
 * goes on from the version before, so that the versions of a customer do not depend on the order in which rows came.
 */
export class ProfileWriter {
  added = 0;
  known = 0;
  /** Of the known ones those whose values were others. */
  updated = 0;
  private readonly database: SqliteDatabase;
  private readonly sets: FieldSets;
  private readonly allFields: readonly string[];
  private statements: Statements | undefined;
  /** True when some customer has more than one version, so that versions must be filled in. */
  private versioned: boolean;
  private untimed = false;

  constructor(database: SqliteDatabase, fields: readonly string[]) {
    this.database = database;
    this.sets = new FieldSets(database);
    this.allFields = fields;
    this.versioned = hasHistory(database);
    database.exec("DROP TABLE IF EXISTS temp.touched");
    database.exec("CREATE TEMP TABLE touched (customer TEXT PRIMARY KEY) WITHOUT ROWID");
  }

  write({ target, customer, validFrom, values }: MappedProfile): void {
    this.statements ??= this.prepare(target);
    const { find, insert, update, touch, given } = this.statements;
    if (validFrom > EARLIEST) this.versioned = true;
    else this.untimed = true;
    const there = find.get(customer, validFrom);
    if (there === undefined) {
      insert.run(customer, validFrom, given.id, ...values);
      this.added++;
    } else {
      this.known++;
      const { id } = this.sets.union(there.given, given.id);
      this.updated += update.run(id, ...values, customer, validFrom, id, ...values).changes;
    }
    if (this.versioned) touch.run(customer);
  }

  /** Fills in the versions of the customers that rows came for. */
  finish(): void {
    if (this.versioned) {
      const customers = this.database.prepare<[string, number], { customer: string }>(
        "SELECT customer FROM temp.touched WHERE customer > ? ORDER BY customer LIMIT ?",
      );
      for (let last = "", page = customers.all(last, PAGE); page.length > 0; page = customers.all(last, PAGE)) {
        for (const { customer } of page) fillVersions(this.database, customer, this.allFields, this.sets);
        last = required(page.at(-1), "the last of a page").customer;
      }
    }
    this.database.exec("DROP TABLE temp.touched");
    if (!this.untimed || this.statements === undefined) return;
    const mark = this.database.prepare<[string]>("INSERT INTO current_only VALUES (?) ON CONFLICT DO NOTHING");
    for (const field of this.statements.given.fields) mark.run(field);
  }

  private prepare(target: Target): Statements {
    const fields = target.columns.map(({ field }) => field.name);
    const names = fields.map(quoteColumn);
    const changed = [GIVEN, ...names].map((name) => `${name} IS NOT ?`).join(" OR ");
    return {
      given: this.sets.of(fields),
      find: this.database.prepare<[string, number], { given: number }>(
        `SELECT ${GIVEN} AS given FROM ${PROFILE_TABLE} WHERE ${CUSTOMER} = ? AND ${VALID_FROM} = ?`,
      ),
      insert: this.database.prepare<StoredValue[]>(
        `INSERT INTO ${PROFILE_TABLE} (${[CUSTOMER, VALID_FROM, GIVEN, ...names].join(", ")}) VALUES (?, ?, ?${", ?".repeat(names.length)})`,
      ),
      update: this.database.prepare<StoredValue[]>(
        `UPDATE ${PROFILE_TABLE} SET ${[GIVEN, ...names].map((name) => `${name} = ?`).join(", ")} WHERE ${CUSTOMER} = ? AND ${VALID_FROM} = ? AND (${changed})`,
      ),
      touch: this.database.prepare<[string]>("INSERT INTO temp.touched VALUES (?) ON CONFLICT DO NOTHING"),
    };
  }
}

const PAGE = 1000;

interface Statements {
  readonly given: FieldSet;
  readonly find: { get(customer: string, validFrom: number): { readonly given: number } | undefined };
  readonly insert: { run(...values: StoredValue[]): unknown };
  readonly update: { run(...values: StoredValue[]): { readonly changes: number } };
  readonly touch: { run(customer: string): unknown };
}
