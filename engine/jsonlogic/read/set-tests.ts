import { quoteText } from "../../../grammar/parser/text-literal.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";
import { shown } from "./literal.ts";
import { joined, negated, piece, type Condition } from "./piece.ts";
import { operationOf, plainName } from "./rule-shape.ts";

/** A set that a rule goes through, value by value. */
export interface AskedSet {
  readonly text: string;
  /** The values that it may hold; null for any text. */
  readonly values: readonly string[] | null;
  /** Its name where it may be unknown. */
  readonly names: readonly string[];
}

/** `some`, `all` or `none` of the values of a set. */
export function setTest(word: "some" | "all" | "none", set: AskedSet, test: JsonLogic): Condition {
  const holds = (values: readonly string[]): Condition => containing(set, values);
  const filled = piece(`size of ${set.text} > 0`, set.names);
  if (set.values === null) {
    const asked = listed(test);
    if (word === "all")
      throw new NotExactError(
        `"all" of a set of texts, \`${set.text}\`, has no counterpart: a set may hold texts that nobody has listed`,
      );
    return word === "some" ? holds(asked) : negated(holds(asked));
  }
  const passing = set.values.filter((value) => passes(test, value));
  const failing = set.values.filter((value) => !passing.includes(value));
  switch (word) {
    case "some":
      return failing.length === 0 ? filled : holds(passing);
    case "none":
      return negated(failing.length === 0 ? filled : holds(passing));
    case "all":
      if (passing.length === 0) return false;
      return failing.length === 0 ? filled : joined("and", [filled, negated(holds(failing))]);
  }
}

/** The set holds one of the values. */
export function containing({ text, names }: AskedSet, values: readonly string[]): Condition {
  const [only, ...more] = values.map(quoteText);
  if (only === undefined) return false;
  return piece(
    more.length === 0 ? `${text} contains ${only}` : `${text} contains any of (${[only, ...more].join(", ")})`,
    names,
  );
}

const isElement = (rule: JsonLogic): boolean => plainName(rule) === "";

/** The texts for which a test of one value holds, where it lists them. */
function listed(test: JsonLogic): readonly string[] {
  const [operation, args] = operationOf(test);
  const [left = null, right = null] = args;
  if (operation === "or") return args.flatMap(listed);
  if ((operation === "==" || operation === "===") && isElement(left) && typeof right === "string") return [right];
  if ((operation === "==" || operation === "===") && isElement(right) && typeof left === "string") return [left];
  if (operation === "in" && isElement(left) && Array.isArray(right))
    return right.filter((one: JsonLogic): one is string => typeof one === "string");
  throw new NotExactError(`of the values of a set of texts only a list can be asked for, not ${shown(test)}`);
}

/** Whether a test of one value holds for it, as JSONLogic works it out. */
function passes(test: JsonLogic, value: string): boolean {
  const [operation, args] = operationOf(test);
  const [left = null, right = null] = args;
  const sides = (): readonly [JsonLogic, JsonLogic] => {
    const own = [left, right].map((side) => (isElement(side) ? value : side));
    if (![left, right].some(isElement)) throw new NotExactError(`${shown(test)} asks nothing of a value of the set`);
    return [own[0] ?? null, own[1] ?? null];
  };
  switch (operation) {
    case "and":
      return args.every((arg) => passes(arg, value));
    case "or":
      return args.some((arg) => passes(arg, value));
    case "!":
      return !passes(left, value);
    case "==":
    case "===": {
      const [one, other] = sides();
      return one === other;
    }
    case "!=":
    case "!==": {
      const [one, other] = sides();
      return one !== other;
    }
    case "in": {
      const [one, other] = sides();
      if (Array.isArray(other)) return other.includes(one);
      if (typeof other === "string" && typeof one === "string") return other !== "" && other.includes(one);
      return false;
    }
    default:
      throw new NotExactError(`"${operation}" can't be asked of a value of a set`);
  }
}
