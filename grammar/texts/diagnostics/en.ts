/**
 * The English texts of every diagnostic. `{name}` is a parameter; the codes and their parameters are typed from here,
 * so a translation that misses a code, or a call that misses a parameter, does not compile.
 */
export const englishTexts = {
  // ── reading the file ──
  "bad-encoding": {
    message: "This file is not valid UTF-8 (first bad byte at {offset}).",
    help: "Save the file as UTF-8.",
  },
  "file-too-large": {
    message: "This file has {size} characters; a rule file may have {limit}.",
    help: "Split it into several files: all `.tagma` files of a workspace share their names.",
  },
  "bad-character": {
    message: "`{character}` cannot stand here.",
    help: "Remove it. Text goes in double quotes, unusual names in backticks.",
  },
  "unterminated-text": {
    message: 'This text has no closing `"` on its line.',
    help: 'Add a `"` at its end. For a line break inside a text write `\\n`.',
  },
  "unterminated-name": {
    message: "This name has no closing backtick.",
    help: "Add a backtick at the end of the name.",
  },
  "bad-escape": {
    message: "`{escape}` means nothing in a text.",
    help: 'Write `\\"`, `\\\\`, `\\n`, `\\t` or `\\u{1F600}`.',
  },
  "bad-number": {
    message: "`{number}` is not a number that Tagma can hold.",
    help: "Whole numbers reach to 9007199254740991, and so do decimals, counted in their last digit: `decimal(9)` reaches to 9007199.254740991. All numbers have at most 15 digits, and a space stands before a unit: `90 days`.",
  },
  "no-such-date": {
    message: "{date} is not in the calendar.",
    help: "Dates are written year-month-day, for example 2026-03-01.",
  },
  "full-width": { message: "`{sign}` is a full-width sign.", help: "Write `{instead}`." },
  "wrong-quotes": {
    message: "Tagma does not know the quotation mark {sign}.",
    help: "Text stands in straight double quotes: `{instead}`.",
  },
  "foreign-operator": { message: "`{operator}` is not an operator here.", help: "Write `{instead}`." },
  "too-many-instants": {
    message: "The rules look back to more than {limit} different instants.",
    help: "Nest `as of … ago` less deeply: each level multiplies them.",
  },
  "too-many-branches": {
    message: "There are more than {limit} branches here.",
    help: "Put the values into a file and ask `is in`, or split this into several tags.",
  },
  "too-many-operands": {
    message: "There are more than {limit} operands in a row here.",
    help: "Give parts of it a name: make each a tag of its own. Long choices are a list: `is one of (…)` or `is in`.",
  },
  "too-many-values": {
    message: "There are more than {limit} values between these brackets.",
    help: 'Put them into a file and declare it: `list name from "file.csv"`.',
  },
  "too-many-declarations": {
    message: "The rules have more than {limit} declarations; from here on they are not read.",
    help: "Split the workspace, or remove what nobody reads.",
  },
  "too-many-mistakes": {
    message: "There are more than {limit} mistakes in this file; from here on it is not checked.",
    help: "Mend the first ones; most of the others follow from them, or this is not a rule file.",
  },
  "plan-too-large": {
    message:
      "The rules ask for more than {limit} tags and aggregates, each counted once for every instant that is looked back to.",
    help: "Look back with `as of … ago` from fewer tags.",
  },
  "too-deep": {
    message: "This is nested more than {limit} levels deep.",
    help: "Give an inner part a name: make it a tag of its own.",
  },
  "format-changes": {
    message: "Formatting would change more than the layout here, so the file is left as it is.",
    help: "Please report this text: it is a mistake of the formatter, not yours.",
  },
  syntax: { message: "Expected {expected}, but found {found}.", help: "{advice}" },

  // ── names ──
  "unknown-name": { message: "There is no {kind} called `{name}`.", help: "{advice}" },
  "unknown-field": { message: "`{owner}` has no field called `{name}`.", help: "{advice}" },
  "unknown-value": { message: "`{value}` is not one of the values of {place}.", help: "It can be {values}." },
  "not-an-event": { message: "`{name}` is {actual}, not an event.", help: "Here an event is needed: {advice}" },
  "wrong-name": { message: "`{name}` is {actual}; it cannot be used as {needed}.", help: "{advice}" },
  "duplicate-name": {
    message: "`{name}` is declared more than once.",
    help: "The other is in {where}. Rename one of them.",
  },
  "case-clash": {
    message: "`{name}` and `{other}` differ only in capital letters.",
    help: "Rename one: people and databases would mix them up.",
  },
  "no-profile": {
    message: "The workspace has no `profile`.",
    help: "Declare who your customers are: `profile customer { … }`.",
  },
  "unknown-annotation": { message: "`@{name}` is not an annotation that Tagma knows.", help: "{advice}" },
  "bad-annotation": { message: "`@{name}` is not complete: {reason}.", help: "For example: {example}" },
  unused: { message: "{what} `{name}` is never used.", help: "Use it in a tag, or remove it." },

  // ── types ──
  "type-mismatch": { message: "{problem}.", help: "{advice}" },
  "condition-expected": { message: "Here a condition (yes or no) is needed, but this is {actual}.", help: "{advice}" },
  "value-expected": { message: "{needed} is needed here, but this is {actual}.", help: "{advice}" },
  "excess-digits": {
    message: "{number} has more digits after the point than {place} can hold ({digits}).",
    help: "Write at most {digits} digits after the point.",
  },
  "out-of-bounds": {
    message: "{value} is outside what `{name}` allows ({bounds}).",
    help: "Change the value, or the bounds where the field is declared.",
  },
  "bounds-reversed": { message: "The lower bound {low} is above the upper bound {high}.", help: "Swap them." },
  "list-mixed": {
    message: "The list `{name}` mixes {some} and {others}.",
    help: "Make all values of a list the same type.",
  },
  "list-unreadable": {
    message: 'The list file "{path}" cannot be read: {reason}.',
    help: "The path is relative to the workspace folder; the file is a CSV in UTF-8.",
  },
  "tag-of-duration": {
    message: "A tag cannot be a duration.",
    help: "Say in which unit: `days since …`, `hours since …`.",
  },
  "whole-set": {
    message: "A whole set cannot be the value here: `{set}`.",
    help: 'Ask the set, and use the answer: `{set} contains "…"`, `size of {set}`.',
  },

  // ── what may read what ──
  "kind-reads": { message: "{reader} may not read {what}.", help: "{advice}" },
  "tag-in-where": {
    message: "`{name}` is {actual}; a `where` can only look at the event and the profile.",
    help: "Move this condition outside of the count: `… and {name}`.",
  },
  "aggregate-in-where": {
    message: "A `where` cannot count other events.",
    help: "Make it a tag of its own and combine the two with `and`, or use a sequence: `A then B within 2 days`.",
  },
  "computed-reads": {
    message: "`{name}` cannot stand in a computed field.",
    help: "A computed field is worked out of its event's own fields and `time`. What depends on the customer, on other events or on today is a tag.",
  },
  "computed-in-profile": {
    message: "A profile has no computed fields, but `{name}` is one.",
    help: "Write a tag instead: `attribute tag {name} = …`.",
  },
  "in-table": {
    message: "A table does not take {what}, but `{name}` is one.",
    help: "Fields of a table have a plain type; whether they are known depends on the row.",
  },
  "computed-row": {
    message: "A computed field names no row of a table, but `{name}` should.",
    help: "Let it be a `text`, or bring the key in the data.",
  },
  "computed-required": {
    message: "A computed field takes neither `required` nor bounds.",
    help: "Leave them out: it is known where all that it is worked out of is known.",
  },
  "computed-too-large": {
    message:
      "`{name}` stands for more than {limit} values and operations, those of the computed fields that it reads among them.",
    help: "Let it read fewer computed fields, or put what is worked out into the data.",
  },
  "too-much-computed": {
    message:
      "The rules read so much of computed fields that together they stand for more than {limit} values and operations.",
    help: "Read a large computed field in fewer places: name what is worked out of it as a tag, and read that tag.",
  },
  "part-of-part": {
    message: "`{name}` cannot be part of `{parent}`, which is part of another event itself.",
    help: "A part belongs to an event of its own: write `part of` that one.",
  },
  "event-outside": {
    message: "`{name}` belongs to an event and is only known inside a `where`.",
    help: "For example: `count of order_paid where weekday of time is monday`.",
  },
  "as-of-needs-tag": {
    message: "`as of … ago` looks back at a tag, but this is {actual}.",
    help: "Give the expression a name as a tag, then write `that_tag as of 30 days ago`.",
  },
  "label-expected": {
    message: "`predict` without a time ahead learns from a label, and that is a yes/no field of the profile.",
    help: "Write how far ahead it looks, such as `in next 60 days`, or name a yes/no field of the profile, such as `{example}`.",
  },
  "label-feature": {
    message: "`{name}` reads `{label}`, the label that the model is to tell.",
    help: "Take it out: the label would be told by itself, and the model would be of no use where it is not known yet.",
  },
  "model-untrained": {
    message: "The model `{name}` is not trained yet: its tags have no value.",
    help: "Train it with `tagma train {name}`.",
  },
  "model-stale": {
    message: "The model `{name}` was trained on other rules than these: its tags have no value.",
    help: "Train it again with `tagma train {name}`.",
  },
  "model-unreadable": {
    message: 'The model file "{path}" cannot be used: {reason}.',
    help: "Train the model again, or bring the file back as it was.",
  },
  "not-in-sql": {
    message: "`{name}` cannot be said exactly in {target}: {reason}.",
    help: "Leave it out with `--leave-out`, or evaluate it with `tagma run`.",
  },
  cycle: {
    message: "These depend on each other in a circle: {path}.",
    help: "Break the circle: one of them must not read the other.",
  },

  // ── windows and sequences ──
  "window-empty": { message: "This window holds no time: {reason}.", help: "{advice}" },
  "window-reversed": {
    message: "This window ends on {end}, before it begins on {start}.",
    help: "Swap the two dates.",
  },
  "window-units": {
    message: "`in last … {word} ending … {otherWord} ago` mixes two units.",
    help: "Write both in {unit}, or both in {otherUnit}.",
  },
  "last-units": {
    message: "`in last` counts exact units where a value says how many, but {unit} differ in length.",
    help: "Write it in days or weeks, for example `in last 30 days`.",
  },
  "window-reads": {
    message: "`{name}` cannot say when a window begins or how long it is.",
    help: "Behind `since` and `in last` stand fields of the profile, attribute tags that are worked out by one formula, `now` and `today`. What follows another event is a sequence: `count of A then B within 7 days`.",
  },
  "within-units": {
    message: "`within` needs an exact length, but {unit} differ in length.",
    help: "Write it in days or weeks, for example `within 30 days`.",
  },
  "not-last-step": {
    message: "`then not` must be the last step of a sequence.",
    help: "End the sequence here, or leave out the `not`.",
  },
  "unit-of-date": { message: "A date has no {unit}.", help: "Count in days, weeks, months, quarters or years." },
  "unit-until": { message: "`{word} until` is not possible.", help: "{advice}" },

  // ── branches ──
  "no-branches": { message: "There is nothing inside these braces.", help: "{advice}" },
  "branch-order": {
    message: "`{branch}` must come after all branches with a condition.",
    help: "Order: conditions first, then `when unknown`, then `otherwise`.",
  },
  "duplicate-branch": {
    message: 'The value "{value}" stands twice.',
    help: "Join the two conditions with `or`, or give one another name.",
  },
  "equal-bounds": { message: "Two bands begin at {bound}.", help: "Each band needs its own lower bound." },
  "bad-test": { message: "{problem}.", help: "{advice}" },

  // ── proofs ──
  "branches-overlap": {
    message: '"{first}" and "{second}" can both be true for one customer.',
    help: "Make the conditions exclude each other, or write `first of` to let the first win. The customer below is in both.",
  },
  "not-proved-exclusive": {
    message: 'It is not proved that "{first}" and "{second}" never hold together: {reason}.',
    help: "Runs check it for every customer; write `first of` if the first should win.",
  },
  "proof-left": {
    message: "{count} questions about this were left open: the check had used up its work.",
    help: "Split it into smaller tags, or give parts of it a name of their own. Runs decide for every customer all the same.",
  },
  "branch-never": { message: 'Nobody can ever be "{value}".', help: "{advice}" },
  "no-branch-taken": {
    message: "Some customers are in none of the branches.",
    help: "Add a branch for them, or `otherwise`. The customer below is in none.",
  },
  "law-broken": {
    message: "This law can be broken: {law}.",
    help: "Change the rules so that it holds. The customer below breaks it.",
  },
  "law-not-proved": {
    message: "It is not proved that this law always holds: {reason}.",
    help: "Runs check it for every customer.",
  },
  "always-empty": {
    message: "No customer can ever be in `{name}`.",
    help: "Two of its conditions exclude each other; check the numbers and windows.",
  },
  "always-everyone": {
    message: "Every customer is always in `{name}`.",
    help: "The condition is true for everybody; check the numbers and windows.",
  },
  "condition-implied": { message: "This already follows from the conditions beside it.", help: "It can be left out." },

  // ── hints ──
  "mixed-and-or": {
    message: "`and` binds tighter than `or` here.",
    help: "Add brackets to say what you mean: `(a and b) or c`.",
  },
  "otherwise-takes-unknown": {
    message: '"{value}" also takes customers for whom a condition is unknown.',
    help: 'Add a branch `"…" when unknown` before it to keep them apart.',
  },
  "not-leaves-unknown": {
    message: "This leaves out customers whose {name} is unknown.",
    help: "If they belong here, add `or {name} is unknown`.",
  },
  "where-runs-on": {
    message: "This `where` also takes in `{name}`, which is about the customer, not the event.",
    help: "Put brackets round the part you mean: `(did … where …) and {name}`.",
  },
  "number-threshold": {
    message: "`{name}` is a floating-point number; very close to the threshold, engines may differ.",
    help: "Declare the field as `decimal(2)` or `money` to make it exact.",
  },
  "since-unknown": {
    message: "Where `{name}` is unknown nothing counts here, as if there were no events.",
    help: "If that is not meant, say what goes instead: `({name} if unknown …)`.",
  },
  "since-ahead": {
    message: "Customers whose {name} still lies ahead count here, too: for them `{code}` is negative.",
    help: "If they do not belong here, write `{instead}`.",
  },
  "table-unfilled": {
    message: "No source fills the table `{name}`, so all that is read of its rows is unknown.",
    help: 'Say in tagma.json where its rows come from: `{ "name": …, "file": …, "table": "{name}" }`.',
  },
  "field-hides-time": {
    message: "In a `where` about `{event}`, `time` means this field, not the moment it happened.",
    help: "Rename the field to keep both in reach.",
  },
} as const satisfies Record<string, DiagnosticText>;

/** A message and a help line, with `{parameters}`. */
export interface DiagnosticText {
  readonly message: string;
  readonly help: string;
}
