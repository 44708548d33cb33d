import type { ScoreItem, TagBody } from "../../../grammar/tree/declaration.ts";
import type { Expressions } from "./expressions.ts";
import { say, type Parts, type SentenceLine } from "./parts.ts";

/** Says a scorecard: its bounds, then an item a line. */
export function scoreLines(
  name: Parts,
  body: Extract<TagBody, { kind: "score" }>,
  values: Expressions,
): SentenceLine[] {
  const { phrases } = values;
  const bounds =
    body.low === undefined || body.high === undefined
      ? undefined
      : { low: values.literal(body.low), high: values.literal(body.high) };
  return [
    { indent: 0, parts: phrases.end(phrases.score(name, bounds), true) },
    ...body.items.flatMap((item) => itemLines(item, values)),
  ];
}

function itemLines(item: ScoreItem, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  const { basis, points, sign, atMost } = item;
  const said = values.part(
    `${sign === "-" ? "−" : "+"}${points.digits}${points.percent ? "%" : ""}`,
    { start: item.start, end: points.end },
    "number",
  );
  const capped = (parts: Parts): Parts => (atMost === undefined ? parts : phrases.atMost(parts, values.number(atMost)));
  if (basis.kind === "when")
    return conditions.lines(1, (clause) => capped(phrases.scoreWhen([said], clause)), basis.condition);
  const occurrences = values.occurrences(basis);
  const hundreds =
    basis.hundreds === undefined
      ? undefined
      : { size: values.number(basis.hundreds.size), field: values.field(basis.event.text, basis.hundreds.field) };
  return [{ indent: 1, parts: phrases.end(capped(say`${phrases.scorePer([said], occurrences, hundreds)}`), false) }];
}
