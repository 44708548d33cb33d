import type { Program } from "./check/program.ts";
import { explain, type Explanation, type SourceTexts } from "./explain/explain.ts";
import { expectationName } from "./plan/lower.ts";
import type { Plan } from "./plan/plan.ts";
import { byTimeAndId, type Customer } from "./run/customer.ts";
import { interpret, prepare } from "./run/interpreter.ts";
import { describeError, type Result } from "./run/result.ts";
import { RecordedTrace } from "./run/trace.ts";

/** What came of one test block. */
export interface TestOutcome {
  readonly title: string;
  readonly file: string;
  /** Offset of the test in its file. */
  readonly start: number;
  readonly failures: readonly TestFailure[];
}
export interface TestFailure {
  readonly start: number;
  readonly end: number;
  /** What the expectation was instead of yes. */
  readonly got: string;
  readonly why: Explanation;
}

/**
 * Runs test blocks with the reference interpreter.
 * @param plan lowered with `tests: true`
 * @param indexes which tests, by their order in the program
 */
export function runTests(program: Program, plan: Plan, indexes: readonly number[], sources: SourceTexts): TestOutcome[] {
  const byName = new Map(plan.outputs.filter(({ kind }) => kind === "expect").map((output) => [output.name, output]));
  return indexes.flatMap((index) => {
    const test = program.tests[index];
    if (test === undefined) return [];
    const wanted = test.expects.flatMap((_, number) => byName.get(expectationName(index, number)) ?? []);
    const customer: Customer = {
      id: "test", versions: [...test.versions].sort((left, right) => (left.validFrom ?? -Infinity) - (right.validFrom ?? -Infinity)), events: [...test.events].sort(byTimeAndId),
    };
    const trace = new RecordedTrace();
    const results = interpret(prepare(plan, test.asOf), customer, new Set(wanted.map(({ id }) => id)), trace);
    const failures = wanted.flatMap((output, number): TestFailure[] => {
      const result = results.get(output.id) ?? { state: "unknown" as const };
      const location = test.expects[number]?.location ?? test.location;
      return result.state === "value" && result.value === true ? [] : [{ start: location.start, end: location.end, got: gotText(result), why: explain(plan, output, trace, sources) }];
    });
    return [{ title: test.title, file: test.location.file, start: test.location.start, failures }];
  });
}

function gotText(result: Result): string {
  if (result.state === "error") return describeError(result.error);
  return result.state === "value" ? "no" : "unknown";
}
