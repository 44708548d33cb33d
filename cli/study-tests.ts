import type { Program } from "../engine/check/program.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { measureCoverage } from "../engine/testing/coverage.ts";
import { generateTests } from "../engine/testing/generate.ts";
import { runMutants } from "../engine/testing/mutation.ts";
import { testCases } from "../engine/testing/test-case.ts";
import { WorkspaceError } from "../store/errors.ts";
import type { Workspace } from "../store/workspace/workspace.ts";
import { coverageReport, mutationScore, type CoverageReport } from "./coverage-report.ts";
import { showCoverage } from "./show-coverage.ts";
import { printable, startProgress, type Terminal } from "./terminal.ts";
import { testFile, writeTests } from "./write-tests.ts";
import { message } from "../grammar/texts/message.ts";

/** What tests decide of the rules, and what was written for the rest. */
export interface Study {
  readonly report: CoverageReport;
  readonly written: { readonly file: string; readonly tests: number } | undefined;
}

interface Subject {
  readonly workspace: Workspace;
  readonly program: Program;
  readonly plan: Plan;
  readonly indexes: readonly number[];
  readonly sources: ReadonlyMap<string, string>;
}

const USUAL_FILE = "generated-tests.tagma";

/**
 * Measures what tests decide, makes mistakes in the rules and looks whether a test notices, and writes tests for those
 * that none does when asked to.
 * @param generate the rule file to write to, or true for the usual one
 */
export function studyTests(
  { workspace, program, plan, indexes, sources }: Subject,
  generate: string | true | undefined,
  terminal: Terminal,
): Study {
  const file = generate === undefined ? undefined : generate === true ? USUAL_FILE : generate;
  const path = file === undefined ? undefined : testFile(workspace.folder, file);
  const cases = testCases(program, plan, indexes);
  const coverage = measureCoverage(plan, cases);
  const progress = startProgress(terminal, "making mistakes");
  let outcomes;
  try {
    outcomes = runMutants(plan, cases, (done, total) => progress.update(done, total, `${done} of ${total}`));
  } finally {
    progress.stop();
  }
  const report = coverageReport(plan, coverage, outcomes, sources);
  if (path === undefined || file === undefined) return { report, written: undefined };
  const tests = generateTests(plan, coverage, outcomes);
  if (tests.length > 0) writeTests(path, tests);
  return { report, written: { file, tests: tests.length } };
}

export function showStudy({ report, written }: Study, tests: number, terminal: Terminal): void {
  showCoverage(report, tests, terminal);
  if (written === undefined) return;
  terminal.out(
    written.tests === 0
      ? "\nNothing to write: the tests leave nothing open for which a customer was found.\n"
      : `\nWrote ${written.tests} ${written.tests === 1 ? "test" : "tests"} to ${printable(written.file)}. Each expects what the rules say today: review it before you trust it.\n`,
  );
}

export function studyJson({ report, written }: Study): Record<string, unknown> {
  return {
    coverage: { ...report, score: mutationScore(report) },
    ...(written === undefined ? {} : { generated: written }),
  };
}

/** @throws WorkspaceError when it is no number from 0 to 100 */
export function percentage(text: string): number {
  const value = Number(text.replace(/%$/, ""));
  if (text.trim() === "" || !(value >= 0 && value <= 100))
    throw new WorkspaceError(message("bad-fail-under", { given: text }));
  return value;
}
