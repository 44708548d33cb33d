import { quoteText } from "../../../grammar/parser/text-literal.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";
import { compared, constant, equality, equalities, listed, order, orders, textTest, turn } from "./comparisons.ts";
import { accumulated, eventList, type EventList } from "./event-lists.ts";
import { shown } from "./literal.ts";
import type { Scope } from "./names.ts";
import { joined, negated, piece, settled, type Condition } from "./piece.ts";
import { isOperation, isPlain, operationOf, TOO_LARGE } from "./rule-shape.ts";
import { containing, setTest } from "./set-tests.ts";
import { arithmetic, integer, operand, truthy, type ReadValue } from "./values.ts";

import { known, setNamed, whetherMissing } from "./lookup.ts";

const DEPTH_LIMIT = 100;
const NODE_LIMIT = 10_000;

/** Operations that answer yes or no in JSONLogic, so that their answers may be held against true and false. */
const answering: ReadonlySet<string> = new Set([...equalities, ...orders, "!", "!!", "in", "some", "all", "none"]);

/** Reads what is asked of a customer, or of one event out of a list. */
export class RuleReader {
  readonly notes: Set<string>;
  private readonly scope: Scope;
  private readonly size: { nodes: number };

  constructor(scope: Scope, parent?: RuleReader) {
    this.scope = scope;
    this.notes = parent?.notes ?? new Set();
    this.size = parent?.size ?? { nodes: 0 };
  }

  /** Says where a condition is unknown here while JSONLogic says yes. */
  noteUnknown(condition: Condition, subject: string): void {
    if (typeof condition === "boolean") return;
    for (const [name, answer] of condition.unknown)
      if (answer !== "no")
        this.notes.add(
          `where \`${name}\` is unknown, ${subject} is unknown here and ${answer === "yes" ? "true" : "may be true"} in JSONLogic: add \`or ${name} is unknown\` where those are meant`,
        );
  }

  condition(rule: JsonLogic, depth: number): Condition {
    if (depth > DEPTH_LIMIT || ++this.size.nodes > NODE_LIMIT) throw new NotExactError(TOO_LARGE);
    if (typeof rule === "boolean") return rule;
    if (rule === null) return false;
    const [operation, args] = operationOf(rule);
    const [first = null] = args;
    const read = (one: JsonLogic): Condition => this.condition(one, depth + 1);
    switch (operation) {
      case "and":
      case "or":
        if (args.length === 0) throw new NotExactError(`"${operation}" has no conditions`);
        return joined(operation, args.map(read));
      case "!":
        return this.truth(first, true, depth);
      case "!!":
      case "log":
        return this.truth(first, false, depth);
      case "if":
      case "?:":
        return this.choice(args, depth);
      case "==":
      case "===":
      case "!=":
      case "!==":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return this.comparison(operation, args, depth);
      case "between": {
        const [subject = null, low = null, high = null] = args;
        return this.comparison("<=", [low, subject, high], depth);
      }
      case "in":
        return this.isIn(args, depth);
      case "startsWith":
      case "starts_with":
      case "endsWith":
      case "ends_with":
        return textTest(
          operation.startsWith("starts") ? "starts with" : "ends with",
          this.value(first, depth + 1),
          args[1] ?? null,
        );
      case "some":
      case "all":
      case "none":
        return this.elements(operation, first, args[1] ?? null, depth);
      case "missing":
        return joined("or", whetherMissing(args, this.scope));
      case "missing_some": {
        const [needed, options] = args;
        const missing = whetherMissing([options ?? []], this.scope);
        if (needed !== 1 && needed !== missing.length)
          throw new NotExactError('"missing_some" is read where one name or all names are needed');
        return joined(needed === 1 ? "and" : "or", missing);
      }
      case "var":
      case "reduce":
      case "filter":
      case "+":
      case "-":
      case "*":
      case "/":
        return this.truth(rule, false, depth);
      default:
        throw new NotExactError(`"${operation}" has no counterpart in a condition`);
    }
  }

  /** What JSONLogic takes for yes. */
  private truth(rule: JsonLogic, contrary: boolean, depth: number): Condition {
    const list = this.list(rule, depth);
    if (list !== undefined) {
      const did = this.did(list);
      return contrary ? negated(did) : did;
    }
    if (this.isValue(rule)) return truthy(this.value(rule, depth + 1), contrary);
    const inner = this.condition(rule, depth + 1);
    return contrary ? negated(inner) : inner;
  }

  /** Conditions that choose among conditions: what JSONLogic says no to goes on to the next. */
  private choice(args: readonly JsonLogic[], depth: number): Condition {
    const [when, then, ...rest] = args;
    if (when === undefined) return false;
    if (then === undefined) return this.truth(when, false, depth);
    const asked = this.condition(when, depth + 1);
    const otherwise = negated(settled(asked));
    const [yes, no] = [this.truth(then, false, depth + 1), this.choice(rest, depth + 1)];
    if (yes === true) return joined("or", [asked, no]);
    if (no === true) return joined("or", [otherwise, yes]);
    return joined("or", [joined("and", [asked, yes]), joined("and", [otherwise, no])]);
  }

  private comparison(operation: string, args: readonly JsonLogic[], depth: number): Condition {
    if (args.length === 3 && (operation === "<" || operation === "<="))
      return joined("and", [
        this.comparison(operation, args.slice(0, 2), depth),
        this.comparison(operation, args.slice(1), depth),
      ]);
    const [left, right] = args;
    if (left === undefined || right === undefined || args.length > 2)
      throw new NotExactError(
        `"${operation}" of ${args.length} operands: it is read with two, and "<" and "<=" with three, the smallest first`,
      );
    if (isPlain(left) && isPlain(right)) return constant(operation, left, right);
    for (const [one, other] of [[left, right] as const, [right, left] as const])
      if (typeof other === "boolean" && equalities.has(operation) && isOperation(one) && this.isAnswer(one)) {
        const inner = this.condition(one, depth + 1);
        return other === operation.startsWith("!") ? negated(settled(inner)) : inner;
      }
    const note = (text: string): void => void this.notes.add(text);
    if (isPlain(right)) {
      const value = this.value(left, depth + 1);
      return equalities.has(operation)
        ? equality(operation, value, right, note)
        : this.ordered(operation, value, right);
    }
    if (isPlain(left)) {
      const value = this.value(right, depth + 1);
      return equalities.has(operation)
        ? equality(operation, value, left, note)
        : this.ordered(turn(operation), value, left);
    }
    return compared(operation, this.value(left, depth + 1), this.value(right, depth + 1), note);
  }

  private ordered(operation: string, value: ReadValue, literal: JsonLogic): Condition {
    if (literal === null)
      throw new NotExactError(`\`${value.text}\` is held against null with "${operation}": a bound is missing`);
    return order(operation, value, literal, (text) => this.notes.add(text));
  }

  private isIn([left = null, right = null]: readonly JsonLogic[], depth: number): Condition {
    if (Array.isArray(right) && !isPlain(left)) {
      const value = this.value(left, depth + 1);
      if (value.type.kind === "set")
        throw new NotExactError(`JSONLogic finds no list within a list: ask \`${value.text}\` with "some" or "all"`);
      this.size.nodes += right.length;
      return listed(value, right, (text) => this.notes.add(text));
    }
    if (isPlain(left) && !isPlain(right)) {
      const set = setNamed(right, this.scope);
      if (set === undefined) return textTest("contains", this.value(right, depth + 1), left);
      if (typeof left !== "string") throw new NotExactError(`${shown(left)} is no text to look for in \`${set.text}\``);
      return set.values?.includes(left) === false ? false : containing(set, [left]);
    }
    if (!isPlain(left) && !Array.isArray(right)) {
      const part = this.value(left, depth + 1);
      const whole = isPlain(right) ? undefined : this.value(right, depth + 1);
      if (part.type.kind === "text" && (typeof right === "string" || whole?.type.kind === "text"))
        return piece(
          `${typeof right === "string" ? quoteText(right) : (whole?.text ?? "")} contains ${operand(part)}`,
          new Set([...part.names, ...(whole?.names ?? [])]),
          typeof right === "string" && !right.includes("null") ? "no" : "either",
        );
    }
    throw new NotExactError('"in" stands for a list of values behind a name, or for a text within a name');
  }

  private elements(word: "some" | "all" | "none", of: JsonLogic, test: JsonLogic, depth: number): Condition {
    const set = setNamed(of, this.scope);
    if (set !== undefined) return setTest(word, set, test);
    const list = this.list(of, depth);
    if (list === undefined)
      throw new NotExactError(`"${word}" goes through the events of one type or the values of a set, not ${shown(of)}`);
    const inner = this.inside(list).condition(test, depth + 1);
    this.inside(list).noteUnknown(inner, `the condition of each ${list.event}`);
    switch (word) {
      case "some":
        return this.did(list, inner);
      case "none":
        return negated(this.did(list, inner));
      case "all": {
        const among = list.where === undefined ? "" : ` among ${list.text} where ${list.where.text}`;
        if (typeof inner === "boolean") return inner && this.did(list);
        // A share of nothing is unknown, and JSONLogic says no of an empty list.
        return piece(`(share of ${list.text} where ${inner.text}${among}) is 1`, [list.event]);
      }
    }
  }

  private did(list: EventList, test: Condition = true): Condition {
    const where = joined("and", [list.where ?? true, test]);
    if (where === false) return false;
    return where === true ? piece(`did ${list.text}`) : { ...piece(`did ${list.text} where ${where.text}`), binds: -1 };
  }

  /** Events that a rule goes through; undefined where it names something else. */
  private list(rule: JsonLogic, depth: number): EventList | undefined {
    return eventList(rule, this.scope, (list, test) => {
      const inner = this.inside(list).condition(test, depth + 1);
      this.noteUnknown(inner, `the condition of each ${list.event}`);
      return inner;
    });
  }

  /** Reads what is asked of one event out of a list. */
  private inside({ scope }: EventList): RuleReader {
    return new RuleReader(scope, this);
  }

  private isValue(rule: JsonLogic): boolean {
    return isOperation(rule) && ["var", "reduce", "+", "-", "*", "/"].includes(operationOf(rule)[0]);
  }

  private isAnswer(rule: JsonLogic): boolean {
    return answering.has(operationOf(rule)[0]);
  }

  private value(rule: JsonLogic, depth: number): ReadValue {
    if (depth > DEPTH_LIMIT || ++this.size.nodes > NODE_LIMIT) throw new NotExactError(TOO_LARGE);
    if (isPlain(rule) || Array.isArray(rule)) throw new NotExactError(`one side must be a name, not ${shown(rule)}`);
    const [operation, args] = operationOf(rule);
    switch (operation) {
      case "var":
        return this.variable(args);
      case "reduce": {
        const [over = null, step = null, start = null] = args;
        const set = setNamed(over, this.scope);
        if (set !== undefined && accumulated(step, start) === null)
          return { text: `(size of ${set.text})`, type: integer, names: new Set(set.names), bare: false };
        const list = this.list(over, depth);
        const what = list === undefined ? undefined : accumulated(step, start);
        if (list === undefined || what === undefined)
          throw new NotExactError('"reduce" is read where it counts events, or adds up one of their fields from 0');
        return this.aggregate(list, what);
      }
      case "+":
      case "-":
      case "*":
      case "/":
        return arithmetic(
          operation,
          args.map((arg) => (typeof arg === "number" ? arg : this.value(arg, depth + 1))),
          (text) => this.notes.add(text),
        );
      default:
        throw new NotExactError(`one side must be a name, and is "${operation}"`);
    }
  }

  private aggregate({ text, where, scope }: EventList, field: string | null): ReadValue {
    const condition = where === undefined ? "" : ` where ${where.text}`;
    if (field === null) return { text: `(count of ${text}${condition})`, type: integer, names: new Set(), bare: false };
    const found = scope.values.get(field);
    if (found === undefined) throw new NotExactError(`${text} has no field called "${field}"`);
    if (found.type.kind === "decimal")
      this.notes.add(`the sum of \`${text}.${found.text}\` is exact here, and in binary fractions in JSONLogic`);
    if (!found.required)
      this.notes.add(
        `\`${text}.${found.text}\` counts as nothing where it is unknown; in JSONLogic there is no sum then`,
      );
    return { text: `(sum of ${text}.${found.text}${condition})`, type: found.type, names: new Set(), bare: false };
  }

  private variable([name = "", fallback]: readonly JsonLogic[]): ReadValue {
    if (!isPlain(name)) throw new NotExactError('the name in "var" is worked out by the rule, and has no counterpart');
    const { text, type, required } = known(String(name ?? ""), this.scope);
    const names: ReadonlySet<string> = required ? new Set() : new Set([text]);
    if (fallback === undefined || fallback === null || required) return { text, type, names, bare: true };
    const other = equality("==", { text, type, names, bare: true }, fallback, () => undefined);
    const literal = typeof other === "boolean" ? undefined : / is (.*)$/s.exec(other.text)?.[1];
    const written = type.kind === "boolean" ? (fallback === true ? "yes" : "no") : literal;
    if (written === undefined) throw new NotExactError(`${shown(fallback)} can't stand in for \`${text}\``);
    this.notes.add(
      `\`${text}\` that is unknown is ${written}; in JSONLogic only one that is absent is, and one that is null stays null`,
    );
    return { text: `(${text} if unknown ${written})`, type, names: new Set(), bare: true };
  }
}
