import type { Model } from "../../grammar/tree/declaration.ts";
import type { Name } from "../../grammar/tree/expression.ts";
import { booleanType, integerType, numberType, textType, timeType, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { checkCondition } from "./expressions.ts";
import type { TypedModel } from "./program.ts";
import { checkEvent, checkEventField, checkReference } from "./references.ts";
import type { Scope } from "./scope.ts";
import { exactLength } from "./windows.ts";

/** Types a model: what it reads exists, and what it will give. Training is another matter. */
export function checkModel(model: Model, context: CheckContext): TypedModel | undefined {
  const outputs = modelOutputs(model, context);
  if (outputs === undefined) return undefined;
  return { name: model.name.text, outputs: new Map(outputs), location: { file: context.file, start: model.name.start, end: model.name.end } };
}

function modelOutputs(model: Model, context: CheckContext): [string, ValueType][] | undefined {
  const { body } = model;
  const scope: Scope = { reader: "rule", event: undefined };
  const money: ValueType = { kind: "decimal", digits: context.settings.currencyDigits, money: true };
  const fieldOf = (event: Name, field: Name): ValueType | undefined => {
    const found = checkEvent(event, context);
    return found === undefined ? undefined : checkEventField(found, field, context)?.type;
  };
  switch (body.kind) {
    case "missing": return undefined;
    case "predict": {
      exactLength(body.horizon.amount, body.horizon.unit, body.horizon, context);
      if (body.among !== undefined) checkCondition(body.among, scope, context);
      checkFeatures(body.features, scope, context);
      if (body.target.kind === "condition") {
        checkCondition(body.target.condition, scope, context);
        return [["probability", numberType]];
      }
      const type = fieldOf(body.target.event, body.target.field);
      return type === undefined ? undefined : [["amount", type]];
    }
    case "cluster": checkFeatures(body.features, scope, context); return [["name", textType], ["number", integerType]];
    case "lifetime": return fieldOf(body.event, body.field) === undefined ? undefined : [["value", money], ["alive", numberType], ["orders", numberType], ["next_order_at", timeType]];
    case "quantiles": checkFeatures([body.of], scope, context); return [["group", integerType]];
    case "recommend": return fieldOf(body.event, body.field) === undefined ? undefined : [["items", textType], ["first", textType]];
    case "elasticity": {
      const [quantity, price] = [fieldOf(body.event, body.field), fieldOf(body.toEvent, body.toField)];
      return quantity === undefined || price === undefined ? undefined : [["elasticity", numberType], ["sensitive", booleanType]];
    }
    case "onnx": checkFeatures(body.features, scope, context); return [["value", numberType], ["probability", numberType]];
  }
}

function checkFeatures(features: readonly Name[], scope: Scope, context: CheckContext): void {
  for (const name of features) checkReference({ kind: "reference", name, member: undefined, start: name.start, end: name.end }, scope, context);
}
