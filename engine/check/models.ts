import { phrase } from "../../grammar/diagnostics/prose.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import type { Model, ModelBody, PredictTarget } from "../../grammar/tree/declaration.ts";
import type { DurationLiteral, Expression, Name, NumberLiteral, Reference } from "../../grammar/tree/expression.ts";
import { isExactUnit, unitMilliseconds, unitMonths } from "../calendar/instant.ts";
import { aggregateFacts, resultType, type EventFunction } from "../plan/aggregates.ts";
import { integerType, numberType, textType, timeType, booleanType, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { checkCondition } from "./expressions.ts";
import { readsProfileField } from "./labels.ts";
import { exactNumber, toDouble } from "./literals.ts";
import { carriesPersonal } from "./personal.ts";
import type { ModelFeature, ModelTarget, TypedExpression, TypedModel } from "./program.ts";
import { checkEvent, checkEventField, checkReference } from "./references.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import { exactLength, wholeAmount } from "./windows.ts";

/** A model's parts once they are typed. */
type Checked = Pick<TypedModel, "spec" | "features"> & { readonly outputs: readonly (readonly [string, ValueType])[] };
type Body<Kind extends ModelBody["kind"]> = Extract<ModelBody, { kind: Kind }>;

const scope: Scope = { reader: "rule", event: undefined };
const MOST_GROUPS = 100;
const DAYS_OF_MONTH = 30.4375;
/** What the items that are picked for a customer are called, best first. */
const ranks = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"] as const;

/** Types a model: what it reads, what it learns, and what it will give. */
export function checkModel(model: Model, context: CheckContext): TypedModel | undefined {
  const checked = checkModelBody(model.body, context);
  if (checked === undefined) return undefined;
  return {
    name: model.name.text,
    spec: checked.spec,
    features: checked.features,
    outputs: new Map(checked.outputs),
    location: { file: context.file, start: model.name.start, end: model.name.end },
  };
}

function checkModelBody(body: ModelBody, context: CheckContext): Checked | undefined {
  switch (body.kind) {
    case "missing":
      return undefined;
    case "predict":
      return checkPredict(body, context);
    case "cluster": {
      const features = checkFeatures(body.features, context);
      const groups = body.groups === "best" ? null : wholeBetween(body.groups, 2, MOST_GROUPS, context);
      return groups === undefined
        ? undefined
        : {
            spec: { kind: "cluster", groups },
            features,
            outputs: [
              ["name", textType],
              ["number", integerType],
            ],
          };
    }
    case "lifetime":
      return checkLifetime(body, context);
    case "quantiles": {
      const features = checkFeatures([referenceTo(body.of)], context);
      const groups = wholeBetween(body.groups, 2, MOST_GROUPS, context);
      const [feature] = features;
      if (feature !== undefined && !isOrdered(feature.type)) {
        context.report("type-mismatch", body.of, {
          problem: phrase("not-ordered", { left: typeProse(feature.type), name: feature.name }),
          advice: phrase("choose-ordered"),
        });
        return undefined;
      }
      return groups === undefined
        ? undefined
        : { spec: { kind: "quantiles", groups }, features, outputs: [["group", integerType]] };
    }
    case "recommend": {
      const type = fieldType(body.event, body.field, context);
      const top = wholeBetween(body.top, 1, ranks.length, context);
      return type === undefined || top === undefined
        ? undefined
        : {
            spec: { kind: "recommend", event: body.event.text, field: body.field.text, top },
            features: [],
            outputs: ranks.slice(0, top).map((rank) => [rank, textType]),
          };
    }
    case "elasticity":
      return checkElasticity(body, context);
    case "onnx":
      return {
        spec: { kind: "onnx", path: body.path.value },
        features: checkFeatures(body.features, context),
        outputs: [
          ["value", numberType],
          ["probability", numberType],
        ],
      };
  }
}

function checkPredict(body: Body<"predict">, context: CheckContext): Checked | undefined {
  if (body.horizon === undefined) return checkLabelled(body, context);
  const length = exactLength(body.horizon.amount, body.horizon.unit, body.horizon, context);
  const among = body.among === undefined ? null : checkCondition(body.among, scope, context)?.node;
  const features = checkFeatures(body.features, context);
  const target = checkTarget(body.target, context);
  if (length === undefined || among === undefined || target === undefined) return undefined;
  const horizon = { amount: Number(body.horizon.amount), unit: body.horizon.unit };
  return {
    spec: { kind: "predict", target, horizon, among, method: body.method },
    features,
    outputs: [target.kind === "condition" ? ["probability", numberType] : ["amount", target.type]],
  };
}

/** Without a time ahead a label is told from what else is known on the same day. */
function checkLabelled(body: Body<"predict">, context: CheckContext): Checked | undefined {
  const { target } = body;
  const found =
    target.kind === "condition" && target.condition.kind !== "missing"
      ? checkCondition(target.condition, scope, context)
      : undefined;
  const label = found?.node.op === "field" ? context.profile?.fields.get(found.node.field) : undefined;
  if (label === undefined && (found !== undefined || target.kind !== "condition")) {
    const span = target.kind === "condition" ? target.condition : { start: body.start, end: target.field.end };
    const known = [...(context.profile?.fields.values() ?? [])].find(({ type }) => type.kind === "boolean");
    context.report("label-expected", span, { example: known?.name ?? "churned" });
  }
  const among = body.among === undefined ? null : checkCondition(body.among, scope, context)?.node;
  const features: ModelFeature[] = [];
  for (const written of body.features) {
    const feature = checkFeature(written, context);
    if (feature === undefined) continue;
    features.push(feature);
    if (label !== undefined && readsProfileField(feature.node, label.name, context))
      context.report("label-feature", written, { name: feature.name, label: label.name });
  }
  if (label === undefined || found === undefined || among === undefined) return undefined;
  if (body.among !== undefined && among !== null && readsProfileField(among, label.name, context))
    context.report("label-feature", body.among, { name: "among", label: label.name });
  return {
    spec: {
      kind: "predict",
      target: { kind: "condition", condition: found.node },
      horizon: null,
      among,
      method: body.method,
    },
    features,
    outputs: [["probability", numberType]],
  };
}

function checkTarget(target: PredictTarget, context: CheckContext): ModelTarget | undefined {
  if (target.kind === "condition") {
    const condition = checkCondition(target.condition, scope, context);
    return condition === undefined ? undefined : { kind: "condition", condition: condition.node };
  }
  const type = amountType(target.event, target.field, context);
  const share = target.kind === "quantile" ? toDouble(exactNumber(target.share)) : null;
  return type === undefined
    ? undefined
    : { kind: "amount", event: target.event.text, field: target.field.text, type, share };
}

/** A quantity, its price and what was bought are fields of one event. */
function checkElasticity(
  { event, field, toEvent, toField, per, groups }: Body<"elasticity">,
  context: CheckContext,
): Checked | undefined {
  const [quantity, price] = [amountType(event, field, context), amountType(toEvent, toField, context)];
  const product = per === undefined ? null : fieldType(per.event, per.field, context);
  const features = groups === undefined ? [] : checkFeatures([referenceTo(groups)], context);
  if (
    quantity === undefined ||
    price === undefined ||
    product === undefined ||
    (groups !== undefined && features.length === 0)
  )
    return undefined;
  for (const other of per === undefined ? [toEvent] : [toEvent, per.event]) {
    if (other.text === event.text) continue;
    context.report("type-mismatch", other, {
      problem: phrase("other-event", { name: other.text, field: `${event.text}.${field.text}` }),
      advice: phrase("choose-of-event", { event: event.text }),
    });
    return undefined;
  }
  if (
    per !== undefined &&
    product !== null &&
    product.kind !== "text" &&
    product.kind !== "enum" &&
    product.kind !== "integer"
  ) {
    context.report("type-mismatch", per.field, {
      problem: phrase("not-products", { left: typeProse(product), name: `${per.event.text}.${per.field.text}` }),
      advice: phrase("choose-products"),
    });
    return undefined;
  }
  const [feature] = features;
  if (
    groups !== undefined &&
    feature !== undefined &&
    (feature.personal || !["boolean", "enum", "text", "integer"].includes(feature.type.kind))
  ) {
    context.report("type-mismatch", groups, {
      problem: phrase("not-groups", { left: typeProse(feature.type), name: feature.name }),
      advice: phrase("choose-groups"),
    });
    return undefined;
  }
  return {
    spec: {
      kind: "elasticity",
      event: event.text,
      quantity: field.text,
      price: toField.text,
      product: per?.field.text ?? null,
    },
    features,
    outputs: [
      ["elasticity", numberType],
      ["sensitive", booleanType],
    ],
  };
}

/**
 * What a lifetime is reckoned from: days with a purchase, the first and the latest, how much was paid in all, and for
 * the first. Only an order with an amount above 0 is a purchase; gifts are none, and what was given back lessens the sum.
 */
function checkLifetime(body: Body<"lifetime">, context: CheckContext): Checked | undefined {
  const type = amountType(body.event, body.field, context);
  const days = horizonDays(body.over, context);
  if (type === undefined || days === undefined) return undefined;
  const [event, field] = [body.event.text, body.field.text];
  const purchase: TypedExpression = {
    op: "compare",
    operator: ">",
    left: { op: "event-field", field },
    right: { op: "literal", type: type.kind, value: 0 },
  };
  const measure = (fn: Exclude<EventFunction, "quantile">, where: TypedExpression | null = purchase): ModelFeature => {
    const facts = aggregateFacts[fn];
    const [of, ofType] = facts.field === "none" ? [null, null] : [field, type];
    const result = resultType(facts, ofType);
    return {
      name: `${fn} of ${event}`,
      type: result,
      personal: false,
      node: {
        op: "measure",
        measure: {
          kind: "events",
          function: fn,
          event,
          field: of,
          fieldType: ofType,
          where,
          among: null,
          window: { kind: "all" },
          type: result,
        },
      },
    };
  };
  const money: ValueType = { kind: "decimal", digits: context.settings.currencyDigits, money: true };
  return {
    spec: { kind: "lifetime", event, field, days, units: 10 ** context.settings.currencyDigits },
    features: [
      measure("distinct days"),
      measure("time of first"),
      measure("time of latest"),
      measure("sum", null),
      measure("first"),
    ],
    outputs: [
      ["value", money],
      ["alive", numberType],
      ["comes_back", numberType],
      ["orders", numberType],
      ["next_order_at", timeType],
    ],
  };
}

/** What lies ahead is reckoned in days; a month has 30.4375 of them on average. */
function horizonDays({ amount, unit, start, end }: DurationLiteral, context: CheckContext): number | undefined {
  const whole = wholeAmount(amount, unit, { start, end }, context);
  if (whole === undefined) return undefined;
  return isExactUnit(unit)
    ? (whole * unitMilliseconds[unit]) / unitMilliseconds.day
    : whole * unitMonths[unit] * DAYS_OF_MONTH;
}

function fieldType(event: Name, field: Name, context: CheckContext): ValueType | undefined {
  const found = checkEvent(event, context);
  return found === undefined ? undefined : checkEventField(found, field, context)?.type;
}

/** The type of a field that can be added up. */
function amountType(event: Name, field: Name, context: CheckContext): ValueType | undefined {
  const type = fieldType(event, field, context);
  if (type === undefined || type.kind === "integer" || type.kind === "number" || type.kind === "decimal") return type;
  context.report("type-mismatch", field, {
    problem: phrase("not-summed", { left: typeProse(type), name: `${event.text}.${field.text}` }),
    advice: phrase("choose-numbers"),
  });
  return undefined;
}

function isOrdered({ kind }: ValueType): boolean {
  return kind === "integer" || kind === "number" || kind === "decimal" || kind === "date" || kind === "time";
}

function wholeBetween(literal: NumberLiteral, least: number, most: number, context: CheckContext): number | undefined {
  const value = toDouble(exactNumber(literal));
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  context.report("value-expected", literal, {
    needed: phrase("whole-between", { low: String(least), high: String(most) }),
    actual: phrase("something-else"),
    advice: phrase("for-example", { code: String(Math.min(most, Math.max(least, 5))) }),
  });
  return undefined;
}

const referenceTo = (name: Name): Reference => ({
  kind: "reference",
  name,
  member: undefined,
  start: name.start,
  end: name.end,
});

function checkFeatures(features: readonly Expression[], context: CheckContext): ModelFeature[] {
  return features.flatMap((feature) => checkFeature(feature, context) ?? []);
}

/** A name, a field of a row, or whether a set holds a value: each as it is written is the name of the feature. */
function checkFeature(feature: Expression, context: CheckContext): ModelFeature | undefined {
  if (feature.kind === "reference") {
    const found = checkReference(feature, scope, context);
    return found === undefined ? undefined : featureOf(writtenReference(feature), found.node, found.type, context);
  }
  if (feature.kind !== "text-test" || feature.left.kind !== "reference") return undefined;
  const found = checkCondition(feature, scope, context);
  const { left, right } = feature;
  const value =
    right.kind === "text" ? quoteText(right.value) : right.kind === "reference" ? writtenReference(right) : "";
  return found === undefined
    ? undefined
    : featureOf(`${writtenReference(left)} contains ${value}`, found.node, found.type, context);
}

const featureOf = (name: string, node: TypedExpression, type: ValueType, context: CheckContext): ModelFeature => ({
  name,
  node,
  type,
  personal: carriesPersonal(node, context),
});

const writtenReference = ({ name, member }: Reference): string =>
  member === undefined ? name.text : `${name.text}.${member.text}`;
