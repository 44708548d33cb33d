import { at, required } from "../invariant/required.ts";
import { isPlanLeaf, operandsOf, type PlanExpression, type PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import { joinedReads } from "../plan/joined-reads.ts";
import type { AggregateNode, OutputNode, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Result } from "../run/result.ts";
import type { RecordedTrace } from "../run/trace.ts";
import { contributionsOf, type ExplainedModel, type ModelArgument } from "./contributions.ts";
import type { ExplainedInput, ReadOfRow } from "./explained-input.ts";

export type { ExplainedInput } from "./explained-input.ts";

/** Why an output is what it is, read off the interpreter's own trace. */
export interface Explanation {
  readonly output: OutputNode;
  readonly result: Result;
  readonly parts: readonly ExplainedPart[];
}

/** One branch, item, band or the whole condition. */
export interface ExplainedPart {
  /** The branch or band, or undefined for a tag that is one condition or value. */
  readonly name: string | undefined;
  readonly verdict: Verdict;
  /** Points of a score's item. */
  readonly points: number | undefined;
  readonly conditions: readonly ExplainedCondition[];
}

/** yes, no, unknown, or a value that is no condition. */
export type Verdict = "yes" | "no" | "unknown" | "value";

/** A condition or value as it stands in the rule file, with what it was for this customer. */
export interface ExplainedCondition {
  readonly text: string;
  /** Where it stands; undefined for what stands in no file. */
  readonly place: { readonly file: string; readonly start: number; readonly end: number } | undefined;
  readonly verdict: Verdict;
  readonly value: MaybeValue;
  /** What the condition looked at: fields, tags and aggregates with their values. */
  readonly inputs: readonly ExplainedInput[];
  /** How the children are joined; undefined where there are none. */
  readonly operator: "and" | "or" | "not" | undefined;
  /** The parts of an `and`, `or` or `not`. */
  readonly children: readonly ExplainedCondition[];
  /** Models that it asks, with what each feature did to their results. */
  readonly models: readonly ExplainedModel[];
}

/** The rule files' texts by path, for showing conditions as they are written. */
export type SourceTexts = ReadonlyMap<string, string>;

/**
 * Explains an output from a trace of the interpreter.
 * @param trace recorded while the customer was evaluated
 */
export function explainOutput(plan: Plan, output: OutputNode, trace: RecordedTrace, sources: SourceTexts): Explanation {
  const result = required(trace.results.get(output.id), "the result of an output");
  return { output, result, parts: new Explainer(plan, output, trace, sources).parts(result) };
}

class Explainer {
  private readonly plan: Plan;
  private readonly output: OutputNode;
  private readonly trace: RecordedTrace;
  private readonly sources: SourceTexts;
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly outputs: ReadonlyMap<string, OutputNode>;

  constructor(plan: Plan, output: OutputNode, trace: RecordedTrace, sources: SourceTexts) {
    this.plan = plan;
    this.output = output;
    this.trace = trace;
    this.sources = sources;
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
    this.outputs = new Map(plan.outputs.map((node) => [node.id, node]));
  }

  parts(result: Result): ExplainedPart[] {
    const { form } = this.output;
    const conditions = expressionsOf(form).map(([path, expression]) => this.condition(expression, path));
    const part = (
      name: string | undefined,
      verdict: Verdict,
      own: readonly ExplainedCondition[],
      points?: number,
    ): ExplainedPart => ({ name, verdict, points, conditions: own });
    switch (form.form) {
      case "condition":
      case "value":
      case "exclusive":
        return conditions.map((condition) => part(undefined, condition.verdict, [condition]));
      case "one of":
      case "first of":
      case "all of":
      case "stages": {
        const branches = form.branches.map((branch, index) =>
          part(branch.value, at(conditions, index).verdict, conditions.slice(index, index + 1)),
        );
        return form.form === "stages" ? branches : [...branches, ...fallbackParts(form, result)];
      }
      case "bands": {
        const taken = result.state === "value" ? result.value : undefined;
        const bands = form.bands.map((band) => part(band.value, taken === band.value ? "yes" : "no", []));
        return [part(undefined, "value", conditions), ...bands, ...fallbackParts(form, result)];
      }
      case "score":
        return form.items.map((_, index) => {
          const points = this.trace.valueAt(this.output.id, `items.${index}`);
          return part(
            undefined,
            typeof points === "number" && points !== 0 ? "yes" : "no",
            conditions.slice(index, index + 1),
            typeof points === "number" ? points : 0,
          );
        });
    }
  }

  private condition(expression: PlanExpression, path: string): ExplainedCondition {
    const value = this.trace.valueAt(this.output.id, path) ?? null;
    const logical = expression.op === "and" || expression.op === "or" || expression.op === "not";
    // `from … to …` and a time on a date become several comparisons at one place: they read as one.
    const children = logical
      ? operandsOf<PlanLeaf>(expression).map(([key, operand]) => [`${path}.${key}`, operand] as const)
      : [];
    const own = this.text(path);
    const split = children.length > 0 && children.every(([child]) => this.text(child) !== own);
    return {
      text: own,
      place: this.place(path),
      value,
      verdict: verdictOf(value),
      inputs: split ? [] : this.inputs(expression, path),
      operator: split && logical ? expression.op : undefined,
      children: split ? children.map(([child, operand]) => this.condition(operand, child)) : [],
      models: split ? [] : this.models(expression, path),
    };
  }

  /** What the models inside an expression go by. */
  private models(expression: PlanExpression, path: string): ExplainedModel[] {
    if (
      expression.op === "fitted" &&
      (expression.fit.kind === "linear" || expression.fit.kind === "affine" || expression.fit.kind === "trees")
    ) {
      const args = expression.args.map((arg, index): ModelArgument => {
        const at = `${path}.args.${index}`;
        const [feature = { name: "", value: null, type: undefined, personal: false, events: undefined }] = this.inputs(
          arg,
          at,
        );
        return { feature, value: this.trace.valueAt(this.output.id, at) ?? null };
      });
      return [contributionsOf(expression.fit, args) ?? []].flat();
    }
    // Nothing is told of customers of whom the model is not asked.
    if (expression.op === "fitted" && this.trace.valueAt(this.output.id, path) === null) return [];
    return operandsOf<PlanLeaf>(expression).flatMap(([key, operand]) => this.models(operand, `${path}.${key}`));
  }

  /** The text of a node in its rule file, on one line. */
  private text(path: string): string {
    const place = this.place(path);
    return place === undefined
      ? ""
      : (this.sources.get(place.file) ?? "")
          .slice(place.start, place.end)
          .replace(/\/\/[^\n]*/g, " ")
          .replace(/\s+/g, " ")
          .trim();
  }

  private place(path: string): ExplainedCondition["place"] {
    const places = this.plan.source.outputs[this.output.id];
    const place = places !== undefined && Object.hasOwn(places, path) ? places[path] : undefined;
    if (place === undefined) return undefined;
    const [file, start, end] = place;
    return { file: at(this.plan.source.files, file), start, end };
  }

  private inputs(expression: PlanExpression, path: string): ExplainedInput[] {
    const found: ExplainedInput[] = [];
    const seen = new Set<string>();
    const visit = (node: PlanExpression, at: string): void => {
      const input = this.input(node, at);
      const key = `${node.op} ${node.op === "field" ? `${node.field} ${node.at}` : "id" in node ? node.id : at}`;
      if (input !== undefined && !seen.has(key)) found.push(input);
      seen.add(key);
      for (const [key, operand] of operandsOf<PlanLeaf>(node)) visit(operand, `${at}.${key}`);
    };
    visit(expression, path);
    return found;
  }

  private input(node: PlanExpression, path: string): ExplainedInput | undefined {
    if (!isPlanLeaf(node)) return undefined;
    const value = this.trace.valueAt(this.output.id, path) ?? null;
    switch (node.op) {
      case "field": {
        const read = this.plan.reads.fields.find(({ name }) => name === node.field);
        return {
          name: node.field,
          value,
          type: read?.type,
          personal: read?.personal === true,
          events: undefined,
          table: read?.via?.table,
        };
      }
      case "output": {
        const output = required(this.outputs.get(node.id), "an output that is read");
        const name = output.at === "now" ? output.name : `${output.name} as of ${this.stepsBack(output.at)} ago`;
        return { name, value, type: output.type, personal: output.personal === true, events: undefined };
      }
      case "aggregate": {
        const aggregate = this.aggregates.get(node.id);
        return {
          name: this.measureName(path, aggregate),
          value,
          type: aggregate?.type,
          personal: this.isPersonal(aggregate),
          events: this.trace.eventsOf(node.id),
          ofRows: this.readOfRows(aggregate),
        };
      }
      // The clock and the customer's id say nothing that an explanation need repeat; of a model its own part tells.
      case "id":
      case "now":
      case "today":
      case "model":
      case "event-field":
      case "event-time":
        return undefined;
    }
  }

  /** How far an instant of the plan lies back: "60 days". */
  private stepsBack(instant: string): string {
    const steps = required(
      this.plan.instants.find(({ id }) => id === instant),
      "an instant of the plan",
    ).back;
    return steps.map(({ amount, unit }) => `${amount} ${unit}${amount === 1 ? "" : "s"}`).join(" and ");
  }

  /** An aggregate as it is written; where the text says more (`did …`, an item of a score), what is measured. */
  private measureName(path: string, aggregate: AggregateNode | undefined): string {
    const text = this.text(path);
    if ((text !== "" && !/^[+-]/.test(text)) || aggregate === undefined) return text;
    if (aggregate.kind === "sequence")
      return `count of ${aggregate.steps.map(({ event, negated }) => (negated ? `not ${event}` : event)).join(" then ")}`;
    return aggregate.field === null
      ? `${aggregate.function} of ${aggregate.event}`
      : `${aggregate.function} of ${aggregate.event}.${aggregate.field}`;
  }

  private readOfRows(aggregate: AggregateNode | undefined): ReadOfRow[] {
    if (aggregate?.kind !== "events") return [];
    const asked = new Set(
      [aggregate.where, aggregate.among, aggregate.computed ?? null].flatMap((expression) =>
        expression === null ? [] : fieldsIn(expression),
      ),
    );
    const reads = this.plan.reads.events.find(({ name }) => name === aggregate.event)?.fields ?? [];
    return joinedReads(reads)
      .filter(({ name }) => asked.has(name))
      .map(({ name, type, personal, via }) => ({ name, type, personal, table: via.table }));
  }

  private isPersonal(aggregate: AggregateNode | undefined): boolean {
    if (aggregate?.kind !== "events" || aggregate.field === null) return false;
    const event = this.plan.reads.events.find(({ name }) => name === aggregate.event);
    const fields = aggregate.computed === undefined ? [aggregate.field] : fieldsIn(aggregate.computed);
    return fields.some((field) => event?.fields.find(({ name }) => name === field)?.personal === true);
  }
}

/** The fields of the event that an expression reads. */
function fieldsIn(expression: PlanExpression): string[] {
  const found: string[] = [];
  walk<PlanLeaf>(expression, "", (node) => {
    if (node.op === "event-field") found.push(node.field);
  });
  return found;
}

function verdictOf(value: MaybeValue): Verdict {
  if (value === null) return "unknown";
  return value === true ? "yes" : value === false ? "no" : "value";
}

function fallbackParts(
  form: { readonly whenUnknown: string | null; readonly otherwise: string | null },
  result: Result,
): ExplainedPart[] {
  const taken = result.state === "value" ? result.value : undefined;
  const is = (name: string): boolean => taken === name || (Array.isArray(taken) && taken.includes(name));
  const part = (name: string | null, text: string): ExplainedPart[] =>
    name === null
      ? []
      : [
          {
            name,
            verdict: is(name) ? "yes" : "no",
            points: undefined,
            conditions: [
              {
                text,
                place: undefined,
                verdict: is(name) ? "yes" : "no",
                value: null,
                inputs: [],
                operator: undefined,
                children: [],
                models: [],
              },
            ],
          },
        ];
  return [...part(form.whenUnknown, "when unknown"), ...part(form.otherwise, "otherwise")];
}
