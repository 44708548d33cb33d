import type { OutputForm, OutputNode, BranchNode } from "../../plan/plan.ts";
import type { ValueType } from "../../plan/types.ts";
import { lowerExpression, type LoweringScope } from "./expression.ts";
import { knownBit, NotCompiledError, truthOf, type IrValue } from "./value.ts";
import type { Graph } from "./graph.ts";
import type { NodeId } from "./node.ts";
import { certain, truthKnown, type Truth } from "./truth.ts";

/** How an output is decided, once all errors are aside. */
export type Decision =
  | Truth
  | { readonly kind: "number"; readonly node: NodeId }
  | { readonly kind: "text"; readonly node: NodeId }
  /** At most one option is taken; without one it is unknown where that bit is 1, else none. */
  | { readonly kind: "choice"; readonly options: readonly Option[]; readonly unknown: NodeId }
  | { readonly kind: "set"; readonly members: readonly Option[] };

export interface Option {
  readonly value: string;
  readonly taken: NodeId;
}

/** Two branches of a `one of` that are both true: the first two count. */
export interface Conflict {
  readonly bit: NodeId;
  readonly branches: readonly Option[];
}

export interface Decided {
  readonly decision: Decision;
  readonly conflict: Conflict | undefined;
}

/** Lowers an output's form. */
export function decide(output: OutputNode, scope: LoweringScope): Decided {
  const { graph } = scope;
  const { form } = output;
  const alone = (decision: Decision): Decided => ({ decision, conflict: undefined });
  switch (form.form) {
    case "condition": {
      const value = truthOf(lowerExpression(form.condition, scope), "when");
      return alone(output.kind === "tag" || output.kind === "expect" ? value : certain(graph, value.yes));
    }
    case "value":
      return alone(valueDecision(graph, lowerExpression(form.value, scope), output.type));
    case "one of":
    case "first of":
    case "all of":
      return branches(form, scope);
    case "stages": {
      const values = lowered(form.branches, scope);
      const options = values.map(({ value, when }, index) => ({
        value,
        taken: graph.and([when.yes, ...values.slice(index + 1).map((later) => graph.not(later.when.yes))]),
      }));
      return alone({ kind: "choice", options, unknown: anyUnknown(graph, values) });
    }
    case "bands":
      return alone(bands(form, scope));
    case "score":
      return alone({ kind: "number", node: score(form, scope) });
    case "exclusive": {
      const values = form.conditions.map((condition) => truthOf(lowerExpression(condition, scope), "exclusive"));
      return alone(
        certain(
          graph,
          twoOf(
            graph,
            values.map(({ yes }) => yes),
          ),
        ),
      );
    }
  }
}

/** What those that read an output see. */
export function readDecision(graph: Graph, decision: Decision): IrValue {
  switch (decision.kind) {
    case "truth":
    case "number":
    case "text":
      return decision;
    case "set":
      return { kind: "set", members: new Map(decision.members.map(({ value, taken }) => [value, taken])) };
    case "choice":
      return {
        kind: "text",
        node: choiceText(graph, decision.options),
        options: new Map(decision.options.map(({ value, taken }) => [value, taken])),
      };
  }
}

function choiceText(graph: Graph, options: readonly Option[]): NodeId {
  const domain = graph.domain(options.map(({ value }) => value));
  return options.reduceRight(
    (otherwise, { value, taken }) => graph.chooseText(taken, graph.text(value, domain), otherwise),
    graph.text(null, domain),
  );
}

function valueDecision(graph: Graph, value: IrValue, type: ValueType): Decision {
  switch (value.kind) {
    case "truth":
    case "number":
      return value;
    case "text":
      if (value.options !== undefined)
        return {
          kind: "choice",
          options: [...value.options].map(([option, taken]) => ({ value: option, taken })),
          unknown: graph.not(knownBit(graph, value)),
        };
      return { kind: "text", node: value.node };
    case "held-set":
      throw new NotCompiledError("a whole set is no value of a tag");
    case "set": {
      const names = (type.kind === "set" ? type.values : null) ?? [...value.members.keys()];
      return {
        kind: "set",
        members: names.map((name) => ({ value: name, taken: value.members.get(name) ?? graph.bit(0) })),
      };
    }
  }
}

interface LoweredBranch {
  readonly value: string;
  readonly when: Truth;
}

function lowered(nodes: readonly BranchNode[], scope: LoweringScope): LoweredBranch[] {
  return nodes.map(({ value, when }) => ({ value, when: truthOf(lowerExpression(when, scope), "when") }));
}

function anyUnknown(graph: Graph, values: readonly LoweredBranch[]): NodeId {
  return graph.or(values.map(({ when }) => graph.not(truthKnown(graph, when))));
}

/** 1 when at least two of the bits are. */
function twoOf(graph: Graph, bits: readonly NodeId[]): NodeId {
  let some = graph.bit(0);
  let two = graph.bit(0);
  for (const bit of bits) {
    two = graph.or([two, graph.and([some, bit])]);
    some = graph.or([some, bit]);
  }
  return two;
}

function branches(
  form: Extract<OutputForm, { form: "one of" | "first of" | "all of" }>,
  scope: LoweringScope,
): Decided {
  const { graph } = scope;
  const values = lowered(form.branches, scope);
  const some = graph.or(values.map(({ when }) => when.yes));
  const unknown = anyUnknown(graph, values);
  const nobody = graph.not(some);
  // `when unknown` takes those with an unknown condition; `otherwise` the rest, or everyone where there is no `when unknown`.
  const fallbacks: Option[] = [];
  if (form.whenUnknown !== null) fallbacks.push({ value: form.whenUnknown, taken: graph.and([nobody, unknown]) });
  if (form.otherwise !== null)
    fallbacks.push({
      value: form.otherwise,
      taken: form.whenUnknown === null ? nobody : graph.and([nobody, graph.not(unknown)]),
    });
  if (form.form === "all of") {
    return {
      decision: {
        kind: "set",
        members: [...values.map(({ value, when }) => ({ value, taken: when.yes })), ...fallbacks],
      },
      conflict: undefined,
    };
  }
  const own = values.map(({ value, when }) => ({ value, taken: when.yes }));
  const options =
    form.form === "one of"
      ? own
      : values.map(({ value, when }, index) => ({
          value,
          taken: graph.and([when.yes, ...values.slice(0, index).map((earlier) => graph.not(earlier.when.yes))]),
        }));
  const conflict =
    form.form === "one of" && own.length > 1
      ? {
          bit: twoOf(
            graph,
            own.map(({ taken }) => taken),
          ),
          branches: own,
        }
      : undefined;
  return {
    decision: { kind: "choice", options: [...options, ...fallbacks], unknown: graph.and([nobody, unknown]) },
    conflict: conflict === undefined || graph.isBit(conflict.bit, 0) ? undefined : conflict,
  };
}

function bands(form: Extract<OutputForm, { form: "bands" }>, scope: LoweringScope): Decision {
  const { graph } = scope;
  const value = lowerExpression(form.of, scope);
  if (value.kind !== "number") throw new NotCompiledError("`bands of` something that is no number");
  const known = graph.known(value.node);
  // The checker lets only numbers stand as bounds of a number; of anything else no customer is in the band.
  const met = form.bands.map(({ from }) =>
    typeof from === "number" ? graph.compare("less-or-equal", graph.number(from), value.node) : graph.bit(0),
  );
  const options: Option[] = form.bands.map((band, index) => ({
    value: band.value,
    taken: graph.and([met[index] ?? graph.bit(0), ...met.slice(0, index).map((higher) => graph.not(higher))]),
  }));
  const unknown = graph.not(known);
  if (form.whenUnknown !== null) options.push({ value: form.whenUnknown, taken: unknown });
  if (form.otherwise !== null)
    options.push({
      value: form.otherwise,
      taken: graph.and([form.whenUnknown === null ? graph.bit(1) : known, ...met.map((higher) => graph.not(higher))]),
    });
  return { kind: "choice", options, unknown };
}

function score(form: Extract<OutputForm, { form: "score" }>, scope: LoweringScope): NodeId {
  const { graph } = scope;
  let total = graph.number(0);
  for (const item of form.items) {
    const value = lowerExpression(item.basis.expression, scope);
    let amount: NodeId;
    if (item.basis.kind === "when") {
      const points = item.atMost === null ? item.points : Math.max(-item.atMost, Math.min(item.atMost, item.points));
      amount = graph.chooseNumber(truthOf(value, "when").yes, graph.number(item.sign * points + 0), graph.number(0));
    } else {
      if (value.kind !== "number") throw new NotCompiledError("`per` of something that is no number");
      const product = graph.arithmetic(
        { fn: "multiply" },
        graph.number(item.points),
        graph.numberElse(value.node, graph.number(0)),
      );
      scope.overflow(graph.overflowed(product));
      const capped =
        item.atMost === null ? product : graph.apply({ fn: "clamp", low: -item.atMost, high: item.atMost }, product);
      amount = item.sign === 1 ? capped : graph.apply({ fn: "negate" }, capped);
    }
    total = graph.arithmetic({ fn: "add" }, total, amount);
    scope.overflow(graph.overflowed(total));
  }
  return form.low === null && form.high === null
    ? total
    : graph.apply({ fn: "clamp", low: form.low ?? -Infinity, high: form.high ?? Infinity }, total);
}
