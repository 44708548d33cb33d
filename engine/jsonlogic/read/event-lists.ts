import { sourceName } from "../../source/print.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";
import type { Scope } from "./names.ts";
import { joined, type Condition, type Piece } from "./piece.ts";
import { argumentsOf, plainName } from "./rule-shape.ts";

/** Events of one type that a rule goes through, perhaps only some of them. */
export interface EventList {
  readonly event: string;
  readonly text: string;
  readonly where: Piece | undefined;
  /** What a rule may ask of one of them. */
  readonly scope: Scope;
}

/**
 * The events that `var` names, or `filter` takes out of them; undefined where a rule is about something else.
 * @param read a condition about one of them
 */
export function eventList(
  rule: JsonLogic,
  scope: Scope,
  read: (list: EventList, test: JsonLogic) => Condition,
): EventList | undefined {
  const filtered = argumentsOf(rule, "filter");
  if (filtered !== undefined) {
    const [of = null, test = null] = filtered;
    const list = eventList(of, scope, read);
    if (list === undefined) throw new NotExactError('"filter" goes through the events of one type');
    const where = joined("and", [list.where ?? true, read(list, test)]);
    if (typeof where === "boolean") {
      if (where) return list;
      throw new NotExactError('"filter" takes nothing');
    }
    return { ...list, where };
  }
  const name = plainName(rule)?.normalize("NFC");
  const found = name === undefined ? undefined : scope.events.get(name);
  if (name === undefined || found === undefined || scope.values.has(name)) return undefined;
  return { event: name, text: sourceName(name), where: undefined, scope: found };
}

const accumulator = (rule: JsonLogic): boolean => plainName(rule) === "accumulator";

/**
 * What a `reduce` that adds up from 0 adds for each element: null for one, the name of a field for its value; undefined for
 * any other `reduce`.
 */
export function accumulated(step: JsonLogic, start: JsonLogic): string | null | undefined {
  const added = argumentsOf(step, "+");
  if (added === undefined || added.length !== 2 || start !== 0) return undefined;
  const others = added.filter((one) => !accumulator(one));
  const [other] = others;
  if (others.length !== 1 || other === undefined) return undefined;
  if (other === 1) return null;
  const name = plainName(other);
  return name?.startsWith("current.") === true ? name.slice("current.".length) : undefined;
}
