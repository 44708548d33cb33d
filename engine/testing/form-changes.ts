import { at } from "../invariant/required.ts";
import { zone } from "../calendar/zone.ts";
import type { OutputForm, Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { sourceLiteral } from "../source/print.ts";

/** A change of a form that is no change of one of its expressions. */
export interface FormChange {
  readonly path: string;
  readonly change: string;
  readonly form: (form: OutputForm) => OutputForm;
}

/** Each lower bound a step up and a step down. */
export function bandChanges(form: OutputForm, plan: Plan): FormChange[] {
  if (form.form !== "bands") return [];
  const type = typeOfBands(form, plan);
  const step = type.kind === "number" ? 0.01 : 1;
  const inZone = zone(plan.settings.timeZone);
  return form.bands.flatMap(({ from, value }, index) =>
    typeof from !== "number"
      ? []
      : [step, -step].map((by): FormChange => ({
          path: "of",
          change: `"${value}" from ${sourceLiteral(from, type, inZone)} → from ${sourceLiteral(round(from + by), type, inZone)}`,
          form: (other) =>
            other.form !== "bands"
              ? other
              : {
                  ...other,
                  bands: other.bands.map((band, at) => (at === index ? { ...band, from: round(from + by) } : band)),
                },
        })),
  );
}

/** 0.6 + 0.01 is 0.61. */
const round = (value: number): number => Number(value.toFixed(10));

function typeOfBands(form: Extract<OutputForm, { form: "bands" }>, plan: Plan): ValueType {
  const { of } = form;
  const type =
    of.op === "output"
      ? plan.outputs.find(({ id }) => id === of.id)?.type
      : of.op === "aggregate"
        ? plan.aggregates.find(({ id }) => id === of.id)?.type
        : of.op === "field"
          ? plan.reads.fields.find(({ name }) => name === of.field)?.type
          : undefined;
  return type ?? { kind: form.bands.every(({ from }) => Number.isInteger(from)) ? "integer" : "number" };
}

/** Points, caps and clamps one step up. */
export function scoreChanges(form: OutputForm): FormChange[] {
  if (form.form !== "score") return [];
  const unit = 10 ** form.digits;
  const show = (value: number): string => String(value / unit);
  const items = form.items.flatMap((item, index): FormChange[] => {
    const changed = (change: string, part: "points" | "atMost", value: number): FormChange => ({
      path: `items.${index}.basis.expression`,
      change,
      form: (other) =>
        other.form !== "score"
          ? other
          : { ...other, items: other.items.map((own, at) => (at === index ? { ...own, [part]: value } : own)) },
    });
    const sign = item.sign === 1 ? "+" : "-";
    return [
      changed(`${sign}${show(item.points)} → ${sign}${show(item.points + unit)}`, "points", item.points + unit),
      ...(item.atMost === null
        ? []
        : [
            changed(`at most ${show(item.atMost)} → at most ${show(item.atMost + unit)}`, "atMost", item.atMost + unit),
          ]),
    ];
  });
  const ends = (["low", "high"] as const).flatMap((end): FormChange[] => {
    const limit = form[end];
    if (limit === null) return [];
    const moved = end === "low" ? limit - unit : limit + unit;
    const word = end === "low" ? "from" : "to";
    return [
      {
        path: "",
        change: `${word} ${show(limit)} → ${word} ${show(moved)}`,
        form: (other) => (other.form === "score" ? { ...other, [end]: moved } : other),
      },
    ];
  });
  return [...items, ...ends];
}

/** Neighbouring branches of `first of`, and stages, in the other order. */
export function orderChanges(form: OutputForm): FormChange[] {
  if (form.form !== "first of" && form.form !== "stages") return [];
  return form.branches.slice(1).map((branch, index): FormChange => ({
    path: `branches.${index + 1}.when`,
    change: `"${at(form.branches, index).value}" before "${branch.value}" → after it`,
    form: (other) => {
      if (other.form !== "first of" && other.form !== "stages") return other;
      const branches = [...other.branches];
      branches.splice(index, 2, ...branches.slice(index, index + 2).reverse());
      return { ...other, branches };
    },
  }));
}
