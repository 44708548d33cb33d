import { quoteText } from "../../grammar/parser/text-literal.ts";
import type { Zone } from "../calendar/zone.ts";
import type { OutputNode } from "../plan/plan.ts";
import { sourceLiteral, sourceName } from "../source/print.ts";
import type { Result } from "../run/result.ts";

/**
 * What a customer's result is, as conditions for `expect`.
 * @returns undefined for an error, which no condition can ask for
 */
export function expectationsFor(output: OutputNode, result: Result, zone: Zone): string[] | undefined {
  const name = sourceName(output.name);
  if (result.state === "error") return undefined;
  if (result.state !== "value") return [`${name} is unknown`];
  const { value } = result;
  if (typeof value === "boolean") return [value ? name : `not ${name}`];
  if (typeof value === "string") return [`${name} is ${quoteText(value)}`];
  if (typeof value === "number") return [number(name, value, output, zone)];
  const possible = output.type.kind === "set" ? (output.type.values ?? []) : [];
  const others = possible.filter((member) => !value.includes(member));
  return [
    ...value.map((member) => `${name} contains ${quoteText(member)}`),
    ...others.map((member) => `not ${name} contains ${quoteText(member)}`),
  ];
}

/** Digits that a number in a rule file may have. */
const DIGITS = 15;

function number(name: string, value: number, { type }: OutputNode, zone: Zone): string {
  if (type.kind !== "number" || Number(value.toPrecision(DIGITS)) === value)
    return `${name} is ${sourceLiteral(value, type, zone)}`;
  // A quotient has no end: it lies between two numbers that can be written.
  const width = 10 ** (Math.ceil(Math.log10(Math.abs(value))) - 12);
  const [low, high] = [Math.floor(value / width) * width, Math.ceil(value / width) * width].map((end) =>
    Number(end.toPrecision(13)),
  );
  return `${name} from ${sourceLiteral(low ?? value, type, zone)} to ${sourceLiteral(high ?? value, type, zone)}`;
}
