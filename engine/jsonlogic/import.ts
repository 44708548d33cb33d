import { quoteText } from "../../grammar/parser/text-literal.ts";
import { sourceName } from "../source/print.ts";
import type { ValueType } from "../plan/types.ts";
import { NotExactError, type JsonLogic } from "./rule.ts";

/** A JSONLogic rule as the source of a condition, with what it means otherwise than there. */
export interface Imported {
  readonly text: string;
  /** Where the source says something else than JSONLogic does, in words. */
  readonly notes: readonly string[];
}

/** What a rule may name: fields of the profile, tags and segments, by name. */
export type Namespace = ReadonlyMap<string, { readonly type: ValueType; readonly required: boolean }>;

const DEPTH_LIMIT = 100;
const NODE_LIMIT = 10_000;

/**
 * Reads a JSONLogic rule, as React Query Builder and others write it, as the condition of a tag.
 * @throws NotExactError for what is no condition, or names something that is not there; the message says where
 */
export function fromJsonLogic(rule: JsonLogic, names: Namespace): Imported {
  const importer = new Importer(names);
  return { text: importer.condition(rule, 0).text, notes: [...importer.notes] };
}

/** A piece of source and how strongly it binds: or, and, not, a comparison. */
interface Piece {
  readonly text: string;
  readonly binds: 0 | 1 | 2 | 3;
}

const comparators: Readonly<Record<string, string>> = { "<": "<", "<=": "<=", ">": ">", ">=": ">=" };
const turned: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

class Importer {
  readonly notes = new Set<string>();
  private readonly names: Namespace;
  private nodes = 0;

  constructor(names: Namespace) {
    this.names = names;
  }

  condition(rule: JsonLogic, depth: number): Piece {
    if (depth > DEPTH_LIMIT || ++this.nodes > NODE_LIMIT) throw new NotExactError("the rule is too large or too deep");
    if (typeof rule === "boolean")
      throw new NotExactError(`"${String(rule)}" by itself is no condition here; leave it out`);
    const [operation, args] = operationOf(rule);
    switch (operation) {
      case "and":
      case "or": {
        if (args.length === 0) throw new NotExactError(`"${operation}" has no conditions`);
        const parts = args.map((arg) => this.condition(arg, depth + 1));
        if (parts.length === 1 && parts[0] !== undefined) return parts[0];
        const binds = operation === "and" ? 1 : 0;
        return {
          text: parts
            .map((part) => (part.binds > binds || part.binds === 3 ? part.text : `(${part.text})`))
            .join(` ${operation} `),
          binds,
        };
      }
      case "!": {
        const inner = this.condition(args[0] ?? null, depth + 1);
        this.notes.add("`not` of something unknown is unknown here, and true in JSONLogic");
        return { text: `not ${inner.binds === 3 ? inner.text : `(${inner.text})`}`, binds: 2 };
      }
      case "!!":
        return this.condition(args[0] ?? null, depth + 1);
      case "var":
        return this.holds(rule);
      case "==":
      case "===":
      case "!=":
      case "!==":
        return this.equality(args, operation.startsWith("!"));
      case "<":
      case "<=":
      case ">":
      case ">=":
        return args.length === 3 ? this.between(operation, args) : this.comparison(operation, args);
      case "between":
        return this.between("<=", [args[1] ?? null, args[0] ?? null, args[2] ?? null]);
      case "in":
        return this.isIn(args);
      case "startsWith":
      case "endsWith":
        return this.textTest(operation === "startsWith" ? "starts with" : "ends with", args);
      case "missing":
        return {
          text: args
            .flatMap((arg) => (Array.isArray(arg) ? arg : [arg]))
            .map((name) => `${sourceName(this.known(String(name)).name)} is unknown`)
            .join(" or "),
          binds: args.length > 1 ? 0 : 3,
        };
      default:
        throw new NotExactError(`"${operation}" has no counterpart in a condition`);
    }
  }

  private holds(rule: JsonLogic): Piece {
    const { name, type } = this.variable(rule);
    if (type.kind === "boolean") return { text: sourceName(name), binds: 3 };
    throw new NotExactError(`"${name}" by itself is no condition: it is not yes or no`);
  }

  private equality([left = null, right = null]: readonly JsonLogic[], negated: boolean): Piece {
    const [subject, value] = isVariable(left) ? [left, right] : [right, left];
    const { name, type, required } = this.variable(subject);
    if (value === null) return { text: `${sourceName(name)} is ${negated ? "known" : "unknown"}`, binds: 3 };
    if (negated && !required)
      this.notes.add(`\`${name} is not …\` is unknown where \`${name}\` is unknown, and true in JSONLogic`);
    if (type.kind === "boolean" && typeof value === "boolean")
      return value !== negated ? { text: sourceName(name), binds: 3 } : { text: `not ${sourceName(name)}`, binds: 2 };
    return { text: `${sourceName(name)} is ${negated ? "not " : ""}${this.literal(value, type)}`, binds: 3 };
  }

  private comparison(operation: string, [left = null, right = null]: readonly JsonLogic[]): Piece {
    const own = isVariable(left);
    const { name, type, required } = this.variable(own ? left : right);
    if (!required)
      this.notes.add(`comparing \`${name}\` where it is unknown is unknown here; JSONLogic takes it for 0`);
    const operator = (own ? comparators : turned)[operation] ?? operation;
    const other = own ? right : left;
    return {
      text: `${sourceName(name)} ${operator} ${isVariable(other) ? sourceName(this.variable(other).name) : this.literal(other, type)}`,
      binds: 3,
    };
  }

  private between(operation: string, [low = null, subject = null, high = null]: readonly JsonLogic[]): Piece {
    const { name, type } = this.variable(subject);
    const [from, to] = [this.literal(low, type), this.literal(high, type)];
    if (operation === "<=") return { text: `${sourceName(name)} from ${from} to ${to}`, binds: 3 };
    if (operation === "<") return { text: `${sourceName(name)} > ${from} and ${sourceName(name)} < ${to}`, binds: 1 };
    throw new NotExactError(`"${operation}" with three operands: write the smaller bound first`);
  }

  private isIn([left = null, right = null]: readonly JsonLogic[]): Piece {
    if (isVariable(left) && Array.isArray(right)) {
      const { name, type } = this.variable(left);
      if (right.length === 0) throw new NotExactError(`"in" has no values for "${name}"`);
      return {
        text: `${sourceName(name)} is one of (${right.map((value: JsonLogic) => this.literal(value, type)).join(", ")})`,
        binds: 3,
      };
    }
    if (typeof left === "string" && isVariable(right)) return this.textTest("contains", [right, left]);
    throw new NotExactError('"in" stands for a list of values behind a name, or for a text within a name');
  }

  private textTest(words: string, [subject = null, part = null]: readonly JsonLogic[]): Piece {
    const { name, type } = this.variable(subject);
    if (type.kind !== "text" && type.kind !== "set" && type.kind !== "enum")
      throw new NotExactError(`"${name}" is no text`);
    return { text: `${sourceName(name)} ${words} ${quoteText(String(part))}`, binds: 3 };
  }

  private literal(value: JsonLogic, type: ValueType): string {
    switch (type.kind) {
      case "boolean":
        if (typeof value === "boolean") return value ? "yes" : "no";
        break;
      case "integer":
      case "number":
      case "decimal": {
        // Query builders write numbers as texts.
        const text = typeof value === "number" ? plainNumber(value) : typeof value === "string" ? value.trim() : "";
        if (/^-?\d{1,30}(\.\d{1,30})?$/.test(text)) return text;
        break;
      }
      case "date":
        if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
        break;
      case "time":
        if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(value)) return value;
        break;
      case "enum":
        if (typeof value === "string" && type.values.includes(value)) return quoteText(value);
        throw new NotExactError(
          `${JSON.stringify(value)} is not one of its values: ${type.values.slice(0, 10).join(", ")}`,
        );
      case "text":
        if (typeof value === "string" || typeof value === "number") return quoteText(String(value));
        break;
      case "set":
      case "duration":
        break;
    }
    throw new NotExactError(`${JSON.stringify(value)} can't be compared with a value of this kind`);
  }

  private variable(rule: JsonLogic): { readonly name: string; readonly type: ValueType; readonly required: boolean } {
    const [operation, args] = operationOf(rule);
    if (operation !== "var") throw new NotExactError('one side must be a name: {"var": …}');
    if (args.length > 1) throw new NotExactError('a default of "var" is written `NAME if unknown …`; do so by hand');
    return this.known(String(args[0] ?? ""));
  }

  private known(name: string): { readonly name: string; readonly type: ValueType; readonly required: boolean } {
    const found = this.names.get(name);
    if (found === undefined) throw new NotExactError(`there is no field or tag called "${name}"`);
    return { name, ...found };
  }
}

function operationOf(rule: JsonLogic): [string, readonly JsonLogic[]] {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule))
    throw new NotExactError(`${JSON.stringify(rule)} is no rule`);
  const entries = Object.entries(rule);
  const [first, second] = entries;
  if (first === undefined || second !== undefined) throw new NotExactError("a rule is an object with one operation");
  const [operation, args] = first;
  return [operation, Array.isArray(args) ? args : [args]];
}

function isVariable(rule: JsonLogic): boolean {
  return typeof rule === "object" && rule !== null && !Array.isArray(rule) && Object.hasOwn(rule, "var");
}

const plainNumber = (value: number): string => (/e/.test(String(value)) ? "" : String(value));
