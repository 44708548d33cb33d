import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { columnName } from "../plan/column-name.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { OutputNode } from "../plan/plan.ts";
import type { AggregateValue } from "./measures/site.ts";
import { errorText, untrainedError, withoutRepeats, type ErrorSource } from "./errors.ts";
import { lowerExpression } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { type Scope } from "./scope.ts";
import { bands, choice, countTrue, hoistLong, score, set } from "./forms.ts";
import { lowerFit } from "./models.ts";
import {
  coalesce,
  column,
  compare,
  not,
  nothing,
  or,
  truth,
  when,
  whole,
  type SelectColumn,
  type Sql,
} from "./relation.ts";
import { Stages } from "./stages.ts";
import { addStep, CUSTOMER, stepSource, type Lowering } from "./tables.ts";
import {
  kindOf,
  NotInSqlError,
  sqlTypes,
  textValue,
  truthValue,
  valueOf,
  type NotInSql,
  type SqlValue,
} from "./value.ts";

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

  constructor(
    lowering: Lowering,
    aggregates: ReadonlyMap<string, AggregateValue>,
    fields: ReadonlyMap<string, SqlValue>,
    refusals: ReadonlyMap<string, NotInSql>,
    proved: ReadonlySet<string>,
  ) {
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
      const columns: SelectColumn[] = [];
      for (const output of outputs) this.lower(output, stages, columns);
      from = stages.write(from, `what the tags of level ${index + 1} are made of`);
      if (columns.length > 0)
        from = addStep(
          this.lowering,
          `tags_${index + 1}`,
          index === 0 ? "tags over facts alone" : `tags that read others, level ${index + 1}`,
          { star: "t", columns, from: stepSource(from, "t") },
          true,
        );
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

  private lower(output: OutputNode, stages: Stages, columns: SelectColumn[]): void {
    try {
      const errors: ErrorSource[] = [];
      const name = output.at === "now" ? output.name : `${output.name}_${output.at}`;
      const untrained = modelOf(output);
      if (untrained !== undefined) {
        this.values.set(output.id, {
          value: valueOf(nothing(sqlTypes[kindOf(output.type)]), output.type, true),
          errors: [untrainedError(untrained)],
          none: undefined,
        });
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
      const kept = withoutRepeats(errors).map((source): ErrorSource =>
        source.kind === "flag"
          ? { ...source, flag: held(source.flag, `_too_large_${name}`) }
          : { ...source, text: held(source.text, `_conflict_${name}`) },
      );
      this.values.set(output.id, {
        value: { ...value, sql: held(value.sql, columnFor(output, name)) },
        errors: kept,
        none,
      });
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
      zone: lowering.zone,
      canTranslate: lowering.dialect.canTranslate,
      hasWide: lowering.dialect.hasWide,
      instant: (at) => lowering.instants.get(at) ?? lowering.asOf,
      id: () => column(undefined, CUSTOMER),
      field: (name, at) => {
        const found = this.fields.get(`${at} ${name}`);
        if (found === undefined) throw new Error(`there is no fact for ${name}`);
        return found;
      },
      eventField: noEvent,
      eventTime: noEvent,
      eventPart: noEvent,
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
      setValues: (node) => this.setValues(node),
      share: (sql) => stages.hoist(sql, "_part"),
      overflow: (condition) => errors.push({ kind: "flag", flag: condition, says: errorText("overflow", []) }),
    };
    return scope;
  }

  /** The values that the bits of a set stand for. */
  private setValues(node: PlanExpression): readonly string[] {
    if (node.op === "output") {
      const type = this.byId.get(node.id)?.type;
      if (type?.kind === "set" && type.values !== null) return type.values;
    }
    if (node.op === "if-unknown") {
      const [left, right] = [this.setValues(node.arg), this.setValues(node.fallback)];
      if (left.length === right.length && left.every((value, index) => value === right[index])) return left;
    }
    throw new NotInSqlError("set-comparison");
  }

  private form(
    output: OutputNode,
    scope: Scope,
    stages: Stages,
    name: string,
  ): { readonly value: SqlValue; readonly none?: Sql | undefined; readonly conflict?: Sql | undefined } {
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
        if (output.type.kind === "set") this.sameBits(form.value, output.type.values ?? []);
        return { value };
      }
      // What is proved is proved of customers who have their required fields now; long ago they may have had none.
      case "one of":
      case "first of":
        return choice(
          output.at === "now" && this.proved.has(output.name),
          form,
          form.branches.map(({ when: condition }) => lower(condition)),
          stages,
          name,
        );
      case "all of":
        return {
          value: set(
            output,
            form,
            form.branches.map(({ when: condition }) => lower(condition)),
            stages,
            name,
          ),
        };
      case "stages": {
        const conditions = form.branches.map(({ when: condition }, index) => {
          const given = lower(condition);
          return { ...given, sql: hoistLong(given.sql, stages, `_${name}_${index + 1}`) };
        });
        const whens = form.branches
          .map(({ value }, index) => [conditions[index]?.sql ?? truth(false), textLiteral(value)] as const)
          .reverse();
        return { value: textValue(when(whens), true), none: not(or(conditions.map(({ sql }) => sql))) };
      }
      case "bands":
        return bands(form, lower(form.of), stages, name);
      case "score":
        return { value: score(form, scope, stages, name) };
      case "exclusive": {
        const many = compare(">", countTrue(form.conditions.map((condition) => lower(condition).sql)), whole(1));
        return { value: truthValue(many, false) };
      }
    }
  }

  private sameBits(node: PlanExpression, values: readonly string[]): void {
    const from = this.setValues(node);
    if (from.length !== values.length || from.some((value, index) => value !== values[index]))
      throw new NotInSqlError("set-comparison");
  }
}

function columnFor(output: OutputNode, name: string): string {
  const visible =
    output.at === "now" && (output.kind === "tag" || output.kind === "lifecycle" || output.kind === "segment");
  return visible ? columnName(name) : `_${name}`;
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
