import { aggregatesEn } from "../../../grammar/texts/aggregates/en.ts";
import { fill, row, say, type Parts } from "./parts.ts";
import type { Measure, Occurrences, Phrases, Steps } from "./phrases.ts";
import type { TimePartName } from "../../../grammar/tree/expression.ts";

const where = (condition: Parts | undefined): Parts => (condition === undefined ? [] : say` where ${condition}`);
const when = (window: Parts | undefined): Parts => (window === undefined ? [] : say` ${window}`);
const whenWhere = ({ where: condition, window }: Pick<Occurrences, "where" | "window">): Parts =>
  say`${when(window)}${where(condition)}`;
const events = ({ event, where: condition, window }: Occurrences): Parts =>
  say`${event} events${whenWhere({ where: condition, window })}`;

const measure = (said: Measure): Parts =>
  fill(aggregatesEn[said.function].says, {
    ...said,
    events: events(said),
    rest: whenWhere(said),
  });

/** "was followed by A and then by B, each within 2 days" */
function followed({ steps, each, within }: Steps): Parts {
  const [, ...rest] = steps;
  const parts = rest.map((step, index) => {
    const what = say`${step.event}${where(step.where)}`;
    return index === 0
      ? say`${step.negated ? "was not followed by " : "was followed by "}${what}`
      : step.negated
        ? say` but then not by ${what}`
        : say` and then by ${what}`;
  });
  return say`${parts.flat()}${each && rest.length > 1 ? ", each" : ""} within ${within}`;
}

function start({ keep, steps, window }: Steps): Parts {
  const [first] = steps;
  return say`${keep === "all" ? "" : `the ${keep} `}${first?.event ?? []}${whenWhere({ where: first?.where, window })}`;
}

const comparisons = {
  "<": ["is below", "is not below"],
  "<=": ["is at most", "is not at most"],
  ">": ["is over", "is not over"],
  ">=": ["is at least", "is not at least"],
} as const;
const moments = {
  "<": ["is before", "is not before"],
  "<=": ["is on or before", "is not on or before"],
  ">": ["is after", "is not after"],
  ">=": ["is on or after", "is not on or after"],
} as const;
const tests = {
  contains: ["contains", "does not contain"],
  includes: ["includes", "does not include"],
  "starts with": ["starts with", "does not start with"],
  "ends with": ["ends with", "does not end with"],
} as const;
const types = {
  "yes/no": "yes or no",
  text: "a text",
  integer: "a whole number",
  number: "a number",
  money: "an amount of money",
  date: "a date",
  time: "a date and time",
} as const;

const timeParts: Readonly<Record<TimePartName, string>> = {
  year: "the year",
  month: "the month",
  day: "the day of the month",
  weekday: "the weekday",
  hour: "the hour of the day",
  date: "the date",
};

export const english: Phrases = {
  quotes: ["“", "”"],
  end: (parts, opens) => say`${parts}${opens ? ":" : "."}`,
  brackets: (parts) => say`(${parts})`,
  list: (items, word) => row(items, ", ", ` ${word} `),

  length: (amount, unit) => `${amount} ${unit}${amount === "1" ? "" : "s"}`,
  lastLength: (amount, unit) => (amount === "1" ? unit : `${amount} ${unit}s`),
  yes: "yes",
  no: "no",
  now: "now",
  today: "today",
  customerId: "customer id",
  time: "the time of the event",
  timePart: (part) => timeParts[part],
  timePartOf: (part, of) => say`${timeParts[part]} of ${of}`,
  weekdays: {
    monday: "Monday",
    tuesday: "Tuesday",
    wednesday: "Wednesday",
    thursday: "Thursday",
    friday: "Friday",
    saturday: "Saturday",
    sunday: "Sunday",
  },
  asOf: (value, ago) => say`${value} as it was ${ago} ago`,
  ifUnknown: (value, fallback) => say`${value} (${fallback} if unknown)`,
  elapsed: (unit, direction, of) => say`the number of full ${unit}s ${direction} ${of}`,
  anniversary: (of) => say`the next anniversary of ${of}`,
  moment: (which, { event, where: condition, window }) =>
    say`the ${which} ${event}${whenWhere({ where: condition, window })}`,
  measure,
  share: ({ event, where: condition, window }, among) =>
    among === undefined
      ? say`the share, among all ${event} events${when(window)}, of those${where(condition)}`
      : say`the share, among the ${event} events${when(window)} where ${among}, of those${where(condition)}`,
  sequenceCount: (steps) => say`the number of times that ${start(steps)} ${followed(steps)}`,

  inLastOf: (value, unit) => say`in the last ${value} ${unit}s`,
  inLast: (length) => say`in the last ${length}`,
  endingAgo: (length, ending) => say`in the ${length} that ended ${ending} ago`,
  calendarWindow: (which, unit) => (unit === "day" ? { this: "today", last: "yesterday" }[which] : `${which} ${unit}`),
  during: (from, to) => say`from ${from} to ${to}`,
  since: (from) => say`since ${from}`,

  and: (items) => row(items, ", ", " and "),
  or: (items) => row(items, ", ", " or "),
  not: (condition) => say`it is not so that ${condition}`,
  andKnown: " (and this is known)",
  these: (word, negated) =>
    word === "and"
      ? negated
        ? "not all of these hold"
        : "all of these hold"
      : negated
        ? "none of these holds"
        : "at least one of these holds",
  compare: (left, comparator, right, operator, moment, negated) =>
    say`${left} ${operator((moment ? moments : comparisons)[comparator][negated ? 1 : 0])} ${right}`,
  between: (value, from, to, negated) => say`${value} ${negated ? "is not" : "is"} from ${from} to ${to}`,
  equals: (left, right, operator, negated) => say`${left} ${operator(negated ? "is not" : "is")} ${right}`,
  oneOf: (left, values, negated) => say`${left} ${negated ? "is none of" : "is"} ${values}`,
  inList: (left, list, negated) => say`${left} ${negated ? "is not" : "is"} in the list ${list}`,
  rank: (left, direction, stage, negated) =>
    say`${left} ${direction === "at-least" ? (negated ? "has not reached" : "has reached") : negated ? "has come further than" : "has come no further than"} ${stage}`,
  known: (value, known) => say`${value} ${known ? "is known" : "is unknown"}`,
  textTest: (left, test, right, negated) => say`${left} ${tests[test][negated ? 1 : 0]} ${right}`,
  setTest: (left, quantifier, values, negated) =>
    say`${left} ${negated ? "does not include" : "includes"} ${quantifier === "any" ? "any of" : "all of"} ${values}`,
  setSize: (of) => say`the number of values of ${of}`,
  ignoringCase: (condition) => say`${condition} (in upper or lower case)`,
  isYes: (value, negated) => say`${value} ${negated ? "is no" : "is yes"}`,
  tagHolds: (tag, negated) => say`${tag} ${negated ? "does not apply" : "applies"}`,
  inSegment: (segment, negated) => say`the segment ${segment} ${negated ? "does not apply" : "applies"}`,
  did: ({ event, where: condition, window }, atLeast, negated, future) =>
    say`${event}${where(condition)} ${negated && atLeast === undefined ? (future ? "does not happen at all" : "did not happen at all") : future ? "happens" : "happened"}${atLeast === undefined ? "" : say`${negated ? " fewer than " : " at least "}${atLeast} times`}${when(window)}`,
  sequence: (steps, negated) =>
    negated ? say`it never happened that ${start(steps)} ${followed(steps)}` : say`${start(steps)} ${followed(steps)}`,

  tagWhen: (name, condition) => say`${name} applies to customers for whom ${condition}`,
  tagIs: (name, value) => say`${name} is ${value}`,
  branches: (name, form) =>
    say`${name} is ${{ "one of": "one of these, which exclude each other", "first of": "the first of these that fits, in this order", "all of": "each of these that fits" }[form]}`,
  branch: (value, condition) => say`${value} when ${condition}`,
  whenUnknown: (value) => say`${value} when none of these is certain, because something is unknown`,
  otherwise: (value, withUnknown) =>
    say`${value} for everyone else${withUnknown ? ", also where something is unknown" : ""}`,
  bands: (name, of) => say`${name} goes by ${of}; the highest bound that is reached counts`,
  band: (value, from) => say`${value} from ${from}`,
  bandUnknown: (value) => say`${value} when it is unknown`,
  bandOtherwise: (value, withUnknown) => say`${value} below that${withUnknown ? ", or when it is unknown" : ""}`,
  score: (name, bounds) =>
    say`${name} adds up points${bounds === undefined ? "" : say`, from ${bounds.low} to ${bounds.high}`}`,
  scoreWhen: (points, condition) => say`${points} when ${condition}`,
  scorePer: (points, occurrences, hundreds) =>
    hundreds === undefined
      ? say`${points} for each ${occurrences.event}${whenWhere(occurrences)}`
      : say`${points} for each full ${hundreds.size} in the sum of ${hundreds.field} over ${events(occurrences)}`,
  atMost: (item, most) => say`${item}, at most ${most} points`,
  lifecycle: (name) => say`${name} is the last of these stages that fits`,
  segment: (name, condition) => say`${name} takes in customers for whom ${condition}`,
  exclusive: () => "For no customer may two of these hold at once",
  never: (reason, condition) => say`There must be no customer (${reason}) for whom ${condition}`,
  listOf: (name, values) => say`${name} is the list of ${values}`,
  listFrom: (name, path, column) =>
    column === undefined
      ? say`${name} is the list in the file ${path}`
      : say`${name} is the list in the column ${column} of the file ${path}`,
  test: (title, asOf) => say`Test ${title}, as of ${asOf}`,
  testProfile: (name, from) => (from === undefined ? name : say`${name} from ${from} on`),
  testEvents: (event, repeat, last) =>
    repeat === undefined
      ? say`${event} ${last}`
      : say`${event} ${repeat.times} times, every ${repeat.every}, the latest ${last}`,
  testAt: (at) => say`on ${at}`,
  testAgo: (ago) => say`${ago} ago`,
  testNow: () => "at that moment",
  given: (head, values) =>
    values.length === 0
      ? head
      : say`${head}: ${row(
          values.map(({ name, value }) => say`${name} ${value}`),
          ", ",
        )}`,
  expect: (condition) => say`It is expected that ${condition}`,
  record: (name, kind, empty) =>
    kind === "profile"
      ? say`${name} is what is known of each customer`
      : empty
        ? say`${name} is something that customers do; nothing more is noted of it`
        : say`${name} is something that customers do; noted of it is`,
  partOf: (name, parent, empty) =>
    empty
      ? say`${name} is part of ${parent}; nothing more is noted of it`
      : say`${name} is part of ${parent}; noted of it is`,
  fieldOfParent: (field, parent) => say`${field} of its ${parent}`,
  table: (name, key) => say`${name} is a table; each row has its ${key} and`,
  rowOf: (table) => say`a text that names a row of ${table}`,
  fieldOfRow: (field, key) => say`${field} of ${key}`,
  testRow: (table) => say`a row of ${table}`,
  field: (name, type, required, personal) =>
    say`${name}, ${type}${required ? ", always known" : ""}${personal ? ", masked wherever it is shown" : ""}`,
  computed: (field, value) => say`${field}: ${value}`,
  fieldType: (type) => types[type],
  decimal: (digits) => say`a number (decimal places: ${digits})`,
  choices: (values) => say`one of ${row(values, ", ", " and ")}`,
  setOf: (values) => (values === undefined ? say`a set of texts` : say`any number of ${row(values, ", ", " and ")}`),
  setValue: (values) => (values.length === 0 ? say`no value` : row(values, ", ", " and ")),
  bounds: (type, low, high) =>
    low !== undefined && high !== undefined
      ? say`${type} from ${low} to ${high}`
      : low !== undefined
        ? say`${type}, at least ${low}`
        : high !== undefined
          ? say`${type}, at most ${high}`
          : type,
  tagKind: (kind) => `${kind} tag`,

  predict: (name, target, horizon) => say`${name} predicts how likely it is that within the next ${horizon} ${target}`,
  predictLabel: (name, label) =>
    say`${name} predicts how likely it is that ${label}, from what else is known on the same day`,
  predictAmount: (name, field, event, horizon, quantile) =>
    quantile === undefined
      ? say`${name} predicts the sum of ${field} over ${event} events in the next ${horizon}`
      : say`${name} predicts the sum of ${field} over ${event} events in the next ${horizon} that is not exceeded with a probability of ${quantile}`,
  among: (condition) => say`It looks at customers for whom ${condition}`,
  whether: (clause) => say`whether ${clause}`,
  learnsFrom: (features, method) => say`It learns from ${features}${method === undefined ? "" : `, by ${method}`}`,
  readsFrom: (features) => say`It reads ${features}`,
  methods: { "logistic regression": "logistic regression", "boosted trees": "boosted trees" },
  cluster: (name, groups) =>
    groups === undefined
      ? say`${name} puts customers who are alike into as many groups as fit best`
      : say`${name} puts customers who are alike into ${groups} groups`,
  lifetime: (name, field, event, over) =>
    say`${name} estimates what each customer is worth over the next ${over}, by ${field} of ${event}`,
  quantiles: (name, of, groups) => say`${name} divides customers by ${of} into ${groups} groups of the same size`,
  recommend: (name, field, event, top) =>
    say`${name} recommends to each customer the ${top} most fitting values of ${field} of ${event}`,
  elasticity: (name, of, to) => say`${name} measures how ${of} responds to ${to}`,
  comparesWithin: (of) => say`It compares each ${of} with itself only`,
  measuresEach: (groups) => say`It measures every group of customers by ${groups}`,
  fieldOfEvent: (field, event) => say`${field} of ${event}`,
  onnx: (name, path) => say`${name} is the trained model in the file ${path}`,
};
