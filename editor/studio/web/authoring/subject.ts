import type { DeclarationSpec, SequenceSpec, TermSpec } from "../../../views/spec.ts";

/** What a row or value is about, as one entry of a list: `=name` a field or tag, `.name` a field of the profile that an event's hides. */
export type Subject = string;

/** What is asked of an event's own time by itself. */
const ofEventTime = ["weekday", "hour", "date"] as const;

export const workedOut = [
  "measure",
  "sequence",
  "share",
  "elapsed",
  "anniversary",
  "arithmetic",
  "as-of",
  "if-unknown",
  ...ofEventTime,
  "time-part",
  "today",
  "now",
  "text",
] as const;
export type WorkedOut = (typeof workedOut)[number];

/** A field that is named with what has it: `customer.city`. */
export const ownedSubject = (owner: string, field: string): Subject => `.${JSON.stringify([owner, field])}`;

export function subjectOf(term: TermSpec): Subject {
  switch (term.kind) {
    case "reference":
      return term.name === "" ? "" : term.member === undefined ? `=${term.name}` : ownedSubject(term.name, term.member);
    case "time-part": {
      const own = ofEventTime.find((part) => part === term.part);
      return own !== undefined && isTime(term.of) ? own : term.kind;
    }
    default:
      return term.kind;
  }
}

/** A name that is an event's time, unless the event has a field of that name. */
export const isTime = (term: TermSpec): boolean =>
  term.kind === "reference" && term.member === undefined && term.name === "time";

/** The kinds of values that may stand at a place. */
export function offered(
  { kind, tagKind }: Pick<DeclarationSpec, "kind" | "tagKind">,
  event: string | undefined,
): readonly WorkedOut[] {
  if (event !== undefined) return [...ofEventTime, "time-part"];
  const counts = kind !== "tag" || tagKind === "statistical" || tagKind === "rule";
  return [
    ...(counts ? (["measure", "sequence", "share"] as const) : []),
    "elapsed",
    "anniversary",
    "time-part",
    "arithmetic",
    "as-of",
    "if-unknown",
  ];
}

export const emptySequence: SequenceSpec = {
  keep: "all",
  steps: [
    { event: "", negated: false },
    { event: "", negated: false },
  ],
  each: false,
  within: { amount: "7", unit: "day" },
};
const nothing: TermSpec = { kind: "reference", name: "" };

/** A value of another kind; what it was about before is kept where it fits. */
export function termFor(subject: Subject, old: TermSpec | undefined): TermSpec {
  if (subject.startsWith("=")) return { kind: "reference", name: subject.slice(1) };
  if (subject.startsWith(".")) {
    const [name, member]: [string, string] = JSON.parse(subject.slice(1));
    return { kind: "reference", name, member };
  }
  const event = old !== undefined && "event" in old ? old.event : "";
  const kind = workedOut.find((one) => one === subject) ?? "measure";
  switch (kind) {
    case "measure":
      return { kind: "measure", function: "count", event };
    case "sequence":
      return { kind: "sequence", sequence: emptySequence };
    case "share":
      return { kind: "share", event, where: { kind: "group", join: "all", items: [] } };
    case "elapsed":
      return { kind: "elapsed", unit: "day", direction: "since", of: { kind: "measure", function: "latest", event } };
    case "anniversary":
      return { kind: "anniversary", of: nothing };
    case "arithmetic":
      return {
        kind: "arithmetic",
        first: old ?? nothing,
        rest: [{ operator: "/", operand: { kind: "number", text: "" } }],
      };
    case "as-of":
      return { kind: "as-of", of: old?.kind === "reference" ? old : nothing, amount: "30", unit: "day" };
    case "if-unknown":
      return { kind: "if-unknown", of: old ?? nothing, fallback: { kind: "number", text: "" } };
    case "weekday":
    case "hour":
    case "date":
      return { kind: "time-part", part: kind, of: { kind: "reference", name: "time" } };
    case "time-part":
      return { kind: "time-part", part: "month", of: nothing };
    case "today":
    case "now":
      return { kind };
    case "text":
      return old?.kind === "text" ? old : { kind: "text", source: "" };
  }
}
