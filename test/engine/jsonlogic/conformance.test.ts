import { describe, expect, it } from "vitest";
import { evaluatedCases } from "../../support/executor-cases.ts";
import { jsonLogicAnswers } from "../../support/jsonlogic-cases.ts";

describe("conformance: JSONLogic in json-logic-js", () => {
  const cases = evaluatedCases().flatMap(([name, found]) => {
    const answers = jsonLogicAnswers(found);
    return answers.length === 0 ? [] : [[name, answers] as const];
  });

  it.for(cases)("%s", ([, answers]) => {
    for (const { tag, value, expected } of answers) expect({ tag, value }).toEqual({ tag, value: expected });
  });

  it("applies to many cases", () => {
    expect(cases.length).toBeGreaterThan(150);
  });
});
