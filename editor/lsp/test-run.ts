import type { Language } from "../../grammar/texts/languages.ts";
import { required } from "../../engine/invariant/required.ts";
import { compileProgram } from "../../engine/compile/compile.ts";
import type { Program } from "../../engine/check/program.ts";
import { runTests } from "../../engine/testing/run-tests.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";

/** How one test block went, as the command gives it to the editor. */
export interface TestRun {
  readonly title: string;
  readonly passed: boolean;
  /** Each expectation that was not met, and what there was instead. */
  readonly failures: readonly string[];
}

/** Runs the test block with a number by the rules as they are; undefined where they have errors. */
export function runTestBlock(program: Program, index: number, language: Language): TestRun | undefined {
  const { plan } = compileProgram(program, { tests: true });
  if (plan === undefined) return undefined;
  const texts = new Map(program.files.map(({ path, text }) => [path, text]));
  const [outcome] = runTests(program, plan, [index], texts);
  if (outcome === undefined) return undefined;
  const text = required(texts.get(outcome.file), "the file of a test");
  const failures = outcome.failures.map(({ start, end, got }) =>
    editorTexts(language)("got", { expectation: text.slice(start, end).replace(/\s+/g, " "), value: got }),
  );
  return { title: outcome.title, passed: failures.length === 0, failures };
}
