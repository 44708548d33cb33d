import { setOf, SET_LIMIT } from "../plan/sets.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { ValueType } from "../plan/types.ts";
import { setHolds } from "./branch-terms.ts";
import { and, flag, implies, not, or, truth, type Formula } from "./formula.ts";
import { number, plus, variable, type Linear } from "./linear.ts";
import type { ReadVariables } from "./read-variables.ts";
import { atMost, equal } from "./relations.ts";
import type { Model } from "./solve.ts";
import { outside, type Logical, type Numeric, type Site, type Translator } from "./terms.ts";

/** A set that a customer or an event has, or that an aggregate gives: a flag for every value that is asked for. */
interface ReadSet {
  readonly name: string;
  readonly known: Formula;
  readonly type: ValueType | undefined;
}

/** Translates what is asked of sets. */
export class SetTerms {
  private readonly reads: ReadVariables;
  private readonly terms: Translator;

  constructor(reads: ReadVariables, terms: Translator) {
    this.reads = reads;
    this.terms = terms;
  }

  /** A tag of several values is always known. */
  known(set: PlanExpression, site: Site): Formula {
    return this.read(set, site)?.known ?? truth;
  }

  has(set: PlanExpression, value: string, site: Site): Logical {
    const form = set.op === "output" ? this.reads.output(set.id).form : undefined;
    if (form?.form === "value") return this.has(form.value, value, outside);
    if (form?.form === "all of") return setHolds(form, value, this.terms);
    const read = this.read(set, site);
    if (read === undefined) return this.reads.opaqueLogical({ op: "has", set, value }, site);
    const held = flag(heldName(read.name, value));
    const size = this.size(read);
    if (counted(read.type) === undefined)
      this.reads.table.define(size, implies(held, atMost(number(1), variable(size))));
    return { t: and(read.known, held), f: and(read.known, not(held)) };
  }

  /** How many values a set holds: those that nobody asks for count, too. */
  sizeOf(set: PlanExpression, site: Site): Numeric | undefined {
    const read = this.read(set, site);
    return read === undefined ? undefined : [{ guard: read.known, value: variable(this.size(read)) }];
  }

  private read(set: PlanExpression, site: Site): ReadSet | undefined {
    if (set.op === "field" || set.op === "event-field")
      return {
        name: this.reads.fieldVariable(set, site),
        known: this.reads.knownField(set, site),
        type: this.reads.read(set, site)?.type,
      };
    if (set.op !== "aggregate") return undefined;
    const name = this.reads.aggregate(set.id);
    return { name, known: flag(`known ${name}`), type: this.reads.aggregateNode(set.id).type };
  }

  private size({ name, type }: ReadSet): string {
    const own = sizeName(name);
    if (this.reads.table.has(own)) return own;
    const most = (type?.kind === "set" ? type.values?.length : undefined) ?? SET_LIMIT;
    this.reads.table.introduce(own, true, and(atMost(number(0), variable(own)), atMost(variable(own), number(most))));
    const values = counted(type);
    if (values !== undefined) this.reads.table.define(own, this.sum(name, own, values));
    return own;
  }

  /** A size as the sum of a 1 for each value that the set holds. */
  private sum(name: string, size: string, values: readonly string[]): Formula {
    const ones = values.map((value) => {
      const one = this.reads.table.introduce(`${name}\u0000one ${value}`, true);
      const held = flag(heldName(name, value));
      return {
        value: variable(one),
        tie: or(and(held, equal(variable(one), number(1))), and(not(held), equal(variable(one), number(0)))),
      };
    });
    const total = ones.reduce<Linear>((sum, { value }) => plus(sum, value), number(0));
    return and(equal(variable(size), total), ...ones.map(({ tie }) => tie));
  }
}

/** Most values of a list of which each is counted; beyond, a size is any number that there may be. */
const MOST_COUNTED = 24;

function counted(type: ValueType | undefined): readonly string[] | undefined {
  const values = type?.kind === "set" ? type.values : null;
  return values === null || values.length > MOST_COUNTED ? undefined : values;
}

const heldPrefix = (name: string): string => `holds ${name}\u0000`;
const heldName = (name: string, value: string): string => `${heldPrefix(name)}${value}`;
const sizeName = (name: string): string => `${name}\u0000size`;

/** Whether a model says anything of a set. */
export function mentionsSet(model: Model, name: string): boolean {
  const prefix = heldPrefix(name);
  return model.numbers.has(sizeName(name)) || [...model.flags.keys()].some((key) => key.startsWith(prefix));
}

/** A set as a model has it: what it says is in it, and others until there are as many as it says. */
export function setIn(model: Model, name: string, type: Extract<ValueType, { kind: "set" }>): readonly string[] {
  const prefix = heldPrefix(name);
  const values = new Set<string>();
  const without = new Set<string>();
  for (const [key, held] of model.flags)
    if (key.startsWith(prefix)) (held ? values : without).add(key.slice(prefix.length));
  const size = Number(model.numbers.get(sizeName(name))?.n ?? 0n);
  const others = type.values ?? Array.from({ length: Math.min(size, SET_LIMIT) + without.size }, (_, at) => `v${at}`);
  for (const other of others) if (values.size < size && !without.has(other)) values.add(other);
  return setOf(values);
}

/** What is true of a set that a customer has, for every value that the formulas may ask for. */
export function setFacts(name: string, values: readonly string[], asked: Iterable<string>): Formula[] {
  const prefix = heldPrefix(name);
  const facts: Formula[] = [];
  for (const key of asked) if (key.startsWith(prefix)) facts.push(flag(key, values.includes(key.slice(prefix.length))));
  return facts;
}
