import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";

const schema = `
profile customer {
  salary : money personal
  rate   : decimal(3) personal
  born   : date personal
  phone  : text personal
  adult  : yes/no personal
  city   : text
}
event call { number : text personal  cost : money personal  minutes : integer }
`;

/** The tags that are masked wherever they are shown. */
function personalTags(rules: string): string[] {
  const settings = planSettings({ timeZone: "UTC" });
  const { plan, diagnostics } = compile({ files: [{ path: "a.tagma", text: `${schema}${rules}` }], settings });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return (plan?.outputs ?? []).filter(({ personal }) => personal).map(({ name }) => name);
}

describe("a tag is personal ([P7])", () => {
  it.for([
    "salary",
    "salary + 0",
    "salary - 100.00",
    "0.00 + salary",
    "salary * 1",
    "salary * 1.5",
    "salary / 2",
    "-salary",
    "(salary)",
    "rate + 0.001",
    "born",
    "born + 0 days",
    "born + 1 months",
    "anniversary of born",
    "days since born",
    "years since born",
    "days until born",
    "phone",
    'phone if unknown "none"',
    "city if unknown phone",
    "salary if unknown 0.00",
    "adult",
    "adult if unknown no",
  ])("that takes the value of a personal field: %s", (value) => {
    expect(personalTags(`attribute tag t = ${value}`)).toEqual(["t"]);
  });

  it.for([
    "latest call.number",
    "most frequent call.number",
    "sum of call.cost",
    "sum of call.cost + 0",
    "average of call.cost in last 30 days",
    "maximum of call.cost - minimum of call.cost",
    "median of call.cost",
  ])("that takes the values of an event's personal field: %s", (value) => {
    expect(personalTags(`statistical tag t = ${value}`)).toEqual(["t"]);
  });

  it("that reads a personal tag, at any time", () => {
    expect(
      personalTags(`attribute tag pay = salary * 12
rule tag half = pay / 2
rule tag before = pay as of 30 days ago
rule tag rich when pay > 100000.00`),
    ).toEqual(expect.arrayContaining(["pay", "half", "before"]));
  });

  it.for([
    ["attribute tag t when salary > 1000.00"],
    ['attribute tag t when phone starts with "09"'],
    ["attribute tag t when born is known"],
    ["attribute tag t = city"],
    ["statistical tag t = count of call"],
    ["statistical tag t = sum of call.minutes"],
    ["statistical tag t = days since latest call"],
    ['attribute tag t = bands of salary { "low" from 0.00 "high" from 1000.00 }'],
    ["segment t when salary > 1000.00"],
  ] as const)("only through its values: %s is not", ([rule]) => {
    expect(personalTags(rule)).toEqual([]);
  });
});
