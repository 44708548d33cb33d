import type { Language } from "../../grammar/texts/languages.ts";
import type { Completion } from "./completion.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";

/** Whole declarations, with places to fill in. */
export function snippets(language: Language): Completion[] {
  const say = editorTexts(language);
  const texts: readonly (readonly [string, string, string])[] = [
    ["rule tag … when", say("snippet.when"), "rule tag ${1:name} when ${2:condition}"],
    [
      "rule tag … one of",
      say("snippet.one-of"),
      'rule tag ${1:name} = one of {\n  "${2:First}" when ${3:condition}\n  "${4:Other}" when ${5:condition}\n}',
    ],
    [
      "rule tag … first of",
      say("snippet.first-of"),
      'rule tag ${1:name} = first of {\n  "${2:First}" when ${3:condition}\n  "${4:Other}" otherwise\n}',
    ],
    [
      "statistical tag",
      say("snippet.statistical"),
      "statistical tag ${1:name} = count of ${2:event} in last ${3:90} days",
    ],
    ["attribute tag", say("snippet.attribute"), "attribute tag ${1:name} = ${2:field}"],
    ["segment", say("snippet.segment"), "segment ${1:name} when ${2:condition}"],
    ["event", say("snippet.event"), "event ${1:name} {\n  ${2:field} : ${3:text}\n}"],
    [
      "test",
      say("snippet.test"),
      'test "${1:what}" as of ${2:2026-03-01} {\n  customer { $3 }\n  expect ${4:condition}\n}',
    ],
  ];
  return texts.map(([label, detail, insert]) => ({
    label,
    kind: "snippet",
    detail,
    insert,
    isSnippet: true,
    filter: label,
  }));
}
