import { NotExactError, type JsonLogic } from "../rule.ts";
import { joined, negated, settled, type Condition } from "./piece.ts";
import { argumentsOf } from "./rule-shape.ts";

/** A text that a rule gives, and when. */
export interface Branch {
  readonly value: string;
  readonly when: Condition;
}

/** The branches of an `if` that gives texts, as flag services write it; undefined for another rule. */
export function firstOf(rule: JsonLogic, condition: (rule: JsonLogic) => Condition): readonly Branch[] | undefined {
  const chain = chainOf(rule);
  if (chain === undefined || !chain.some(({ gives }) => typeof gives === "string")) return undefined;
  const branches: Branch[] = [];
  // Without a last text a branch that is unknown is passed over, as JSONLogic passes over it.
  const decided =
    typeof chain.at(-1)?.gives === "string" && chain.at(-1)?.when === undefined
      ? settled
      : (one: Condition): Condition => one;
  for (const { when, gives } of chain) {
    if (gives !== null && typeof gives !== "string")
      throw new NotExactError('an "if" that gives texts gives something else, too');
    const own = when === undefined ? true : decided(condition(when));
    if (own === false) continue;
    add(branches, gives, own);
    if (own === true) break;
  }
  // Nothing is what none of the branches gives.
  const kept = branches.filter(({ value }) => value !== NOTHING);
  if (kept.length === 0) throw new NotExactError("it gives no text");
  return kept;
}

/** Stands among the branches for none; no rule can give it, since a text holds no lone surrogate here. */
const NOTHING = "\uD800";

/** A value stands once: given again it is given to those whom no branch between took. */
function add(branches: Branch[], gives: string | null, when: Condition): void {
  const value = gives ?? NOTHING;
  const place = branches.findIndex((branch) => branch.value === value);
  const before = branches[place];
  if (before === undefined) {
    // Whoever was given nothing is given nothing later.
    const nothing = branches.filter((branch) => branch.value === NOTHING && value !== NOTHING);
    branches.push({ value, when: joined("and", [...nothing.map((branch) => negated(settled(branch.when))), when]) });
    return;
  }
  const between = branches
    .filter((branch, index) => index > place || (branch.value === NOTHING && value !== NOTHING))
    .map((branch) => negated(settled(branch.when)));
  branches[place] = { value, when: joined("or", [before.when, joined("and", [...between, when])]) };
}

interface Link {
  readonly when: JsonLogic | undefined;
  readonly gives: JsonLogic;
}

/** Conditions and what each gives; an `if` in the place of the last goes on. */
function chainOf(rule: JsonLogic): readonly Link[] | undefined {
  const links: Link[] = [];
  let rest: JsonLogic | undefined = rule;
  while (rest !== undefined) {
    const args: readonly JsonLogic[] | undefined = argumentsOf(rest, "if") ?? argumentsOf(rest, "?:");
    if (args === undefined) {
      links.push({ when: undefined, gives: rest });
      return links.length > 1 ? links : undefined;
    }
    const pairs = Math.floor(args.length / 2);
    for (let index = 0; index < pairs; index++)
      links.push({ when: args[2 * index], gives: args[2 * index + 1] ?? null });
    rest = args.length % 2 === 1 ? args[args.length - 1] : undefined;
  }
  return links;
}
