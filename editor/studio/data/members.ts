import type { People } from "./people.ts";
import { PRESENT } from "../../../engine/run/population/results.ts";
import { csvLine, safeCell } from "../../../engine/text/csv-line.ts";
import type { FieldRead } from "../../../engine/plan/plan.ts";
import { allReads } from "../../../store/snapshot/snapshot.ts";
import { storedCustomers } from "../../../store/customers/stored-customers.ts";
import { openDatabase, requireTables } from "../../../store/sqlite/database.ts";
import { MASK } from "../../../store/import/reject-list.ts";
import { isValue } from "./audience.ts";
import type { PlainResult } from "../api/common.ts";
import { plainResult, plainValue } from "./results.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";

/**
 * Who has a value of an output, as lines of CSV: id, the value, and profile fields. What is personal is masked unless it
 * may be shown, and then no value of it can be asked for either.
 */
export function* membersOf(
  rules: DraftRules,
  people: People,
  request: {
    readonly name: string;
    readonly value: string | undefined;
    readonly asOf: string | undefined;
    readonly personal: boolean;
  },
): Generator<string> {
  const output = outputNamed(rules, request.name);
  const asOf = instantOf(rules, request.asOf);
  const masked = output.personal && !request.personal;
  const wanted = output.type.kind === "boolean" ? (request.value ?? "yes") : masked ? undefined : request.value;
  /** The value of each, as it is written. */
  const members = new Map<string, string>();
  for (const { part, found } of people.evaluate(rules, [output], asOf)) {
    const column = found.columnOf(output.id);
    for (let customer = 0; customer < found.count; customer++) {
      const result = found.result(column, customer);
      if (found.standing[customer] === PRESENT && isValue(result, wanted))
        members.set(part.id(customer), shownResult(plainResult(result, output, rules.plan, request.personal)));
    }
  }
  const { fields, profile } = allReads(rules.program);
  yield csvLine(["id", output.name, ...fields.map(({ name }) => name)].map(safeCell));
  const database = openDatabase(rules.workspace.databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, rules.program);
    const plan = { ...rules.plan, reads: { profile, fields, events: [] } };
    for (const { customer } of storedCustomers(database, rules.program, plan)) {
      const own = members.get(customer.id);
      if (own === undefined) continue;
      const version = customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= asOf);
      const cell = ({ name, type, personal }: FieldRead): string => {
        const value = version?.fields.get(name) ?? null;
        return value === null ? "" : personal && !request.personal ? MASK : String(plainValue(value, type, plan));
      };
      yield csvLine([customer.id, own, ...fields.map(cell)].map(safeCell));
    }
  } finally {
    database.close();
  }
}

/** A result as a cell; the members of a set stand between semicolons. */
function shownResult(result: PlainResult): string {
  if (result.state === "masked") return MASK;
  if (result.state !== "value" || result.value === null) return "";
  const { value } = result;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? value.join("; ") : String(value);
}
