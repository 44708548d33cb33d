import { at } from "../invariant/required.ts";
import type { OutputForm } from "../plan/plan.ts";
import { and, falsehood, not, or, truth, type Formula } from "./formula.ts";
import { number, type Linear } from "./linear.ts";
import { atMost, below } from "./relations.ts";
import type { Logical, Textual, Translator } from "./terms.ts";

type Form<Name> = Extract<OutputForm, { form: Name }>;

/** The values of an output with branches, each with the condition under which it is taken. */
export function branchCases(form: OutputForm, translation: Translator): Textual {
  if (form.form === "bands") return bandCases(form, translation);
  if (form.form !== "one of" && form.form !== "first of" && form.form !== "stages") return [];
  const conditions = form.branches.map(({ when }) => translation.logical(when));
  const branches = form.branches.map(({ value }, index) => ({ value, t: at(conditions, index).t }));
  const taken = branches.map(({ value, t }, index) => {
    // In `one of` a second true branch would be an error, which is no value either.
    const others =
      form.form === "first of"
        ? branches.slice(0, index)
        : form.form === "stages"
          ? branches.slice(index + 1)
          : branches.filter((_, other) => other !== index);
    return { guard: and(t, ...others.map((other) => not(other.t))), value: { text: value } };
  });
  if (form.form === "stages") return taken;
  const none = noneTrue(conditions);
  if (form.whenUnknown !== null)
    taken.push({ guard: and(none, someUnknown(conditions)), value: { text: form.whenUnknown } });
  if (form.otherwise !== null)
    taken.push({
      guard: form.whenUnknown === null ? none : and(none, not(someUnknown(conditions))),
      value: { text: form.otherwise },
    });
  return taken;
}

function noneTrue(conditions: readonly Logical[]): Formula {
  return and(...conditions.map(({ t }) => not(t)));
}

function someUnknown(conditions: readonly Logical[]): Formula {
  return or(...conditions.map(({ t, f }) => and(not(t), not(f))));
}

function bandCases(form: Form<"bands">, translation: Translator): Textual {
  const cases = translation.numeric(form.of);
  const taken = form.bands.map((band, index) => {
    const above = form.bands[index - 1]?.from;
    const within = (value: Linear): Formula =>
      and(atMost(number(Number(band.from)), value), above === undefined ? truth : below(value, number(Number(above))));
    return { guard: or(...cases.map(({ guard, value }) => and(guard, within(value)))), value: { text: band.value } };
  });
  const lowest = form.bands.at(-1)?.from;
  const known = or(...cases.map(({ guard }) => guard));
  const under =
    lowest === undefined
      ? known
      : or(...cases.map(({ guard, value }) => and(guard, below(value, number(Number(lowest))))));
  if (form.whenUnknown !== null) taken.push({ guard: not(known), value: { text: form.whenUnknown } });
  if (form.otherwise !== null)
    taken.push({ guard: form.whenUnknown === null ? or(under, not(known)) : under, value: { text: form.otherwise } });
  return taken;
}

/** Whether the set of an `all of` holds a value. */
export function setHolds(
  form: Form<"one of" | "first of" | "all of">,
  value: string,
  translation: Translator,
): Logical {
  const branches = form.branches.map((branch) => translation.logical(branch.when));
  const none = noneTrue(branches);
  const unknown = someUnknown(branches);
  const fallback = form.whenUnknown === null ? form.otherwise : undefined;
  const extra =
    fallback !== undefined
      ? fallback === value
        ? none
        : falsehood
      : or(
          form.whenUnknown === value ? and(none, unknown) : falsehood,
          form.otherwise === value ? and(none, not(unknown)) : falsehood,
        );
  const t = or(branches[form.branches.findIndex((branch) => branch.value === value)]?.t ?? falsehood, extra);
  return { t, f: not(t) };
}
