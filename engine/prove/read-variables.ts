import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, FieldRead, OutputNode, Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { and, flag, not, truth, type Formula } from "./formula.ts";
import { number, variable, type Linear } from "./linear.ts";
import { atMost } from "./relations.ts";
import type { Logical, Site } from "./terms.ts";
import type { VariableTable } from "./variable-table.ts";

type FieldLeaf = Extract<PlanExpression, { op: "field" | "event-field" }>;

/** What a plan reads, as variables: fields, parts of an event's time, aggregates, and what is beyond the procedure. */
export class ReadVariables {
  readonly plan: Plan;
  readonly table: VariableTable;
  readonly aggregatesByVariable = new Map<string, AggregateNode>();
  /** Expressions that were beyond the procedure, for "not proved" messages. */
  readonly opaque = new Map<string, PlanExpression>();
  private readonly outputs: ReadonlyMap<string, OutputNode>;
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly fields: ReadonlyMap<string, FieldRead>;
  private readonly eventFields: ReadonlyMap<string, ReadonlyMap<string, FieldRead>>;

  constructor(plan: Plan, table: VariableTable) {
    this.plan = plan;
    this.table = table;
    this.outputs = new Map(plan.outputs.map((output) => [output.id, output]));
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
    this.fields = new Map(plan.reads.fields.map((field) => [field.name, field]));
    this.eventFields = new Map(
      plan.reads.events.map((event) => [event.name, new Map(event.fields.map((field) => [field.name, field]))]),
    );
  }

  read(node: FieldLeaf, site: Site): FieldRead | undefined {
    return node.op === "field" ? this.fields.get(node.field) : this.eventFields.get(site.event ?? "")?.get(node.field);
  }

  fieldVariable(node: FieldLeaf, site: Site): string {
    const read = this.read(node, site);
    const name = node.op === "field" ? `field ${node.at} ${node.field}` : `event ${site.event ?? ""} ${node.field}`;
    if (!this.table.has(name)) {
      const integer = read?.type.kind !== "number";
      const own = variable(name);
      this.table.introduce(
        name,
        integer,
        and(
          read?.low === null || read?.low === undefined ? truth : atMost(number(read.low), own),
          read?.high === null || read?.high === undefined ? truth : atMost(own, number(read.high)),
        ),
        read?.type.kind === "enum" ? read.type.values : undefined,
      );
    }
    return name;
  }

  /** A required field is known now; in the past the customer may not have been there yet. */
  knownField(node: FieldLeaf, site: Site): Formula {
    const required = this.read(node, site)?.required === true && (node.op === "event-field" || node.at === "now");
    return required ? truth : flag(`known ${this.fieldVariable(node, site)}`);
  }

  output(id: string): OutputNode {
    const output = this.outputs.get(id);
    if (output === undefined) throw new Error(`the plan has no output ${id}`);
    return output;
  }

  aggregateNode(id: string): AggregateNode {
    const node = this.aggregates.get(id);
    if (node === undefined) throw new Error(`the plan has no aggregate ${id}`);
    return node;
  }

  /** The variable that stands for an aggregate; what is known about it comes from `knowledge`. */
  aggregate(id: string): string {
    const name = `aggregate ${id}`;
    if (!this.table.has(name)) {
      const node = this.aggregateNode(id);
      this.table.introduce(
        name,
        isWholeType(node.type),
        truth,
        node.type.kind === "enum" ? node.type.values : undefined,
      );
      this.aggregatesByVariable.set(name, node);
    }
    return name;
  }

  opaqueLogical(node: PlanExpression, site: Site): Logical {
    const name = `opaque ${site.event ?? ""} ${keyOf(node)}`;
    this.opaque.set(name, node);
    const [known, value] = [flag(`known ${name}`), flag(`is ${name}`)];
    return { t: and(known, value), f: and(known, not(value)) };
  }

  opaqueNumber(node: PlanExpression, integer: boolean): Linear {
    const name = this.table.introduce(`opaque ${keyOf(node)}`, integer);
    this.opaque.set(name, node);
    return variable(name);
  }

  eventDate(site: Site): string {
    return this.table.introduce(`event ${site.event ?? ""} date of time`, true);
  }
}

const isWholeType = (type: ValueType): boolean =>
  type.kind !== "number" && type.kind !== "text" && type.kind !== "enum";
