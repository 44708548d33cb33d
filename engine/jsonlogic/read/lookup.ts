import { NotExactError, type JsonLogic } from "../rule.ts";
import { shown } from "./literal.ts";
import type { Named, Scope } from "./names.ts";
import { joined, piece, whetherUnknown, type Condition } from "./piece.ts";
import { plainName } from "./rule-shape.ts";
import type { AskedSet } from "./set-tests.ts";

/** What a name of a rule stands for. */
export function find(name: string, { values, profile }: Scope): Named | undefined {
  const plain = name.normalize("NFC");
  const own = values.get(plain);
  if (own !== undefined) return own;
  if (profile !== undefined && plain.startsWith(`${profile}.`)) return values.get(plain.slice(profile.length + 1));
  // What OpenFeature calls the id of whoever is asked about.
  return plain === "targetingKey" ? values.get("id") : undefined;
}

/** @throws NotExactError for a name that stands for no value */
export function known(name: string, scope: Scope): Named {
  const found = find(name, scope);
  if (found !== undefined) return found;
  if (scope.events.has(name)) throw new NotExactError(`"${name}" is a list of events: ask it with "some" or "all"`);
  throw new NotExactError(
    name === "" ? "it asks for the whole of the data" : `there is no field or tag called "${name}"`,
  );
}

/** The set that a rule names; undefined where it names none. */
export function setNamed(rule: JsonLogic, scope: Scope): AskedSet | undefined {
  const name = plainName(rule);
  const found = name === undefined ? undefined : find(name, scope);
  if (found?.type.kind !== "set") return undefined;
  return { text: found.text, values: found.type.values, names: found.required ? [] : [found.text] };
}

/** Of each name that `missing` is given, whether its value is. */
export function whetherMissing(args: readonly JsonLogic[], scope: Scope): Condition[] {
  return args.flat().map((name: JsonLogic): Condition => {
    if (typeof name !== "string" && typeof name !== "number")
      throw new NotExactError(`"missing" takes names, not ${shown(name)}`);
    const { text, type, required } = known(String(name), scope);
    const names = required ? [] : [text];
    const unknown = whetherUnknown(text, names, true);
    // An empty text is missing, too.
    return type.kind === "text" ? joined("or", [unknown, piece(`${text} is ""`, names)]) : unknown;
  });
}
