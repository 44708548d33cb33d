import { awkwardNames } from "../awkward-names.ts";
import type { Choices } from "./choices.ts";
import type { Names } from "./names.ts";
import { enumValues, type FieldKind, fieldNames, kinds, samples, type Value } from "./vocabulary.ts";

/** @param ofTable whether they are those of a table, which are never required and hold no sets */
export function fields(
  choices: Choices,
  names: Names,
  most: number,
  ofTable = false,
): { text: string; values: Value[]; row: string } {
  const values: Value[] = [];
  const row: string[] = [];
  const texts: string[] = [];
  for (let left = choices.below(most + 1); left > 0; left--) {
    const kind = choices.pick(kinds);
    if (ofTable && (kind === "words" || kind === "texts")) continue;
    const name = names.of(choices, fieldNames[kind]);
    if (name === undefined) continue;
    const options = kind === "enum" || kind === "words" ? enumOf(choices) : [];
    values.push({ name, kind, values: options });
    const label = choices.maybe(' "A label"', 4);
    const lead = choices.maybe('@label(zh: "标签") ', 6);
    const required = ofTable ? "" : choices.maybe(" required", 5);
    if (required !== "") row.push(`${name}: ${samples[kind]}`);
    texts.push(
      `${lead}${name}${label} : ${typeText(choices, kind, options)}${required}${choices.maybe(" personal", 8)}`,
    );
  }
  return {
    text: texts.length === 0 ? "" : choices.chance(2) ? ` ${texts.join("  ")} ` : `\n  ${texts.join("\n  ")}\n`,
    values,
    row: row.join("  "),
  };
}

/** Values of an enum, now and then with one that is a word of the language or of databases. */
function enumOf(choices: Choices): readonly string[] {
  const values = enumValues.slice(0, 2 + choices.below(5));
  const other = choices.chance(3) ? choices.any(awkwardNames) : undefined;
  return other === undefined || values.some((value) => value.toLowerCase() === other.toLowerCase())
    ? values
    : [...values, other];
}

function typeText(choices: Choices, kind: FieldKind, values: readonly string[]): string {
  switch (kind) {
    case "text":
    case "yes/no":
      return kind;
    case "enum":
      return `one of (${values.map((value) => `${value}${choices.maybe(' "L"', 6)}`).join(", ")})`;
    case "words":
      return `set of one of (${values.map((value) => `${value}${choices.maybe(' "L"', 6)}`).join(", ")})`;
    case "texts":
      return "set of text";
    case "decimal":
      return `decimal(${choices.pick([2, 3, 9])})${choices.maybe(" from -10 to 10.5", 4)}`;
    case "integer":
    case "money":
    case "number":
      return `${kind}${choices.maybe(" at least 0", 3)}${choices.maybe(" at most 100000", 9)}`;
    case "date":
      return `date${choices.maybe(" at least 1900-01-01", 4)}`;
    case "time":
      return `time${choices.maybe(" at least 1990-01-01", 5)}${choices.maybe(" at most 2030-12-31", 6)}`;
  }
}
