import type { EditorTexts } from "./editor-texts.ts";

export const english: EditorTexts = {
  kinds: {
    "attribute tag": "attribute tag", "statistical tag": "statistical tag", "rule tag": "rule tag", "mined tag": "mined tag", profile: "profile", event: "event", lifecycle: "lifecycle",
    list: "list", segment: "segment", model: "model",
  },
  alwaysKnown: "always known", mayBeUnknown: "may be unknown", personal: "personal",
  bounds: (low, high) => `from ${low} to ${high}`,
  valueOf: (field) => `a value of ${field}`,
  owner: (name) => `Owner: ${name}`, group: (name) => `Group: ${name}`,
  reads: (names) => `Reads ${names}`, usedBy: (names) => `Used by ${names}`,
  comma: ", ", more: (count) => ` and ${count} more`,

  leaveOut: "Leave it out", changeTo: (text) => `Change to ${text}`, firstWins: "Let the first true branch win (first of)", addOtherwise: "Add a branch for everyone else", other: "Other",
  orUnknown: (name) => `Let in those whose ${name} is unknown`, asTest: "Add the customer as a test",
  noNameHere: "There is no name here.", notDeclared: "This name is not declared, so it cannot be renamed.", notAName: (text) => `"${text}" cannot be a name.`, nameTaken: (name) => `There is something called \`${name}\` already.`,

  snippets: {
    when: "a yes/no tag", "one-of": "values that exclude each other", "first-of": "values in order of priority", statistical: "what the customer did", attribute: "from profile fields",
    segment: "an audience", event: "what customers do", test: "a customer, and what must hold",
  },
  annotations: {
    label: "what it is called in other languages", group: "where it stands in the catalogue", owner: "who looks after it", status: "draft, active or retired", refresh: "how often it is worked out",
    sensitivity: "how carefully it is to be handled", channel: "the channel code it belongs to", rename: "the name it had before",
  },

  runTest: "▶ run test", rulesHaveErrors: "The rules have errors; mend them first.", got: (expectation, value) => `${expectation}: got ${value}`,
  customers: (some, every, share) => `${some} of ${every} customers (${share})`, knownOf: (some, every) => `known of ${some} of ${every}`, moreValues: (count) => `${count} more`, inError: (count) => `${count} in error`,
};
