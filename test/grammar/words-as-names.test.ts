import { describe, expect, it } from "vitest";
import { contextualWords } from "../../grammar/tokens/words.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { parse } from "../support/rule-texts.ts";

/** Places of a name; `@` is the name, the number says how many declarations there are. */
const places: readonly (readonly [string, number])[] = [
  ['event @ "Label" { @ "Label" : text  @ : integer  x : integer = @ * @ + @  @ "Label" : text }  event b {}', 2],
  ['profile @ "Label" { @ "Label" : one of (@ "Label", @)  @ : set of one of (@, b) }  event b {}', 2],
  ['table @ "Label" by @ { @ "Label" : text }  event b { @ "Label" : text }', 2],
  ['event @ part of @ { @ : text }  event @ "Label" part of @ { @ : text }', 2],
  ['rule tag @ "Label" = one of { "a" when @ and @ is @  "b" otherwise }  list @ = ("a")  list @ "Label" = ("a")', 3],
  ["attribute tag @ = @ + @ * @  segment @ when @ or @  exclusive (@, @)", 3],
  ['lifecycle @ "Label" { stage "a" when @  stage "b" when @ }  never "x" @ and @', 2],
];

/** Texts with as many line breaks as there can be, and with none. */
const layouts: readonly (readonly [string, string])[] = [
  ["on one line", " "],
  ["each word on its own line", "\n"],
  ["each word on an indented line", "\n  "],
];

describe.each(layouts)("words that are names, %s", (_, blank) => {
  it.each(places)("in %s", (place, count) => {
    for (const word of contextualWords) {
      const text = place.replaceAll("@", word).split(/ +/).join(blank);
      const { declarations, diagnostics } = parse(text);
      expect([text, ...diagnostics.map((found) => renderDiagnostic(found).message)]).toEqual([text]);
      expect([text, declarations.length]).toEqual([text, count]);
    }
  });
});
