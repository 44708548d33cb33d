import { foldCase } from "../text/text.ts";
import type { TextTest } from "./formula.ts";

/** A test and whether it must pass. */
export interface TextDemand {
  readonly test: TextTest;
  readonly value: boolean;
}

export function passes(text: string, test: TextTest): boolean {
  const subject = test.folded ? foldCase(text) : text;
  switch (test.kind) {
    case "in":
      return test.values.includes(subject);
    case "contains":
      return subject.includes(test.part);
    case "starts with":
      return subject.startsWith(test.part);
    case "ends with":
      return subject.endsWith(test.part);
  }
}

export const meets = (text: string, demands: readonly TextDemand[]): boolean =>
  demands.every(({ test, value }) => passes(text, test) === value);

/**
 * A text that meets all demands, "none" when there is certainly none, or undefined when that is not decided.
 * @param domain the only values there are, for enums
 */
export function findText(
  demands: readonly TextDemand[],
  domain: readonly string[] | undefined,
): { readonly text: string } | "none" | undefined {
  if (domain !== undefined) {
    const text = domain.find((value) => meets(value, demands));
    return text === undefined ? "none" : { text };
  }
  const positive = demands.filter(({ value }) => value).map(({ test }) => test);
  const exact = positive.find((test) => test.kind === "in" && !test.folded);
  if (exact?.kind === "in") {
    const text = exact.values.find((value) => meets(value, demands));
    return text === undefined ? "none" : { text };
  }
  const found = candidates(demands).find((value) => meets(value, demands));
  if (found !== undefined) return { text: found };
  return certainlyNone(positive, demands) ? "none" : undefined;
}

/** Texts worth trying: constants, their joins, and some that nobody mentions. */
function candidates(demands: readonly TextDemand[]): string[] {
  const parts = (kind: TextTest["kind"]): string[] =>
    demands
      .filter(({ test, value }) => value && test.kind === kind)
      .flatMap(({ test }) => (test.kind === "in" ? test.values : [test.part]));
  const start = longest(parts("starts with"));
  const end = longest(parts("ends with"));
  const inside = parts("contains").join(" ");
  const constants = demands.flatMap(({ test }) => (test.kind === "in" ? test.values : [test.part]));
  const joined = [
    `${start}${inside}${end}`,
    `${start}${inside} ${end}`,
    `${start}x${inside}y${end}`,
    start.endsWith(end) ? start : `${start}${end}`,
  ];
  return [
    ...joined,
    ...constants,
    ...constants.map((text) => text.toLowerCase()),
    ...constants.map((text) => text.toUpperCase()),
    ...[...fresh, unnamed(constants)].map((text) => `${start}${text}${inside}${end}`),
  ];
}

/** A text that is longer than every text of the demands, so that no equality names it. */
const unnamed = (constants: readonly string[]): string => "x".repeat(longest(constants).length + 1);

const fresh = ["Elsewhere", "q", "Zürich", "7", "\u{1F600}", "Another Town"];

const longest = (parts: readonly string[]): string =>
  parts.reduce((best, part) => (part.length > best.length ? part : best), "");

/** True when the demands contradict each other whatever the text. */
function certainlyNone(positive: readonly TextTest[], demands: readonly TextDemand[]): boolean {
  // Equality only: a text that nobody names and all constants were tried; folded equality also has its constants among them.
  // Only a casing that nobody wrote could be missed: asked for by a folded test, with some casings ruled out.
  const casings = positive.some((test) => test.folded) && demands.some(({ test, value }) => !value && !test.folded);
  if (demands.every(({ test }) => test.kind === "in") && !casings) return true;
  const clash = (kind: "starts with" | "ends with", fits: (a: string, b: string) => boolean): boolean => {
    const parts = positive.flatMap((test) => (test.kind === kind && !test.folded ? [test.part] : []));
    return parts.some((a) => parts.some((b) => !fits(a, b) && !fits(b, a)));
  };
  if (clash("starts with", (a, b) => a.startsWith(b)) || clash("ends with", (a, b) => a.endsWith(b))) return true;
  // What a positive demand implies contradicts a negative one: starts with "abc" is no text without "b".
  return positive.some(
    (test) =>
      test.kind !== "in" &&
      !test.folded &&
      demands.some(({ test: other, value }) => !value && !other.folded && other.kind !== "in" && implied(test, other)),
  );
}

function implied(premise: TextTest, conclusion: TextTest): boolean {
  if (premise.kind === "in" || conclusion.kind === "in") return false;
  if (conclusion.kind === "contains") return premise.part.includes(conclusion.part);
  return (
    premise.kind === conclusion.kind &&
    (conclusion.kind === "starts with"
      ? premise.part.startsWith(conclusion.part)
      : premise.part.endsWith(conclusion.part))
  );
}
