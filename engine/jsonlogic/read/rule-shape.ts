import { NotExactError, type JsonLogic } from "../rule.ts";
import { shown } from "./literal.ts";

const DEPTH_LIMIT = 250;
const VALUE_LIMIT = 100_000;

/** @throws NotExactError for a rule that is nested too deep to be walked through, or holds too much */
export function refuseTooLarge(rule: JsonLogic): void {
  let level: readonly JsonLogic[] = [rule];
  let [depth, values] = [0, 0];
  while (level.length > 0) {
    values += level.length;
    if (++depth > DEPTH_LIMIT || values > VALUE_LIMIT) throw new NotExactError(TOO_LARGE);
    level = level.flatMap((one): readonly JsonLogic[] =>
      Array.isArray(one) ? one : isObject(one) ? Object.values(one) : [],
    );
  }
}

export const TOO_LARGE = "the rule is too large or too deep";

/** An operation of a rule and what it is given. @throws NotExactError for anything else */
export function operationOf(rule: JsonLogic): readonly [string, readonly JsonLogic[]] {
  if (isObject(rule)) refuseOtherLanguages(rule);
  if (!isOperation(rule)) throw new NotExactError(`${shown(rule)} is no rule: a rule is an object with one operation`);
  const [entry] = Object.entries(rule);
  if (entry === undefined) throw new NotExactError("a rule is an object with one operation");
  const [operation, args] = entry;
  return [operation, Array.isArray(args) ? args : [args]];
}

/** What flag services write that is no JSONLogic. */
function refuseOtherLanguages(rule: { readonly [key: string]: JsonLogic }): void {
  if (Object.hasOwn(rule, "$ref"))
    throw new NotExactError(`${shown(rule)} names a rule that is kept elsewhere: put that rule in its place`);
  const asked = [rule, ...Object.values(rule).filter(isObject)].flatMap((one) => Object.keys(one));
  if (asked.some((key) => key.startsWith("$")))
    throw new NotExactError(
      `${shown(rule)} is a condition of MongoDB's kind, as GrowthBook has them, and no JSONLogic; JSONLogic names the operation first, such as {"in": [{"var": "country"}, ["US"]]}`,
    );
}

export function isOperation(rule: JsonLogic): rule is { readonly [operation: string]: JsonLogic } {
  return isObject(rule) && Object.keys(rule).length === 1;
}

/** What an operation of a name is given; undefined for another rule. */
export function argumentsOf(rule: JsonLogic, name: string): readonly JsonLogic[] | undefined {
  if (!isOperation(rule) || !Object.hasOwn(rule, name)) return undefined;
  return operationOf(rule)[1];
}

/** A value by itself, which no operation works out. */
export function isPlain(rule: JsonLogic): rule is string | number | boolean | null {
  return rule === null || typeof rule !== "object";
}

/** The name that `var` asks for, without a default; undefined for another rule. */
export function plainName(rule: JsonLogic): string | undefined {
  const [name, ...others] = argumentsOf(rule, "var") ?? [];
  return others.length === 0 && (typeof name === "string" || typeof name === "number") ? String(name) : undefined;
}

/** React Awesome Query Builder hands the rule over together with the data that it reads. */
export function ruleIn(document: JsonLogic): JsonLogic {
  return isObject(document) && document["logic"] !== undefined && !isOperation(document) ? document["logic"] : document;
}

function isObject(rule: JsonLogic): rule is { readonly [key: string]: JsonLogic } {
  return typeof rule === "object" && rule !== null && !Array.isArray(rule);
}
