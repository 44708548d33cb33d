import type { Completion } from "./completion.ts";

/** Whole declarations, with places to fill in. */
export function snippets(): Completion[] {
  const texts: readonly (readonly [string, string, string])[] = [
    ["rule tag … when", "a yes/no tag", "rule tag ${1:name} when ${2:condition}"],
    ["rule tag … one of", "values that exclude each other", "rule tag ${1:name} = one of {\n  \"${2:First}\" when ${3:condition}\n  \"${4:Other}\" when ${5:condition}\n}"],
    ["rule tag … first of", "values in order of priority", "rule tag ${1:name} = first of {\n  \"${2:First}\" when ${3:condition}\n  \"${4:Other}\" otherwise\n}"],
    ["statistical tag", "what the customer did", "statistical tag ${1:name} = count of ${2:event} in last ${3:90} days"],
    ["attribute tag", "from profile fields", "attribute tag ${1:name} = ${2:field}"],
    ["segment", "an audience", "segment ${1:name} when ${2:condition}"],
    ["event", "what customers do", "event ${1:name} {\n  ${2:field} : ${3:text}\n}"],
    ["test", "a customer, and what must hold", "test \"${1:what}\" as of ${2:2026-03-01} {\n  customer { $3 }\n  expect ${4:condition}\n}"],
  ];
  return texts.map(([label, detail, insert]) => ({ label, kind: "snippet", detail, insert, isSnippet: true, filter: label }));
}
