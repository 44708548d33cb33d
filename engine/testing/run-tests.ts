import { required } from "../invariant/required.ts";
import type { Program } from "../check/program.ts";
import { explainOutput, type Explanation, type SourceTexts } from "../explain/explain.ts";
import type { Plan } from "../plan/plan.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import { describeError, type Result } from "../run/result.ts";
import { RecordedTrace } from "../run/trace.ts";
import { testCases } from "./test-case.ts";

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
export function runTests(
  program: Program,
  plan: Plan,
  indexes: readonly number[],
  sources: SourceTexts,
): TestOutcome[] {
  return testCases(program, plan, indexes).map(({ title, location, asOf, customer, expects }) => {
    const trace = new RecordedTrace();
    const results = interpret(prepare(plan, asOf), customer, new Set(expects.map(({ output }) => output.id)), trace);
    const failures = expects.flatMap(({ output, location: place }): TestFailure[] => {
      const result = required(results.get(output.id), "the result of an output");
      return result.state === "value" && result.value === true
        ? []
        : [
            {
              start: place.start,
              end: place.end,
              got: gotText(result),
              why: explainOutput(plan, output, trace, sources),
            },
          ];
    });
    return { title, file: location.file, start: location.start, failures };
  });
}

function gotText(result: Result): string {
  if (result.state === "error") return describeError(result.error);
  return result.state === "value" ? "no" : "unknown";
}
