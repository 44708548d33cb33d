import { at, required } from "../engine/invariant/required.ts";
import type { Plan } from "../engine/plan/plan.ts";
import type { Coverage } from "../engine/testing/coverage.ts";
import type { MutantOutcome } from "../engine/testing/mutation.ts";
import { lineColumn } from "../grammar/source.ts";

/** What tests leave open of one rule, with the places in its file. */
export interface RuleReport {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly unseen: readonly string[];
  readonly conditions: readonly {
    readonly line: number;
    readonly text: string;
    readonly lacks: "holds" | "fails" | "both";
  }[];
  readonly missed: readonly { readonly line: number; readonly text: string; readonly change: string }[];
}

export interface Share {
  readonly reached: number;
  readonly of: number;
}

/** How much of the rules the tests decide. */
export interface CoverageReport {
  readonly values: Share;
  readonly conditions: Share;
  readonly mistakes: Share & { readonly equivalent: number; readonly undecided: number };
  /** Those that tests leave something open of, the most open first. */
  readonly rules: readonly RuleReport[];
}

/** Sums up what was measured, and finds the places. */
export function coverageReport(
  plan: Plan,
  coverage: Coverage,
  outcomes: readonly MutantOutcome[],
  sources: ReadonlyMap<string, string>,
): CoverageReport {
  const count = (what: MutantOutcome["outcome"], shown?: boolean): number =>
    outcomes.filter(
      ({ outcome, difference }) => outcome === what && (shown === undefined || shown === (difference !== undefined)),
    ).length;
  const noticed = count("noticed");
  const place = (id: string, path: string): { readonly file: string; readonly line: number; readonly text: string } => {
    const places = plan.source.outputs[id];
    const found = places?.[path] ?? places?.[""];
    if (found === undefined) return { file: "", line: 0, text: "" };
    const [file, start, end] = found;
    const name = at(plan.source.files, file);
    const text = required(sources.get(name), "the text of a file");
    return {
      file: name,
      line: lineColumn(text, start).line,
      text: text
        .slice(start, end)
        .replace(/\/\/[^\n]*/g, " ")
        .replace(/\s+/g, " ")
        .trim(),
    };
  };
  const names = [
    ...new Set(
      [...coverage.values, ...coverage.conditions, ...outcomes.map(({ mutant }) => mutant)].map(({ output }) => output),
    ),
  ];
  const rules = names.map((output): RuleReport => {
    const { file, line } = place(output.id, "");
    return {
      name: output.name,
      file,
      line,
      unseen: coverage.values.filter((found) => found.output === output && !found.seen).map(({ value }) => value),
      conditions: coverage.conditions
        .filter((found) => found.output === output && !(found.mattersWhenTrue && found.mattersWhenNot))
        .map(({ path, mattersWhenTrue, mattersWhenNot }) => {
          const at = place(output.id, path);
          return { line: at.line, text: at.text, lacks: mattersWhenTrue ? "fails" : mattersWhenNot ? "holds" : "both" };
        }),
      missed: outcomes
        .filter(
          ({ mutant, outcome, difference }) =>
            mutant.output === output && outcome === "missed" && difference !== undefined,
        )
        .map(({ mutant }) => {
          const at = place(output.id, mutant.path);
          return { line: at.line, text: at.text, change: mutant.change };
        }),
    };
  });
  const open = (rule: RuleReport): number => rule.unseen.length + rule.conditions.length + rule.missed.length;
  return {
    values: { reached: coverage.values.filter(({ seen }) => seen).length, of: coverage.values.length },
    conditions: {
      reached: coverage.conditions.filter(({ mattersWhenTrue, mattersWhenNot }) => mattersWhenTrue && mattersWhenNot)
        .length,
      of: coverage.conditions.length,
    },
    mistakes: {
      reached: noticed,
      of: noticed + count("missed", true),
      equivalent: count("equivalent"),
      undecided: count("missed", false),
    },
    rules: rules.filter((rule) => open(rule) > 0).sort((left, right) => open(right) - open(left)),
  };
}

/** The share of mistakes that tests notice, in percent; 100 where none could be made. */
export const mutationScore = ({ mistakes }: CoverageReport): number =>
  mistakes.of === 0 ? 100 : (100 * mistakes.reached) / mistakes.of;
