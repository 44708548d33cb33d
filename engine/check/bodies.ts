import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Band, Branch, Lifecycle, Tag, TagBody } from "../../grammar/tree/declaration.ts";
import type { About } from "../plan/plan.ts";
import { EXACT_LIMIT, booleanType, dateType, type ValueType } from "../plan/types.ts";
import { valueLabels } from "./annotations.ts";
import { plain, type CheckedBody } from "./checked-body.ts";
import { dateOf } from "./comparisons.ts";
import { carriedLabels } from "./carried-labels.ts";
import type { CheckContext } from "./context.ts";
import { formatValue } from "../plan/describe.ts";
import { checkCondition, checkExpression } from "./expressions.ts";
import { lintOtherwise } from "./lint.ts";
import { aheadTaken, withAheadKeptOut } from "./lint-ahead.ts";
import { exactNumber, isNumeric, literalValue } from "./literals.ts";
import { carriesPersonal } from "./personal.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { checkScore } from "./score.ts";
import { isSet, reportWholeSet } from "./sets.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

export function checkBody(tag: Tag, scope: Scope, context: CheckContext): CheckedBody | undefined {
  const { body } = tag;
  switch (body.kind) {
    case "missing":
      return undefined;
    case "when": {
      const condition = checkCondition(body.condition, scope, context);
      return condition === undefined
        ? undefined
        : plain({ form: "condition", condition: condition.node }, booleanType, condition.mayBeUnknown);
    }
    case "value": {
      const value = checkExpression(body.value, scope, context);
      if (value === undefined) return undefined;
      if (value.type.kind === "duration") {
        context.report("tag-of-duration", body.value, {});
        return undefined;
      }
      // A tag of several values is handed on as it is.
      if (isSet(value) && value.node.op !== "tag") return reportWholeSet(body.value, context);
      return {
        ...plain({ form: "value", value: value.node }, value.type, value.mayBeUnknown),
        personal: carriesPersonal(value.node, context),
        values: carriedLabels(value.node, value.type, context),
      };
    }
    case "one of":
    case "first of":
    case "all of":
      return checkBranches(body, scope, context);
    case "bands":
      return checkBands(body, scope, context);
    case "score":
      return checkScore(body, scope, context);
  }
}

function checkBranches(
  body: Extract<TagBody, { kind: "one of" | "first of" | "all of" }>,
  scope: Scope,
  context: CheckContext,
): CheckedBody | undefined {
  checkOrder(body.branches, (branch) => branch.when.kind, context);
  const values = distinctValues(body.branches, context);
  const branches: { value: string; when: TypedExpression }[] = [];
  let someUnknown = false;
  let broken = false;
  let branchScope = scope;
  for (const branch of body.branches) {
    if (branch.when.kind !== "condition") continue;
    const condition = checkCondition(branch.when.condition, branchScope, context);
    if (body.kind === "first of")
      branchScope = withAheadKeptOut(aheadTaken(branch.when.condition, context), branchScope);
    if (condition === undefined) broken = true;
    else {
      someUnknown ||= condition.mayBeUnknown;
      branches.push({ value: branch.value.value, when: condition.node });
    }
  }
  if (body.branches.length === 0) context.report("no-branches", body, { advice: phrase("add-branch") });
  lintOtherwise(body.branches, someUnknown, context);
  if (broken || body.branches.length === 0) return undefined;
  const fallback = fallbacks(body.branches, (branch) => branch.when.kind);
  const set = body.kind === "all of";
  const type: ValueType = set ? { kind: "set", values } : { kind: "enum", values, ordered: false };
  return {
    form: { form: body.kind, branches, ...fallback },
    type,
    mayBeUnknown: !set && fallback.otherwise === null,
    personal: false,
    values: labelsOf(body.branches, context),
  };
}

function checkBands(
  body: Extract<TagBody, { kind: "bands" }>,
  scope: Scope,
  context: CheckContext,
): CheckedBody | undefined {
  checkOrder(body.bands, (band) => (band.from.kind === "bound" ? "condition" : band.from.kind), context);
  const values = distinctValues(body.bands, context);
  const measured = checkExpression(body.of, scope, context);
  if (measured === undefined) return undefined;
  const of = onDays(measured, body.bands) ? { ...measured, node: dateOf(measured.node), type: dateType } : measured;
  const sortable = isNumeric(of.type) || of.type.kind === "date" || of.type.kind === "time";
  if (!sortable) {
    context.report("value-expected", body.of, {
      needed: phrase("an-ordered-value"),
      actual: typeProse(of.type),
      advice: phrase("bands-ordered"),
    });
    return undefined;
  }
  if (!body.bands.some((band) => band.from.kind === "bound"))
    context.report("no-branches", body, { advice: phrase("add-band") });
  const bands: { value: string; from: number }[] = [];
  for (const band of body.bands) {
    if (band.from.kind !== "bound") continue;
    if (of.type.kind === "time" && band.from.bound.kind === "date") {
      context.report("type-mismatch", band.from.bound, {
        problem: phrase("not-given", {
          left: phrase("type-date"),
          place: phrase("place-band"),
          right: typeProse(of.type),
        }),
        advice: phrase("write-time"),
      });
      return undefined;
    }
    const from = literalValue(band.from.bound, boundType(of.type, band), phrase("place-band"), context, true);
    if (typeof from !== "number") return undefined;
    if (Math.abs(from) <= EXACT_LIMIT && bands.some((other) => other.from === from))
      context.report("equal-bounds", band, { bound: formatValue(from, boundType(of.type, band), context.zone) });
    bands.push({ value: band.value.value, from });
  }
  lintOtherwise(body.bands, of.mayBeUnknown, context);
  bands.sort((left, right) => right.from - left.from);
  const fallback = fallbacks(body.bands, (band) => band.from.kind);
  return {
    form: { form: "bands", of: of.node, bands, ...fallback },
    type: { kind: "enum", values, ordered: false },
    mayBeUnknown: fallback.otherwise === null,
    personal: false,
    values: labelsOf(body.bands, context),
  };
}

/** Bands of a time that begin at dates go by days. */
const onDays = ({ type }: Typed, bands: readonly Band[]): boolean =>
  type.kind === "time" &&
  bands.every(({ from }) => from.kind !== "bound" || from.bound.kind === "date") &&
  bands.some(({ from }) => from.kind === "bound");

/** A whole number may be cut at a fraction: both are numbers then. */
function boundType(type: ValueType, band: Band): ValueType {
  const { from } = band;
  if (type.kind !== "integer" || from.kind !== "bound") return type;
  const literal = from.bound.kind === "negative" ? from.bound.of : from.bound;
  return literal.kind === "number" && exactNumber(literal).scale > 0 ? { kind: "number" } : type;
}

/** Types a lifecycle: the last stage in order whose condition is true. */
export function checkLifecycle(lifecycle: Lifecycle, scope: Scope, context: CheckContext): CheckedBody | undefined {
  const values = distinctValues(lifecycle.stages, context);
  const branches = lifecycle.stages.flatMap((stage) => {
    const condition = checkCondition(stage.condition, scope, context);
    return condition === undefined ? [] : [{ value: stage.value.value, when: condition.node }];
  });
  if (lifecycle.stages.length === 0) context.report("no-branches", lifecycle, { advice: phrase("add-stage") });
  if (branches.length !== lifecycle.stages.length || branches.length === 0) return undefined;
  return {
    form: { form: "stages", branches },
    type: { kind: "enum", values, ordered: true },
    mayBeUnknown: true,
    personal: false,
    values: labelsOf(lifecycle.stages, context),
  };
}

function checkOrder<Item extends Branch | Band>(
  items: readonly Item[],
  kindOf: (item: Item) => "condition" | "unknown" | "otherwise",
  context: CheckContext,
): void {
  const rank = { condition: 0, unknown: 1, otherwise: 2 };
  let reached = 0;
  for (const item of items) {
    const own = rank[kindOf(item)];
    if (own < reached || (own > 0 && own === reached)) {
      const last = items.find((other) => rank[kindOf(other)] === reached);
      context.report("branch-order", last ?? item, { branch: reached === 2 ? "otherwise" : "when unknown" });
      return;
    }
    reached = own;
  }
}

function distinctValues(
  items: readonly { readonly value: { readonly value: string; readonly start: number; readonly end: number } }[],
  context: CheckContext,
): string[] {
  const values: string[] = [];
  for (const { value } of items) {
    if (values.includes(value.value)) context.report("duplicate-branch", value, { value: value.value });
    else values.push(value.value);
  }
  return values;
}

function fallbacks<Item extends Branch | Band>(
  items: readonly Item[],
  kindOf: (item: Item) => string,
): { whenUnknown: string | null; otherwise: string | null } {
  const find = (kind: string): string | null => items.find((item) => kindOf(item) === kind)?.value.value ?? null;
  return { whenUnknown: find("unknown"), otherwise: find("otherwise") };
}

function labelsOf(
  items: readonly (Branch | Band | Lifecycle["stages"][number])[],
  context: CheckContext,
): About["values"] {
  return Object.fromEntries(
    items
      .map(
        (item) =>
          [
            item.value.value,
            valueLabels({ annotations: item.annotations, start: item.start, end: item.end }, context),
          ] as const,
      )
      .filter(([, labels]) => Object.keys(labels).length > 0),
  );
}
