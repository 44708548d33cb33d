import { formatLocal, stepBack, type Unit } from "../../../engine/calendar/instant.ts";
import { zone, type Instant } from "../../../engine/calendar/zone.ts";
import type { OutputNode } from "../../../engine/plan/plan.ts";
import { customerSet, countOf, holds, type CustomerSet } from "../../../engine/run/population/bitmap.ts";
import { PRESENT, type OutputColumn } from "../../../engine/run/population/results.ts";
import { Summary } from "../../../engine/run/population/summary.ts";
import type { Result } from "../../../engine/run/result.ts";
import type {
  Audience,
  AudienceRequest,
  OverlapAnswer,
  OverlapRequest,
  TrendAnswer,
  TrendRequest,
} from "../api/audience.ts";
import type { EvaluatedPart, People } from "./people.ts";
import { StudioProblem } from "./problem.ts";
import { plainResult, plainValue } from "./results.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";
import { required } from "../../../engine/invariant/required.ts";

const SAMPLE = 8;
const STEPS = 24;
const VALUES_SHOWN = 50;

/** Counts who has what of one output, with a spread of customers who do. */
export function audienceOf(
  rules: DraftRules,
  people: People,
  request: AudienceRequest,
  showPersonal: boolean,
): Audience {
  const began = performance.now();
  const output = outputNamed(rules, request.name);
  const asOf = instantOf(rules, request.asOf);
  const parts = people.evaluate(rules, [output], asOf);
  const { customers, leftOut, values, spread, none, unknown, errors } = counted(parts, output, rules, showPersonal);
  // Whoever could ask for a personal value would learn whose it is.
  const asked = output.personal && !showPersonal ? undefined : request.value;
  const wanted = asked ?? (output.type.kind === "boolean" ? "yes" : undefined);
  return {
    asOf: formatLocal(asOf, zone(rules.plan.settings.timeZone)),
    customers,
    leftOut,
    values,
    spread,
    none,
    unknown,
    errors,
    sample: sampleOf(parts, output, wanted).map(({ id, result }) => ({
      id,
      result: plainResult(result, output, rules.plan, showPersonal),
    })),
    milliseconds: performance.now() - began,
  };
}

type Counted = Pick<Audience, "customers" | "leftOut" | "values" | "spread" | "none" | "unknown" | "errors">;

function counted(
  parts: readonly EvaluatedPart[],
  output: OutputNode,
  rules: DraftRules,
  showPersonal: boolean,
): Counted {
  const summary = new Summary(output);
  let [customers, leftOut] = [0, 0];
  for (const { found } of parts) {
    for (const standing of found.standing) {
      if (standing === PRESENT) customers++;
      else if (standing > PRESENT) leftOut++;
    }
    summary.addColumn(found, found.columnOf(output.id));
  }
  const { values, spread, none, unknown, errors } = summary.result();
  // Of personal values only how many there are is shown.
  const hidden = output.personal && !showPersonal;
  const counts = hidden ? [] : [...(values ?? [])].map(([value, count]) => ({ value, customers: count }));
  const shown =
    output.type.kind === "text"
      ? counts.sort((left, right) => right.customers - left.customers).slice(0, VALUES_SHOWN)
      : counts;
  return {
    customers,
    leftOut,
    values: shown,
    spread: hidden || spread === undefined ? null : spreadOf(parts, output, spread, rules),
    none,
    unknown,
    errors,
  };
}

function spreadOf(
  parts: readonly EvaluatedPart[],
  output: OutputNode,
  { least, most, mean }: NonNullable<ReturnType<Summary["result"]>["spread"]>,
  { plan }: DraftRules,
): Audience["spread"] {
  const { type } = output;
  if (typeof least !== "number" || typeof most !== "number") return null;
  const [low, high] = [least, most];
  const steps = Array.from(
    { length: high === low ? 1 : type.kind === "integer" && high - low < STEPS ? high - low + 1 : STEPS },
    () => 0,
  );
  for (const { found } of parts) {
    const column = found.columnOf(output.id);
    for (let customer = 0; customer < found.count; customer++) {
      if (found.standing[customer] !== PRESENT) continue;
      const result = found.result(column, customer);
      if (result.state !== "value" || typeof result.value !== "number") continue;
      const step =
        high === low
          ? 0
          : type.kind === "integer" && high - low < STEPS
            ? result.value - low
            : Math.min(STEPS - 1, Math.floor(((result.value - low) / (high - low)) * STEPS));
      steps[step] = (steps[step] ?? 0) + 1;
    }
  }
  const scale = type.kind === "decimal" ? 10 ** type.digits : 1;
  const end = (value: number): number | string => {
    const plain = plainValue(value, type, plan);
    return typeof plain === "number" || typeof plain === "string" ? plain : value;
  };
  return {
    kind: type.kind,
    digits: type.kind === "decimal" ? type.digits : 0,
    least: end(low),
    most: end(high),
    mean: mean === undefined ? null : mean / scale,
    steps,
  };
}

/** Whether a result is a value as the audience names it. */
export function isValue(result: Result, wanted: string | undefined): boolean {
  if (result.state !== "value") return false;
  const { value } = result;
  if (wanted === undefined) return true;
  if (typeof value === "boolean") return (value ? "yes" : "no") === wanted;
  return typeof value === "object" ? value.includes(wanted) : value === wanted;
}

/** Some customers with a value, spread over the whole population. */
function sampleOf(
  parts: readonly EvaluatedPart[],
  output: OutputNode,
  wanted: string | undefined,
): { readonly id: string; readonly result: Result }[] {
  const matching: { readonly part: EvaluatedPart; readonly column: OutputColumn; readonly customer: number }[] = [];
  for (const part of parts) {
    const column = part.found.columnOf(output.id);
    for (let customer = 0; customer < part.found.count; customer++) {
      if (part.found.standing[customer] === PRESENT && isValue(part.found.result(column, customer), wanted))
        matching.push({ part, column, customer });
    }
  }
  const step = Math.max(1, Math.floor(matching.length / SAMPLE));
  return matching
    .filter((_, index) => index % step === 0)
    .slice(0, SAMPLE)
    .map(({ part, column, customer }) => ({ id: part.part.id(customer), result: part.found.result(column, customer) }));
}

/** The customers of each yes/no output by part. */
function setsOf(parts: readonly EvaluatedPart[], outputs: readonly OutputNode[]): CustomerSet[][] {
  return parts.map(({ found }) =>
    outputs.map((output) => {
      const column = found.columnOf(output.id);
      if (column.kind !== "truth") throw new StudioProblem("has-errors", message("not-yes-no", { name: output.name }));
      const words = column.yes.slice();
      for (let customer = 0; customer < found.count; customer++)
        if (found.standing[customer] !== PRESENT)
          words[customer >> 5] = (words[customer >> 5] ?? 0) & ~(1 << (customer & 31));
      return customerSet(found.count, words);
    }),
  );
}

/** How some segments or yes/no tags overlap: how many customers are in exactly which of them. */
export function overlapOf(rules: DraftRules, people: People, request: OverlapRequest): OverlapAnswer {
  const outputs = request.names.map((name) => outputNamed(rules, name));
  const asOf = instantOf(rules, request.asOf);
  const parts = people.evaluate(rules, outputs, asOf);
  const sets = setsOf(parts, outputs);
  const exactly = new Map<number, number>();
  let customers = 0;
  for (const [index, { found }] of parts.entries()) {
    const here = required(sets[index], "the sets of a part");
    for (let customer = 0; customer < found.count; customer++) {
      if (found.standing[customer] !== PRESENT) continue;
      customers++;
      let key = 0;
      for (const [place, set] of here.entries()) if (holds(set, customer)) key |= 1 << place;
      if (key !== 0) exactly.set(key, (exactly.get(key) ?? 0) + 1);
    }
  }
  return {
    ok: true,
    asOf: formatLocal(asOf, zone(rules.plan.settings.timeZone)),
    customers,
    sets: outputs.map(({ name }, place) => ({
      name,
      customers: sets.reduce((sum, part) => sum + countOf(required(part[place], "the set of an output")), 0),
    })),
    parts: [...exactly]
      .map(([key, count]) => ({
        names: outputs.filter((_, place) => (key & (1 << place)) !== 0).map(({ name }) => name),
        customers: count,
      }))
      .sort((left, right) => right.customers - left.customers),
  };
}

/** What became of an output over past instants, oldest first; the rules are today's. */
export async function trendOf(
  rules: DraftRules,
  people: People,
  request: TrendRequest,
  pause: () => Promise<void>,
): Promise<TrendAnswer> {
  const output = outputNamed(rules, request.name);
  const inZone = zone(rules.plan.settings.timeZone);
  const now = instantOf(rules, request.asOf);
  const unit: Unit = request.step;
  const instants: Instant[] = Array.from({ length: request.points }, (_, index) =>
    stepBack(now, request.points - 1 - index, unit, inZone),
  );
  const points = [];
  for (const asOf of instants) {
    const { customers, values } = counted(people.evaluate(rules, [output], asOf), output, rules, false);
    points.push({ asOf: formatLocal(asOf, inZone), customers, values });
    await pause();
  }
  return { ok: true, points };
}
