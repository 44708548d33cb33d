import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { BranchNode, OutputForm, OutputNode } from "../plan/plan.ts";
import type { AggregateValue } from "./aggregates.ts";
import { errorText, untrainedError, withoutRepeats, type ErrorSource } from "./errors.ts";
import { exactArithmetic, fixedNumber } from "./arithmetic.ts";
import { lowerExpression, textLiteral, type Scope } from "./expression.ts";
import { lowerFit } from "./models.ts";
import { and, coalesce, column, compare, isFalse, isKnown, isNull, not, nothing, or, plus, text, truth, when, whole, type Column, type Sql } from "./relation.ts";
import { Stages } from "./stages.ts";
import { addStep, CUSTOMER, stepSource, type Lowering } from "./tables.ts";
import { kindOf, NotInSqlError, sqlTypes, textValue, truthValue, valueOf, wholeValue, type NotInSql, type SqlValue } from "./value.ts";

/** An output over the columns of the last step. */
export interface OutputValue {
  readonly value: SqlValue;
  readonly errors: readonly ErrorSource[];
  /** True where there is no value because no branch was true and none unknown. */
  readonly none: Sql | undefined;
}
export interface Refused {
  readonly output: OutputNode;
  readonly reason: NotInSql;
}

/** A set is a number with a bit for each value. */
export const SET_LIMIT = 52;

/** Lowers the outputs level by level: each step adds those that read only what stands in the steps before. */
export class Outputs {
  readonly values = new Map<string, OutputValue>();
  readonly refused: Refused[] = [];
  private readonly lowering: Lowering;
  private readonly aggregates: ReadonlyMap<string, AggregateValue>;
  private readonly fields: ReadonlyMap<string, SqlValue>;
  private readonly refusals: Map<string, NotInSql>;
  /** Outputs whose branches are proved to exclude each other. */
  private readonly proved: ReadonlySet<string>;
  private readonly byId: ReadonlyMap<string, OutputNode>;

  constructor(lowering: Lowering, aggregates: ReadonlyMap<string, AggregateValue>, fields: ReadonlyMap<string, SqlValue>, refusals: ReadonlyMap<string, NotInSql>, proved: ReadonlySet<string>) {
    this.lowering = lowering;
    this.aggregates = aggregates;
    this.fields = fields;
    this.refusals = new Map(refusals);
    this.proved = proved;
    this.byId = new Map(lowering.plan.outputs.map((output) => [output.id, output]));
  }

  /** Writes the steps of all levels over the facts; gives the last one. */
  write(facts: string): string {
    let from = facts;
    const levels = this.levels();
    for (const [index, outputs] of levels.entries()) {
      const stages = new Stages(this.lowering);
      const columns: Column[] = [];
      for (const output of outputs) this.lower(output, stages, columns);
      from = stages.write(from, `what the tags of level ${index + 1} are made of`);
      if (columns.length > 0) from = addStep(this.lowering, `tags_${index + 1}`, index === 0 ? "tags over facts alone" : `tags that read others, level ${index + 1}`, { star: "t", columns, from: stepSource(from, "t") }, true);
    }
    return from;
  }

  private levels(): OutputNode[][] {
    const levelOf = new Map<string, number>();
    const levels: OutputNode[][] = [];
    for (const output of this.lowering.plan.outputs) {
      let level = 0;
      for (const [path, expression] of expressionsOf(output.form)) {
        walk<PlanLeaf>(expression, path, (node) => {
          if (node.op === "output") level = Math.max(level, (levelOf.get(node.id) ?? -1) + 1);
        });
      }
      levelOf.set(output.id, level);
      while (levels.length <= level) levels.push([]);
      levels[level]?.push(output);
    }
    return levels;
  }

  private lower(output: OutputNode, stages: Stages, columns: Column[]): void {
    try {
      const errors: ErrorSource[] = [];
      const name = output.at === "now" ? output.name : `${output.name}_${output.at}`;
      const untrained = modelOf(output);
      if (untrained !== undefined) {
        this.values.set(output.id, { value: valueOf(nothing(sqlTypes[kindOf(output.type)]), output.type, true), errors: [untrainedError(untrained)], none: undefined });
        return;
      }
      const scope = this.scope(stages, errors);
      const { value, none, conflict } = this.form(output, scope, stages, name);
      if (conflict !== undefined) errors.push({ kind: "text", text: conflict });
      const held = (sql: Sql, as: string, note?: string): Sql => {
        if (sql.op === "column" || sql.op === "literal") return sql;
        const taken = this.lowering.columns.take(as);
        columns.push({ value: sql, as: taken, note });
        return column(undefined, taken);
      };
      const kept = withoutRepeats(errors).map((source): ErrorSource => (source.kind === "flag" ? { ...source, flag: held(source.flag, `_too_large_${name}`) } : { ...source, text: held(source.text, `_conflict_${name}`) }));
      this.values.set(output.id, { value: { ...value, sql: held(value.sql, columnFor(output, name)) }, errors: kept, none });
    } catch (error) {
      if (!(error instanceof NotInSqlError)) throw error;
      this.refusals.set(output.id, error.reason);
      this.refused.push({ output, reason: error.reason });
    }
  }

  private scope(stages: Stages, errors: ErrorSource[]): Scope {
    const { lowering } = this;
    const noEvent = (): never => {
      throw new Error("an output reads no single event");
    };
    const refused = (id: string): void => {
      const reason = this.refusals.get(id);
      if (reason !== undefined) throw new NotInSqlError(reason);
    };
    const scope: Scope = {
      zone: lowering.zone, canTranslate: lowering.dialect.canTranslate, hasWide: lowering.dialect.hasWide,
      instant: (at) => lowering.instants.get(at) ?? lowering.asOf,
      id: () => column(undefined, CUSTOMER),
      field: (name, at) => {
        const found = this.fields.get(`${at} ${name}`);
        if (found === undefined) throw new Error(`there is no fact for ${name}`);
        return found;
      },
      eventField: noEvent, eventTime: noEvent, eventPart: noEvent,
      aggregate: (id) => {
        refused(id);
        const found = this.aggregates.get(id);
        if (found === undefined) throw new Error(`there is no fact for aggregate ${id}`);
        errors.push(...found.errors);
        return found.value;
      },
      output: (id) => {
        refused(id);
        const found = this.values.get(id);
        if (found === undefined) throw new Error(`output ${id} is lowered before what it reads`);
        errors.push(...found.errors);
        return found.value;
      },
      fitted: ({ fit, args }) => {
        const lowered = args.map((arg) => lowerExpression(arg, scope));
        return lowerFit(fit, lowered, stages);
      },
      setValues: (node) => this.setValues(node), share: (sql) => stages.hoist(sql, "_part"),
      overflow: (condition) => errors.push({ kind: "flag", flag: condition, says: errorText("overflow", []) }),
    };
    return scope;
  }

  /** The values that the bits of a set stand for. */
  private setValues(node: PlanExpression): readonly string[] {
    switch (node.op) {
      case "output": {
        const type = this.byId.get(node.id)?.type;
        if (type?.kind === "set") return type.values;
        break;
      }
      case "if-unknown": {
        const [left, right] = [this.setValues(node.arg), this.setValues(node.fallback)];
        if (left.length === right.length && left.every((value, index) => value === right[index])) return left;
        break;
      }
      default: break;
    }
    throw new NotInSqlError("set-comparison");
  }

  private form(output: OutputNode, scope: Scope, stages: Stages, name: string): { readonly value: SqlValue; readonly none?: Sql | undefined; readonly conflict?: Sql | undefined } {
    const { form } = output;
    const lower = (expression: PlanExpression): SqlValue => lowerExpression(expression, scope);
    switch (form.form) {
      case "condition": {
        const condition = lower(form.condition);
        const plain = output.kind === "tag" || output.kind === "expect" || !condition.nullable;
        return { value: plain ? condition : truthValue(coalesce(condition.sql, truth(false)), false) };
      }
      case "value": {
        const value = lower(form.value);
        // A value that is passed on as a set keeps the places of its bits.
        if (output.type.kind === "set") this.sameBits(form.value, output.type.values);
        return { value };
      }
      case "one of": case "first of": return this.choice(output, form, form.branches.map(({ when: condition }) => lower(condition)), stages, name);
      case "all of": return { value: this.set(output, form, form.branches.map(({ when: condition }) => lower(condition)), stages, name) };
      case "stages": {
        const conditions = form.branches.map(({ when: condition }, index) => {
          const given = lower(condition);
          return { ...given, sql: hoistLong(given.sql, stages, `_${name}_${index + 1}`) };
        });
        const whens = form.branches.map(({ value }, index) => [conditions[index]?.sql ?? truth(false), textLiteral(value)] as const).reverse();
        return { value: textValue(when(whens), true), none: not(or(conditions.map(({ sql }) => sql))) };
      }
      case "bands": return this.bands(form, lower(form.of), stages, name);
      case "score": return { value: this.score(form, scope, stages, name) };
      case "exclusive": {
        const many = compare(">", countTrue(form.conditions.map((condition) => lower(condition).sql)), whole(1));
        return { value: truthValue(many, false) };
      }
    }
  }

  private sameBits(node: PlanExpression, values: readonly string[]): void {
    const from = this.setValues(node);
    if (from.length !== values.length || from.some((value, index) => value !== values[index])) throw new NotInSqlError("set-comparison");
  }

  private choice(output: OutputNode, form: Extract<OutputForm, { form: "one of" | "first of" | "all of" }>, given: readonly SqlValue[], stages: Stages, name: string): { readonly value: SqlValue; readonly none: Sql | undefined; readonly conflict: Sql | undefined } {
    const checked = form.form === "one of" && given.length > 1 && !this.proved.has(output.name);
    // What is looked at more than once gets a column.
    const again = checked || form.otherwise === null || form.whenUnknown !== null;
    const conditions = again ? given.map(({ sql }, index) => hoistLong(sql, stages, `_${name}_${index + 1}`)) : given.map(({ sql }) => sql);
    const any = or(conditions);
    const nullable = given.some((condition) => condition.nullable);
    const whens = form.branches.map(({ value }, index) => [conditions[index] ?? truth(false), textLiteral(value)] as const);
    const unknown = nullable && form.whenUnknown !== null ? [[isNull(any), textLiteral(form.whenUnknown)] as const] : [];
    const value = when([...whens, ...unknown], form.otherwise === null ? undefined : textLiteral(form.otherwise));
    const noNone = form.otherwise !== null;
    return {
      value: textValue(value, form.otherwise === null),
      none: noNone ? undefined : not(any),
      conflict: checked ? conflictText(form.branches, conditions) : undefined,
    };
  }

  private set(output: OutputNode, form: Extract<OutputForm, { form: "one of" | "first of" | "all of" }>, given: readonly SqlValue[], stages: Stages, name: string): SqlValue {
    const again = form.otherwise !== null || form.whenUnknown !== null;
    const conditions = again ? given.map((condition, index): SqlValue => ({ ...condition, sql: hoistLong(condition.sql, stages, `_${name}_${index + 1}`) })) : given;
    const values = output.type.kind === "set" ? output.type.values : [];
    if (values.length > SET_LIMIT) throw new NotInSqlError("large-set");
    const bit = (value: string): Sql => whole(2 ** values.indexOf(value));
    const taken = new Map<string, Sql[]>();
    for (const [index, { value }] of form.branches.entries()) taken.set(value, [...(taken.get(value) ?? []), conditions[index]?.sql ?? truth(false)]);
    const terms = [...taken].map(([value, any]) => when([[or(any), bit(value)]], whole(0)));
    const sum = terms.reduce((left, right) => plus(left, right));
    const any = or(conditions.map(({ sql }) => sql));
    const nullable = conditions.some((condition) => condition.nullable);
    const whens: (readonly [Sql, Sql])[] = [];
    if (form.whenUnknown !== null || form.otherwise !== null) whens.push([any, sum]);
    if (form.whenUnknown !== null && nullable) whens.push([isNull(any), bit(form.whenUnknown)]);
    const sql = whens.length === 0 ? sum : when(whens, form.otherwise === null ? whole(0) : bit(form.otherwise));
    return { sql, kind: "set", nullable: false, low: 0, high: 2 ** SET_LIMIT };
  }

  private bands(form: Extract<OutputForm, { form: "bands" }>, given: SqlValue, stages: Stages, name: string): { readonly value: SqlValue; readonly none: Sql | undefined } {
    const of: SqlValue = { ...given, sql: stages.hoist(given.sql, `_of_${name}`) };
    const bound = (from: number): Sql => (of.kind === "double" ? { op: "literal", type: "double", value: from } : whole(from));
    const numeric = form.bands.flatMap(({ value, from }) => (typeof from === "number" ? [{ value, from }] : []));
    const fallback = form.whenUnknown ?? form.otherwise;
    const whens = [
      ...(of.nullable && form.whenUnknown !== null ? [[isNull(of.sql), textLiteral(form.whenUnknown)] as const] : []),
      ...numeric.map(({ value, from }) => [compare(">=", of.sql, bound(from)), textLiteral(value)] as const),
    ];
    const value = when(whens, form.otherwise === null ? undefined : textLiteral(form.otherwise));
    const lowest = numeric.at(-1);
    const none = form.otherwise !== null ? undefined : lowest === undefined ? isKnown(of.sql) : compare("<", of.sql, bound(lowest.from));
    return { value: textValue(value, form.otherwise === null || (of.nullable && fallback === null)), none };
  }

  private score(form: Extract<OutputForm, { form: "score" }>, scope: Scope, stages: Stages, name: string): SqlValue {
    let total = fixedNumber(0);
    for (const { sign, points, atMost, basis } of form.items) {
      const item = lowerExpression(basis.expression, scope);
      total = exactArithmetic(sign === 1 ? "add" : "subtract", total, basis.kind === "when" ? given(item, capped(points, atMost)) : this.pointsPer(item, points, atMost, scope, stages, name), scope);
    }
    if (form.low === null && form.high === null) return total;
    const sum = stages.hoist(total.sql, `_points_${name}`, "before the score's bounds");
    const { low, high } = form;
    const whens = [...(low === null ? [] : [[compare("<", sum, whole(low)), whole(low)] as const]), ...(high === null ? [] : [[compare(">", sum, whole(high)), whole(high)] as const])];
    return wholeValue(when(whens, sum), false, Math.max(total.low, low ?? -Infinity), Math.min(total.high, high ?? Infinity));
  }

  private pointsPer(item: SqlValue, points: number, atMost: number | null, scope: Scope, stages: Stages, name: string): SqlValue {
    const count: SqlValue = item.nullable ? { ...item, sql: coalesce(item.sql, whole(0)), nullable: false, low: Math.min(0, item.low), high: Math.max(0, item.high) } : item;
    const product = exactArithmetic("multiply", fixedNumber(points), count, scope);
    if (atMost === null) return product;
    const sql = stages.hoist(product.sql, `_points_${name}`);
    const whens = [...(product.high > atMost ? [[compare(">", sql, whole(atMost)), whole(atMost)] as const] : []), ...(product.low < -atMost ? [[compare("<", sql, whole(-atMost)), whole(-atMost)] as const] : [])];
    return wholeValue(whens.length === 0 ? sql : when(whens, sql), false, Math.max(product.low, -atMost), Math.min(product.high, atMost));
  }
}

/** Longer conditions get a column when they are read again. */
function hoistLong(sql: Sql, stages: Stages, name: string): Sql {
  return JSON.stringify(sql).length > 300 ? stages.hoist(sql, name) : sql;
}

function columnFor(output: OutputNode, name: string): string {
  const visible = output.at === "now" && (output.kind === "tag" || output.kind === "lifecycle" || output.kind === "segment");
  return visible ? (name.startsWith("_") ? `_${name}` : name) : `_${name}`;
}

const capped = (points: number, atMost: number | null): number => (atMost === null ? points : Math.max(-atMost, Math.min(atMost, points)));

/** Points of an item that counts when its condition is true. */
function given(condition: SqlValue, points: number): SqlValue {
  return wholeValue(isFalse(condition.sql) ? whole(0) : when([[condition.sql, whole(points)]], whole(0)), false, Math.min(0, points), Math.max(0, points));
}

function countTrue(conditions: readonly Sql[]): Sql {
  return conditions.map((condition) => when([[condition, whole(1)]], whole(0))).reduce((left, right) => plus(left, right));
}

/** The error of a customer for whom two branches are true: it names the first two. */
function conflictText(branches: readonly BranchNode[], conditions: readonly Sql[]): Sql {
  const named = branches.map(({ value }) => textLiteral(JSON.stringify(value)));
  const at = (index: number): Sql => conditions[index] ?? truth(false);
  const name = (index: number): Sql => named[index] ?? text("");
  const first = when(branches.slice(0, -1).map((_, index) => [at(index), name(index)] as const));
  const second = when(branches.slice(1).map((_, index) => [and([at(index + 1), or(conditions.slice(0, index + 1))]), name(index + 1)] as const));
  return when([[compare(">", countTrue(conditions), whole(1)), { op: "concat", args: [text('{"code":"conflict","details":['), first, text(","), second, text("]}")] }]]);
}

/** The first model without training that an output asks, in the order of evaluation. */
function modelOf(output: OutputNode): string | undefined {
  let found: string | undefined;
  for (const [path, expression] of expressionsOf(output.form)) {
    walk<PlanLeaf>(expression, path, (node) => {
      if (node.op === "model") found ??= node.model;
    });
  }
  return found;
}
