import { joinedReads } from "../plan/joined-reads.ts";
import { at } from "../invariant/required.ts";
import { formatDate } from "../calendar/civil.ts";
import type { Literal, PlanExpression } from "../plan/expression.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { NotExactError, type JsonLogic } from "./rule.ts";

/** An output as a JSONLogic rule, or why it can't be one. */
export type Exported = { readonly rule: JsonLogic } | { readonly refused: string };

/** When a condition is true, and when it is false; otherwise it is unknown. */
interface Truth {
  readonly yes: JsonLogic;
  readonly no: JsonLogic;
}

/** A value, and when it is known. */
interface Known {
  readonly value: JsonLogic;
  readonly known: JsonLogic;
}

/**
 * Writes an output as a JSONLogic rule over named fields and outputs, whose values are as `tagma run --json` gives them:
 * money in major units, dates as text, unknown as null or absent. JSONLogic knows no unknown (it takes null for 0 or
 * false), so each condition is written twice: when it is true, and when it is false.
 * @param exclusive the names of outputs whose branches are proved to exclude each other
 */
export function toJsonLogic(plan: Plan, output: OutputNode, exclusive: ReadonlySet<string>): Exported {
  try {
    return { rule: new Exporter(plan).output(output, exclusive) };
  } catch (error) {
    if (error instanceof NotExactError) return { refused: error.message };
    throw error;
  }
}

const flipped = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

class Exporter {
  private readonly fields: ReadonlyMap<string, ValueType>;
  /** Fields of rows of tables. */
  private readonly joined: ReadonlySet<string>;
  private readonly outputs: ReadonlyMap<string, OutputNode>;

  constructor(plan: Plan) {
    this.fields = new Map(plan.reads.fields.map(({ name, type }) => [name, type]));
    this.joined = new Set(joinedReads(plan.reads.fields).map(({ name }) => name));
    this.outputs = new Map(plan.outputs.map((output) => [output.id, output]));
  }

  output({ name, kind, type, form }: OutputNode, exclusive: ReadonlySet<string>): JsonLogic {
    switch (form.form) {
      case "condition": {
        const { yes, no } = this.truth(form.condition);
        return kind === "tag" ? { if: [yes, true, no, false, null] } : yes;
      }
      case "value": {
        if (type.kind === "boolean") {
          const { yes, no } = this.truth(form.value);
          return { if: [yes, true, no, false, null] };
        }
        return this.plain(form.value);
      }
      case "one of":
      case "first of": {
        if (form.form === "one of" && !exclusive.has(name))
          throw new NotExactError(
            "its branches are not proved to exclude each other, and a customer in two of them is an error, which JSONLogic can't say",
          );
        const truths = form.branches.map(({ when }) => this.truth(when));
        return {
          if: [
            ...form.branches.flatMap(({ value }, index) => [at(truths, index).yes, value]),
            ...this.rest(form, truths),
          ],
        };
      }
      case "all of": {
        const truths = form.branches.map(({ when }) => this.truth(when));
        const taken: JsonLogic = {
          merge: form.branches.map(({ value }, index): JsonLogic => ({
            if: [at(truths, index).yes, [value], []],
          })),
        };
        const list = (value: string | null): JsonLogic => (value === null ? null : [value]);
        return {
          if: [
            { or: truths.map(({ yes }) => yes) },
            taken,
            ...this.rest({ whenUnknown: list(form.whenUnknown), otherwise: list(form.otherwise) ?? [] }, truths),
          ],
        };
      }
      case "stages": {
        const truths = form.branches.map(({ when, value }) => ({ value, yes: this.truth(when).yes }));
        return { if: [...truths.toReversed().flatMap(({ yes, value }) => [yes, value]), null] };
      }
      case "bands": {
        const { value, known } = this.known(form.of);
        const digits = this.digits(form.of);
        const taken = form.bands.flatMap(({ value: band, from }) => [
          both(known, { ">=": [value, typeof from === "number" ? major(from, digits) : from] }),
          band,
        ]);
        return { if: [...taken, ...this.rest(form, [{ yes: false, no: known }])] };
      }
      case "score": {
        if (form.digits > 0)
          throw new NotExactError("its points have digits behind the point, and JSONLogic adds doubles");
        const items = form.items.map(({ sign, points, atMost, basis }): JsonLogic => {
          if (basis.kind === "when") {
            const value = sign * (atMost === null ? points : Math.min(points, atMost));
            return { if: [this.truth(basis.expression).yes, value, 0] };
          }
          if (atMost === null)
            throw new NotExactError("points for each event without a cap could pass what a double holds exactly");
          const { value, known } = this.known(basis.expression);
          return { if: [known, { "*": [{ min: [{ "*": [value, points] }, atMost] }, sign] }, 0] };
        });
        const sum: JsonLogic = items.length === 0 ? 0 : { "+": items };
        const raised: JsonLogic = form.low === null ? sum : { max: [form.low, sum] };
        return form.high === null ? raised : { min: [form.high, raised] };
      }
      case "exclusive":
        throw new NotExactError("laws are checked, not evaluated");
    }
  }

  /** What stands behind the branches: `when unknown`, `otherwise`, else nothing. */
  private rest(
    { whenUnknown, otherwise }: { readonly whenUnknown: JsonLogic; readonly otherwise: JsonLogic },
    truths: readonly Truth[],
  ): JsonLogic[] {
    if (whenUnknown === null) return [otherwise];
    const unknown: JsonLogic = { or: truths.map(({ yes, no }): JsonLogic => ({ "!": [{ or: [yes, no] }] })) };
    return [unknown, whenUnknown, otherwise];
  }

  private truth(expression: PlanExpression): Truth {
    switch (expression.op) {
      case "and": {
        const parts = expression.args.map((arg) => this.truth(arg));
        return { yes: { and: parts.map(({ yes }) => yes) }, no: { or: parts.map(({ no }) => no) } };
      }
      case "or": {
        const parts = expression.args.map((arg) => this.truth(arg));
        return { yes: { or: parts.map(({ yes }) => yes) }, no: { and: parts.map(({ no }) => no) } };
      }
      case "not": {
        const { yes, no } = this.truth(expression.arg);
        return { yes: no, no: yes };
      }
      case "known": {
        const { known } = this.known(expression.arg);
        return { yes: known, no: { "!": [known] } };
      }
      case "literal":
        return { yes: expression.value === true, no: expression.value === false };
      case "compare":
      case "compare-scaled":
        return this.compare(expression);
      case "one-of": {
        const { value, known } = this.known(expression.arg);
        const digits = this.digits(expression.arg);
        const type = this.typeOf(expression.arg);
        const found: JsonLogic = {
          in: [
            value,
            expression.values.map((one) =>
              literalOf({ op: "literal", type: type?.kind ?? "text", value: one }, digits),
            ),
          ],
        };
        return { yes: both(known, found), no: both(known, { "!": [found] }) };
      }
      case "has": {
        const { value, known } = this.known(expression.set);
        const found: JsonLogic = { in: [expression.value, value] };
        return { yes: both(known, found), no: both(known, { "!": [found] }) };
      }
      case "text-test": {
        const [left, right] = [this.known(expression.left), this.known(expression.right)];
        const known = both(left.known, right.known);
        const found = textTest(expression.test, left.value, right.value, expression.right);
        return { yes: both(known, found), no: both(known, { "!": [found] }) };
      }
      case "output":
      case "field":
      case "if-unknown": {
        const { value } = this.known(expression);
        return { yes: { "===": [value, true] }, no: { "===": [value, false] } };
      }
      default:
        throw refusal(expression);
    }
  }

  private compare({ operator, left, right }: Extract<PlanExpression, { op: "compare" | "compare-scaled" }>): Truth {
    const type = this.typeOf(left) ?? this.typeOf(right);
    const [a, b] = [this.known(left, this.digits(right)), this.known(right, this.digits(left))];
    const known = both(a.known, b.known);
    const pair = (name: string): JsonLogic => both(known, { [name]: [a.value, b.value] });
    if (operator === "=") return { yes: pair("==="), no: pair("!==") };
    if (operator === "!=") return { yes: pair("!=="), no: pair("===") };
    if (type?.kind === "text" || type?.kind === "enum")
      throw new NotExactError("JSONLogic orders texts by UTF-16 units, and this rule by code points");
    return { yes: pair(operator), no: pair(flipped[operator]) };
  }

  private plain(expression: PlanExpression): JsonLogic {
    const { value, known } = this.known(expression);
    return { if: [known, value, null] };
  }

  /** @param digits of the decimal on the other side, for a literal */
  private known(expression: PlanExpression, digits?: number): Known {
    switch (expression.op) {
      case "literal":
        return { value: literalOf(expression, digits), known: true };
      case "id":
        return { value: { var: "id" }, known: true };
      case "field":
        if (this.joined.has(expression.field)) throw new NotExactError("it reads a row of a table");
        if (expression.at !== "now") throw new NotExactError("it reads a field at an earlier time");
        return variable(expression.field, this.fields.get(expression.field));
      case "output": {
        const read = this.outputs.get(expression.id);
        if (read === undefined || read.at !== "now")
          throw new NotExactError("it reads a tag at an earlier time; give that a name of its own");
        return variable(read.name, read.type);
      }
      case "if-unknown": {
        const [own, other] = [
          this.known(expression.arg, digits),
          this.known(expression.fallback, this.digits(expression.arg) ?? digits),
        ];
        return { value: { if: [own.known, own.value, other.value] }, known: { or: [own.known, other.known] } };
      }
      // In major units a decimal is the same number, however many digits it has.
      case "rescale":
      case "to-number":
        return this.known(expression.arg, digits);
      default:
        throw refusal(expression);
    }
  }

  /** The type of what has a name; all else is a literal, whose type is the other side's, or is refused. */
  private typeOf(expression: PlanExpression): ValueType | undefined {
    if (expression.op === "field") return this.fields.get(expression.field);
    if (expression.op === "output") return this.outputs.get(expression.id)?.type;
    if (expression.op === "id") return { kind: "text" };
    return expression.op === "if-unknown" || expression.op === "rescale" ? this.typeOf(expression.arg) : undefined;
  }

  /** The digits behind the point of a decimal. */
  private digits(expression: PlanExpression): number | undefined {
    if (expression.op === "rescale") {
      const own = this.digits(expression.arg);
      return own === undefined ? undefined : own + Math.round(Math.log10(expression.factor));
    }
    const type = this.typeOf(expression);
    return type?.kind === "decimal" ? type.digits : undefined;
  }
}

/** Both hold. */
function both(left: JsonLogic, right: JsonLogic): JsonLogic {
  return left === true ? right : right === true ? left : { and: [left, right] };
}

function variable(name: string, type: ValueType | undefined): Known {
  if (name.includes(".")) throw new NotExactError(`JSONLogic takes the point in "${name}" for a path`);
  if (name in {}) throw new NotExactError(`JSONLogic finds "${name}" in every object`);
  if (type?.kind === "time")
    throw new NotExactError("times are compared to the millisecond, which their texts do not show");
  if (type?.kind === "duration") throw new NotExactError("durations have no form in JSON");
  const value: JsonLogic = { var: name };
  return { value, known: { "!==": [value, null] } };
}

function literalOf({ type, value }: Literal, digits: number | undefined): JsonLogic {
  if (typeof value !== "number") return typeof value === "object" ? [...value] : value;
  if (type === "date") return formatDate(value);
  if (type === "decimal") {
    if (digits === undefined) throw new NotExactError("it compares amounts that have no name");
    return major(value, digits);
  }
  if (type === "time" || type === "duration") throw new NotExactError("it compares with a time");
  return value;
}

const major = (units: number, digits: number | undefined): number =>
  digits === undefined ? units : units / 10 ** digits;

function textTest(
  test: "contains" | "starts with" | "ends with",
  text: JsonLogic,
  part: JsonLogic,
  partExpression: PlanExpression,
): JsonLogic {
  // JSONLogic finds nothing in an empty text, not even the empty one.
  if (test === "contains")
    return partExpression.op === "literal" && partExpression.value !== ""
      ? { in: [part, text] }
      : { or: [{ "===": [part, ""] }, { in: [part, text] }] };
  if (partExpression.op !== "literal" || typeof partExpression.value !== "string")
    throw new NotExactError("it compares the beginning or end of one text with another that is not written out");
  const { length } = partExpression.value;
  if (length === 0) return true;
  return { "===": [{ substr: test === "starts with" ? [text, 0, length] : [text, -length] }, part] };
}

const COMPUTES = "it computes with numbers or times; give what it computes the name of a tag";
const READS_A_MODEL = "it reads a model";
const CALENDAR = "it reads a part of a date, and JSONLogic knows no calendar; give the part the name of a tag";

/** Why each operation is refused where JSONLogic has no form for it: alone, as a condition or as a value. */
const refusals: Readonly<Record<PlanExpression["op"], string>> = {
  aggregate: "it counts events itself; give what it counts the name of a statistical tag",
  "date-of": "it goes by the local date of a time, and JSONLogic knows no time zones",
  fold: "JSONLogic knows no case folding",
  model: READS_A_MODEL,
  fitted: READS_A_MODEL,
  pick: READS_A_MODEL,
  "calendar-part": CALENDAR,
  literal: COMPUTES,
  and: COMPUTES,
  or: COMPUTES,
  not: COMPUTES,
  known: COMPUTES,
  "if-unknown": COMPUTES,
  compare: COMPUTES,
  "compare-scaled": COMPUTES,
  "one-of": COMPUTES,
  has: COMPUTES,
  size: "JSONLogic does not count the values of a list; give their number the name of a tag",
  "text-test": COMPUTES,
  add: COMPUTES,
  subtract: COMPUTES,
  multiply: COMPUTES,
  "add-number": COMPUTES,
  "subtract-number": COMPUTES,
  "multiply-number": COMPUTES,
  divide: COMPUTES,
  negate: COMPUTES,
  "multiply-round": COMPUTES,
  "divide-round": COMPUTES,
  rescale: COMPUTES,
  "to-number": COMPUTES,
  whole: COMPUTES,
  "add-days": COMPUTES,
  "add-months": COMPUTES,
  elapsed: COMPUTES,
  anniversary: COMPUTES,
  "event-field": COMPUTES,
  "event-time": COMPUTES,
  id: COMPUTES,
  field: COMPUTES,
  now: COMPUTES,
  today: COMPUTES,
  output: COMPUTES,
};

function refusal(node: PlanExpression): NotExactError {
  // The name of a weekday is picked by its number.
  return new NotExactError(node.op === "pick" && node.arg.op === "calendar-part" ? CALENDAR : refusals[node.op]);
}
