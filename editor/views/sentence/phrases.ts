import type { Parts, SentencePart } from "./parts.ts";
import type { Measuring } from "../../../grammar/texts/aggregates/texts.ts";
import type { TagKind } from "../../../grammar/tree/declaration.ts";
import type { TimePartName } from "../../../grammar/tree/expression.ts";
import type { TimeUnit } from "../../../grammar/tokens/words.ts";

export type Comparator = "<" | "<=" | ">" | ">=";

/** Events of a kind: which of them, and when. */
export interface Occurrences {
  readonly event: Parts;
  readonly where: Parts | undefined;
  readonly window: Parts | undefined;
}

/** What an aggregate says of its events. */
export interface Measure extends Occurrences {
  readonly function: Measuring;
  readonly field: Parts | undefined;
  readonly percent: Parts | undefined;
}

export interface Steps {
  readonly keep: "all" | "first" | "latest";
  readonly steps: readonly { readonly event: Parts; readonly where: Parts | undefined; readonly negated: boolean }[];
  readonly each: boolean;
  readonly within: Parts;
  readonly window: Parts | undefined;
}

/** Makes the part of an operator, in the words that a language has for it. */
export type Operator = (text: string) => SentencePart;

/**
 * How a language says things. Values are noun phrases; conditions are clauses that can stand alone and before or behind
 * "customers", as the language has it. No phrase ends with a full stop or a colon: `end` puts them.
 */
export interface Phrases {
  /** Quotation marks around a name or a text, where nothing else sets them apart. */
  readonly quotes: readonly [string, string];
  end(parts: Parts, opens: boolean): Parts;
  brackets(parts: Parts): Parts;
  /** Several things: values that may be, or features that are read. */
  list(items: readonly Parts[], word: "and" | "or"): Parts;

  // ── values ──
  length(amount: string, unit: TimeUnit): string;
  /** The length of a window that ends now: "(the last) 90 days", "(the last) year". */
  lastLength(amount: string, unit: TimeUnit): string;
  readonly yes: string;
  readonly no: string;
  readonly now: string;
  readonly today: string;
  readonly customerId: string;
  readonly time: string;
  /** Of the event's own time. */
  timePart(part: TimePartName): string;
  timePartOf(part: TimePartName, of: Parts): Parts;
  readonly weekdays: Readonly<Record<string, string>>;
  asOf(value: Parts, ago: Parts): Parts;
  ifUnknown(value: Parts, fallback: Parts): Parts;
  elapsed(unit: TimeUnit, direction: "since" | "until", of: Parts): Parts;
  anniversary(of: Parts): Parts;
  /** The latest or first event as a moment in time. */
  moment(which: "first" | "latest", occurrences: Occurrences): Parts;
  measure(measure: Measure): Parts;
  share(occurrences: Occurrences, among: Parts | undefined): Parts;
  sequenceCount(steps: Steps): Parts;

  // ── windows ──
  inLast(length: Parts, amount: string, unit: TimeUnit): Parts;
  /** A value says how many. */
  inLastOf(value: Parts, unit: TimeUnit): Parts;
  endingAgo(length: Parts, ending: Parts): Parts;
  calendarWindow(which: "this" | "last", unit: TimeUnit): string;
  during(from: Parts, to: Parts): Parts;
  since(from: Parts): Parts;

  // ── conditions ──
  and(items: readonly Parts[]): Parts;
  or(items: readonly Parts[]): Parts;
  not(condition: Parts): Parts;
  /** Behind a negated condition that leaves out customers for whom it is unknown. */
  readonly andKnown: string;
  /** The clause that stands for the lines below. */
  these(word: "and" | "or", negated: boolean): string;
  compare(
    left: Parts,
    comparator: Comparator,
    right: Parts,
    operator: Operator,
    moment: boolean,
    negated: boolean,
  ): Parts;
  between(value: Parts, from: Parts, to: Parts, negated: boolean): Parts;
  equals(left: Parts, right: Parts, operator: Operator, negated: boolean): Parts;
  oneOf(left: Parts, values: Parts, negated: boolean): Parts;
  inList(left: Parts, list: Parts, negated: boolean): Parts;
  /** Stages of a lifecycle. */
  rank(left: Parts, direction: "at-least" | "at-most", stage: Parts, negated: boolean): Parts;
  known(value: Parts, known: boolean): Parts;
  textTest(
    left: Parts,
    test: "contains" | "starts with" | "ends with" | "includes",
    right: Parts,
    negated: boolean,
  ): Parts;
  /** Whether a set includes one of some values, or all of them. */
  setTest(left: Parts, quantifier: "any" | "all", values: Parts, negated: boolean): Parts;
  /** How many values a set holds. */
  setSize(of: Parts): Parts;
  ignoringCase(condition: Parts): Parts;
  isYes(value: Parts, negated: boolean): Parts;
  tagHolds(tag: Parts, negated: boolean): Parts;
  inSegment(segment: Parts, negated: boolean): Parts;
  /** `future`: what a model foretells. */
  did(occurrences: Occurrences, atLeast: Parts | undefined, negated: boolean, future: boolean): Parts;
  sequence(steps: Steps, negated: boolean): Parts;

  // ── declarations ──
  tagWhen(name: Parts, condition: Parts): Parts;
  tagIs(name: Parts, value: Parts): Parts;
  branches(name: Parts, form: "one of" | "first of" | "all of"): Parts;
  branch(value: Parts, condition: Parts): Parts;
  whenUnknown(value: Parts): Parts;
  /** `withUnknown`: those for whom something is unknown are among them. */
  otherwise(value: Parts, withUnknown: boolean): Parts;
  bands(name: Parts, of: Parts): Parts;
  band(value: Parts, from: Parts): Parts;
  bandUnknown(value: Parts): Parts;
  bandOtherwise(value: Parts, withUnknown: boolean): Parts;
  score(name: Parts, bounds: { readonly low: Parts; readonly high: Parts } | undefined): Parts;
  scoreWhen(points: Parts, condition: Parts): Parts;
  scorePer(
    points: Parts,
    occurrences: Occurrences,
    hundreds: { readonly size: Parts; readonly field: Parts } | undefined,
  ): Parts;
  atMost(item: Parts, most: Parts): Parts;
  lifecycle(name: Parts): Parts;
  segment(name: Parts, condition: Parts): Parts;
  exclusive(): string;
  never(reason: Parts, condition: Parts): Parts;
  listOf(name: Parts, values: Parts): Parts;
  listFrom(name: Parts, path: Parts, column: Parts | undefined): Parts;
  test(title: Parts, asOf: Parts): Parts;
  testProfile(name: Parts, from: Parts | undefined): Parts;
  testEvents(event: Parts, repeat: { readonly times: Parts; readonly every: Parts } | undefined, last: Parts): Parts;
  testAt(at: Parts): Parts;
  testAgo(ago: Parts): Parts;
  testNow(): string;
  given(head: Parts, values: readonly { readonly name: Parts; readonly value: Parts }[]): Parts;
  expect(condition: Parts): Parts;
  record(name: Parts, kind: "profile" | "event", empty: boolean): Parts;
  /** An event that is part of another. */
  partOf(name: Parts, parent: Parts, empty: boolean): Parts;
  /** A field of the event that the one in sight is part of. */
  fieldOfParent(field: Parts, parent: string): Parts;
  /** A table and the text that names its rows. */
  table(name: Parts, key: Parts): Parts;
  /** The type of a field that names rows of a table. */
  rowOf(table: Parts): Parts;
  /** A field of the row that a field names. */
  fieldOfRow(field: Parts, key: Parts): Parts;
  /** A row that a test gives. */
  testRow(table: Parts): Parts;
  field(name: Parts, type: Parts, required: boolean, personal: boolean): Parts;
  /** A field with what it is worked out of. */
  computed(field: Parts, value: Parts): Parts;
  fieldType(type: "yes/no" | "text" | "integer" | "number" | "money" | "date" | "time"): string;
  decimal(digits: Parts): Parts;
  choices(values: readonly Parts[]): Parts;
  /** Without values, of any text. */
  setOf(values: readonly Parts[] | undefined): Parts;
  /** What a test gives a set. */
  setValue(values: readonly Parts[]): Parts;
  bounds(type: Parts, low: Parts | undefined, high: Parts | undefined): Parts;
  tagKind(kind: TagKind): string;

  // ── models ──
  predict(name: Parts, target: Parts, horizon: Parts): Parts;
  predictLabel(name: Parts, label: Parts): Parts;
  predictAmount(name: Parts, field: Parts, event: Parts, horizon: Parts, quantile: Parts | undefined): Parts;
  among(condition: Parts): Parts;
  whether(clause: Parts): Parts;
  learnsFrom(features: Parts, method: string | undefined): Parts;
  /** A model that was trained elsewhere. */
  readsFrom(features: Parts): Parts;
  readonly methods: { readonly "logistic regression": string; readonly "boosted trees": string };
  cluster(name: Parts, groups: Parts | undefined): Parts;
  lifetime(name: Parts, field: Parts, event: Parts, over: Parts): Parts;
  quantiles(name: Parts, of: Parts, groups: Parts): Parts;
  recommend(name: Parts, field: Parts, event: Parts, top: Parts): Parts;
  elasticity(name: Parts, of: Parts, to: Parts): Parts;
  /** What is compared with itself only, as a product. */
  comparesWithin(of: Parts): Parts;
  /** A figure of its own for each group of customers. */
  measuresEach(groups: Parts): Parts;
  fieldOfEvent(field: Parts, event: Parts): Parts;
  onnx(name: Parts, path: Parts): Parts;
}
