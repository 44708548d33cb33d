import { measureCoverage } from "../../engine/testing/coverage.ts";
import { generateTests } from "../../engine/testing/generate.ts";
import { runMutants } from "../../engine/testing/mutation.ts";
import { runTests } from "../../engine/testing/run-tests.ts";
import { testCases } from "../../engine/testing/test-case.ts";
import type { SourceFile } from "../../grammar/source.ts";
import { compiled, type exampleFiles } from "./proofs.ts";

/** What becomes of the tests that are made for rules. */
export interface MadeTests {
  readonly made: number;
  /** The titles of those that fail. */
  readonly failing: readonly string[];
  /** Mistakes for which a customer was found, of them those that the tests do not notice. */
  readonly shown: number;
  readonly unnoticed: readonly string[];
  /** Values that no test has. */
  readonly unseen: readonly string[];
}

/** Makes tests for rules without any, and runs them against the rules and every mistake in them. */
export function madeTests(
  files: readonly SourceFile[],
  settings: ReturnType<typeof exampleFiles>["settings"],
  folder?: string,
): MadeTests {
  const before = compiled(files, settings, folder, true);
  const outcomes = runMutants(before.plan, []);
  if (outcomes.some(({ outcome }) => outcome === "noticed")) throw new Error("there are tests already");
  const made = generateTests(before.plan, measureCoverage(before.plan, []), outcomes);
  const more = [...files, { path: "made.tagma", text: made.map(({ text }) => `${text}\n`).join("\n") }];
  const after = compiled(more, settings, folder, true);
  const ran = runTests(
    after.program,
    after.plan,
    [...after.program.tests.keys()],
    new Map(more.map(({ path, text }) => [path, text])),
  );
  if (ran.length !== made.length) throw new Error(`${made.length} tests were made, ${ran.length} ran`);
  // More customers may show mistakes that none was found for before; those that were shown are noticed.
  const named = ({ mutant: { output, path, change } }: (typeof outcomes)[number]): string =>
    `${output.name} ${path} ${change}`;
  const shown = outcomes.filter(({ difference }) => difference !== undefined).map(named);
  const cases = testCases(after.program, after.plan);
  const noticed = new Set(
    runMutants(after.plan, cases)
      .filter(({ outcome }) => outcome === "noticed")
      .map(named),
  );
  return {
    made: made.length,
    failing: ran.filter(({ failures }) => failures.length > 0).map(({ title }) => title),
    shown: shown.length,
    unnoticed: shown.filter((mistake) => !noticed.has(mistake)),
    unseen: measureCoverage(after.plan, cases)
      .values.filter(({ seen }) => !seen)
      .map(({ output, value }) => `${output.name} ${value}`),
  };
}
