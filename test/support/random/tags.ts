import type { Choices } from "./choices.ts";
import { condition, momentOrText, numeric, tail } from "./expressions.ts";
import { isNumeric, type Scope, type Value, wholeSizes } from "./vocabulary.ts";

export type TagKind = "attribute" | "statistical" | "rule";

export const readers: Readonly<Record<TagKind, readonly TagKind[]>> = {
  attribute: ["attribute", "statistical", "rule"],
  statistical: ["statistical", "rule"],
  rule: ["rule"],
};

export function randomTag(choices: Choices, scope: Scope, kind: TagKind, name: string): { text: string; value: Value } {
  const lead = `${choices.maybe("/// What it says.\n", 8)}${choices.maybe('@owner("crm")\n', 10)}`;
  const head = `${lead}${kind} tag ${name}${choices.maybe(' "Label"', 4)}`;
  const branch = (text: string) =>
    `  ${choices.maybe('@label(zh: "支") ', 12)}"${text}" when ${condition(choices, scope, 2)}`;
  const branches = ["A", "B", "C", "高"].slice(0, 1 + choices.below(4));
  const tail = `${choices.maybe('\n  "?" when unknown', 3)}${choices.maybe('\n  "rest" otherwise', 3)}`;
  const withTail = [...branches, ...(tail.includes("?") ? ["?"] : []), ...(tail.includes("rest") ? ["rest"] : [])].map(
    (text) => `"${text}"`,
  );
  switch (choices.below(9)) {
    case 0:
    case 1:
      return { text: `${head} when ${condition(choices, scope, 3)}`, value: { name, kind: "yes/no", values: [] } };
    case 2:
    case 3: {
      const result = numeric(choices, scope, 2);
      return { text: `${head} = ${result.text}`, value: { name, kind: result.kind, values: [] } };
    }
    case 4: {
      const result = momentOrText(choices, scope);
      return { text: `${head} = ${result.text}`, value: { name, kind: result.kind, values: result.values } };
    }
    case 5: {
      const { text } = numeric(choices, scope, 1);
      const parts = branches.map(
        (one, index) =>
          `  "${one}" when ${index === 0 ? "" : `(${text}) >= ${index * 10} and `}(${text}) < ${index * 10 + 10}`,
      );
      return {
        text: `${head} = one of {\n${parts.join("\n")}${tail}\n}`,
        value: { name, kind: "enum", values: withTail },
      };
    }
    case 6: {
      const form = choices.pick(["first of", "all of", "one of"]);
      return {
        text: `${head} = ${form} {\n${branches.map(branch).join("\n")}${tail}\n}`,
        value: { name, kind: form === "all of" ? "set" : "enum", values: withTail },
      };
    }
    case 7: {
      const time = choices.any(scope.values.filter(({ kind }) => kind === "time"));
      if (time !== undefined && choices.chance(2)) {
        const days = branches.map((one, index) => `"${one}" from ${2023 + index}-02-28`);
        return {
          text: `${head} = bands of ${time.name} { ${days.join("  ")}${tail.replaceAll("\n", "")} }`,
          value: { name, kind: "enum", values: withTail },
        };
      }
      const bands = branches.map((one, index) => `"${one}" from ${index * 10 - 5}`);
      return {
        text: `${head} = bands of ${numeric(choices, scope, 1).text} { ${bands.join("  ")}${tail.replaceAll("\n", "")} }`,
        value: { name, kind: "enum", values: withTail },
      };
    }
    default: {
      const items = branches.map((_, index) => scoreItem(choices, scope, index + 1)).join("\n");
      return {
        text: `${head} = score ${choices.maybe("from 0 to 100 ")}{\n${items}\n}`,
        value: { name, kind: "decimal", values: [] },
      };
    }
  }
}

function scoreItem(choices: Choices, scope: Scope, points: number): string {
  const sign = choices.pick(["+", "-"]);
  const event = choices.any(scope.events);
  const summed = choices.any(event?.fields.filter(({ carried }) => carried !== true).filter(isNumeric) ?? []);
  const cap = choices.maybe(" at most 30", 3);
  if (event !== undefined && summed !== undefined && choices.chance(2))
    return `  ${sign}${points}${choices.maybe(".5", 6)} per ${choices.pick(wholeSizes[summed.kind])} of ${event.name}.${summed.name}${tail(choices, scope, event)}${cap}`;
  if (event !== undefined && choices.chance(2))
    return `  ${sign}${points} per ${event.name}${tail(choices, scope, event)}${cap}`;
  return `  ${sign}${points} when ${condition(choices, scope, 2)}`;
}
