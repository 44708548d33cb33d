import type { Instant, Zone } from "../calendar/zone.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { type ArithmeticScope } from "./arithmetic.ts";
import { type Sql } from "./relation.ts";
import { type SqlValue } from "./value.ts";

/** What the expressions of one step can read. */
export interface Scope extends ArithmeticScope {
  readonly zone: Zone;
  instant(at: string): Instant;
  id(): Sql;
  field(name: string, at: string): SqlValue;
  eventField(name: string): SqlValue;
  eventTime(): SqlValue;
  /** A weekday by its number, from Monday. */
  eventPart(part: "weekday" | "hour" | "date"): SqlValue;
  aggregate(id: string): SqlValue;
  output(id: string): SqlValue;
  fitted(node: Extract<PlanExpression, { op: "fitted" }>): SqlValue;
  /** The values of a set in the order of their bits. */
  setValues(node: PlanExpression): readonly string[];
  readonly canTranslate: boolean;
}
