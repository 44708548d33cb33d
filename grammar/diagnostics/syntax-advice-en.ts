/** What to write instead, for the mistakes that people make most. `{word}` is the word that was found or is missing. */
export const syntaxAdvice = {
  "is-for-equals": "To compare, write `is` instead of `=`.",
  "colon-for-equals": "Between a field and its type or value stands `:`.",
  "joined-comparison": "Write `>=` or `<=`, without a blank between the signs.",
  "reserved-name": "`{word}` is a reserved word; as a name it goes in backticks.",
  "no-comma": "Remove the `,`: nothing stands between one and the next but a blank or a new line.",
  "no-chain": "Comparisons do not chain: write `a < b and b < c`, or `b from a to c`.",
  "is-in": "To look in a list write `is in` and the list's name; a time frame is `in last 90 days`.",
  "in-last": "Write `in last {word} …`.",
  "without-the": "Leave out `the`.",
  "from-to": "Write `x from 1 to 3`; both ends are included.",
  "comparison-signs": "Write `>`, `>=`, `<` or `<=`.",
  "is-not": "Write `is not`, or put `not` in front of the whole condition.",
  "no-of": "Write `{word} order_paid.amount`, without `of`.",
  "needs-of": "Write `{word} of …`.",
  "most-frequent": "Write `most frequent`.",
  "how-long": "Say how long: a number and a unit, such as `90 days`.",
  "within": "Say within what time, for example `within 2 days`.",
  "which-field": "Say which field: an event, a point and a field, such as `order_paid.amount`.",
  "known-type": "Write `{word}`.",
  "types": "The types are `yes/no`, `integer`, `number`, `decimal(2)`, `money`, `text`, `date`, `time` and `one of (…)`.",
  "no-if": "Values that depend on conditions are branches: `= first of { \"Hot\" when x > 3  \"Cold\" otherwise }`.",
  "which-tag": "Say which kind: `attribute tag`, `statistical tag`, `rule tag` or `mined tag`.",
  "slashes": "A comment begins with `//`.",
  "quotes": "Put it in double quotes: `\"{word}\"`.",
  "no-quotes": "A name stands without quotes; a label in quotes may follow it.",
  "list-name": "Behind `is in` stands a list's name; values are written `is one of (…)`.",
  "close": "Put `{word}` here; what was opened must be closed.",
  "remove": "Remove it, or begin a new declaration.",
  "comma": "Put a `,` between one and the next.",
  "sign": "Begin each item with `+` or `-`.",
  "stage": "Begin each stage with the word `stage`.",
  "put": "Put {word} here.",
  "see": "The reference shows what may stand here.",
} as const;

export type SyntaxAdvice = keyof typeof syntaxAdvice;

/** What is wanted where one of many things may stand. */
export const expectedInRule: Readonly<Record<string, string>> = {
  declaration: "a declaration such as `event`, `rule tag` or `segment`",
  fieldType: "a type",
  primary: "a value or a condition",
  literal: "a value or a condition",
  isTest: "a value",
  boundLiteral: "a value",
  fieldValue: "a value",
  tagBody: "a value, a condition or a list of branches",
  occurrences: "`then` and another event",
  modelBody: "`predict`, `cluster` or another kind of model",
};

/** What may stand between braces, or close them. */
export const expectedInBraces: Readonly<Record<string, string>> = {
  fields: "a field or `}`",
  branchList: "a branch such as `\"VIP\" when …`, or `}`",
  bands: "a band such as `\"High\" from 70`, or `}`",
  score: "an item such as `+5 when …`, or `}`",
  lifecycle: "`stage` or `}`",
  test: "`expect`, test data or `}`",
  testData: "a field's value or `}`",
};
