import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { walk } from "../plan/forms.ts";
import type { Range } from "../run/window-range.ts";
import type { Scope } from "./scope.ts";
import { compare, whole, type Sql } from "./relation.ts";
import { EventRows, inPlace, type Lowering, type Profiles } from "./tables.ts";
import { NotInSqlError } from "./value.ts";

/** The instants at whose profiles conditions over events look. */
export function fieldInstants(conditions: readonly (PlanExpression | null)[]): string[] {
  const found = new Set<string>();
  for (const condition of conditions) {
    if (condition === null) continue;
    walk<PlanLeaf>(condition, "", (node) => {
      if (node.op === "field") found.add(node.at);
    });
  }
  return [...found].sort();
}

/** What a condition over an event can read. */
export function eventScope(
  lowering: Lowering,
  rows: EventRows,
  profiles: Profiles,
  fieldsAt: readonly string[],
  overflow: (condition: Sql) => void,
): Scope {
  const never = (): never => {
    throw new Error("a condition over events reads events and the profile only");
  };
  return {
    zone: lowering.zone,
    canTranslate: lowering.dialect.canTranslate,
    hasWide: lowering.dialect.hasWide,
    instant: (at) => lowering.instants.get(at) ?? lowering.asOf,
    id: () => rows.customer,
    field: (name, at) =>
      lowering.layout.profile === undefined
        ? profiles.field(name, "p0")
        : profiles.field(name, `p${fieldsAt.indexOf(at)}`),
    eventField: (name) => rows.field(name),
    eventTime: () => rows.time,
    eventPart: (part) => {
      if (part === "date") return rows.date();
      if (part === "hour") return rows.hour();
      return rows.weekday();
    },
    aggregate: never,
    output: never,
    fitted: () => {
      throw new NotInSqlError("nested-model");
    },
    setValues: never,
    overflow,
    share: inPlace,
  };
}

/** The bounds of a window, as far as they are not given anyway. */
export function windowCondition(rows: EventRows, range: Range | undefined, asOf: number): Sql[] {
  if (range === undefined) return [];
  return [
    ...(range.from === -Infinity ? [] : [compare(">=", rows.time.sql, whole(range.from))]),
    ...(range.to > asOf ? [] : [compare("<", rows.time.sql, whole(range.to))]),
  ];
}
