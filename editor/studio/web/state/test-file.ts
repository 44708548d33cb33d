import { pathsOf, useRules } from "./rules.ts";

/** Where new tests go: the file of tests that is there, or a new one. */
export function testFile(): string {
  const paths = pathsOf(useRules.getState());
  return paths.find((path) => /(^|\/)tests?\.tagma$/.test(path)) ?? "tests.tagma";
}
