import type { People } from "./people.ts";
import { PRESENT } from "../../../engine/run/population/results.ts";
import { csvLine, safeCell } from "../../../engine/text/csv-line.ts";
import type { FieldRead } from "../../../engine/plan/plan.ts";
import { allReads } from "../../../store/snapshot/snapshot.ts";
import { storedCustomers } from "../../../store/customers/stored-customers.ts";
import { openDatabase, requireTables } from "../../../store/sqlite/database.ts";
import { MASK } from "../../../store/import/reject-list.ts";
import { isValue } from "./audience.ts";
import { plainValue } from "./results.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";

/** Who has a value of an output, as lines of CSV: id and profile fields; personal ones are masked unless they may be shown. */
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
  const wanted = request.value ?? (output.type.kind === "boolean" ? "yes" : undefined);
  const members = new Set<string>();
  for (const { part, found } of people.evaluate(rules, [output], asOf)) {
    const column = found.columnOf(output.id);
    for (let customer = 0; customer < found.count; customer++) {
      if (found.standing[customer] === PRESENT && isValue(found.result(column, customer), wanted))
        members.add(part.id(customer));
    }
  }
  const { fields, profile } = allReads(rules.program);
  yield csvLine(["id", ...fields.map(({ name }) => name)].map(safeCell));
  const database = openDatabase(rules.workspace.databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, rules.program);
    const plan = { ...rules.plan, reads: { profile, fields, events: [] } };
    for (const { customer } of storedCustomers(database, rules.program, plan)) {
      if (!members.has(customer.id)) continue;
      const version = customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= asOf);
      const cell = ({ name, type, personal }: FieldRead): string => {
        const value = version?.fields.get(name) ?? null;
        return value === null ? "" : personal && !request.personal ? MASK : String(plainValue(value, type, plan));
      };
      yield csvLine([customer.id, ...fields.map(cell)].map(safeCell));
    }
  } finally {
    database.close();
  }
}
