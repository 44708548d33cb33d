import jsonLogic from "json-logic-js";
import { beforeAll, describe, expect, it } from "vitest";
import { parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { compile, type Compiled } from "../../../engine/compile/compile.ts";
import { toJsonLogic } from "../../../engine/jsonlogic/export.ts";
import { fromJsonLogic } from "../../../engine/jsonlogic/read/read.ts";
import type { Named, Scope } from "../../../engine/jsonlogic/read/names.ts";
import { NotExactError, type JsonLogic } from "../../../engine/jsonlogic/rule.ts";
import type { PlanSettings } from "../../../engine/plan/plan.ts";
import { prove } from "../../../engine/prove/prove.ts";
import { interpret, prepare } from "../../../engine/run/interpreter.ts";
import { jsonResult, jsonValue } from "../../../engine/run/present.ts";
import { storedCustomers } from "../../../store/customers/stored-customers.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import { northwind } from "../../browser/studio.ts";

const settings: PlanSettings = { timeZone: "UTC", weekStart: "monday", currency: "USD", currencyDigits: 2 };
const schema = `profile customer { age: integer  city: text  spent: money at least 0  born: date  vip: yes/no  level: one of (low, high)  seen: time  rate: number  joined_at: time required }
event buy { amount: money at least 0 }
`;

function compiled(text: string): Compiled {
  return compile({ files: [{ path: "a.tagma", text: schema + text }], settings });
}

function exported(text: string, name: string, exclusive: readonly string[] = []): ReturnType<typeof toJsonLogic> {
  const { plan, diagnostics } = compiled(text);
  const output = plan?.outputs.find((one) => one.name === name);
  if (plan === undefined || output === undefined) throw new Error(diagnostics.map(({ code }) => code).join());
  return toJsonLogic(plan, output, new Set(exclusive));
}

/** What json-logic-js says of an exported tag. */
function applied(text: string, name: string, data: object): unknown {
  const found = exported(text, name);
  if ("refused" in found) throw new Error(found.refused);
  return jsonLogic.apply(JSON.parse(JSON.stringify(found.rule)), data);
}

describe("what is exported", () => {
  // By the language reference: comparing with unknown is unknown; and, or, not are Kleene's.
  it.each([
    ["age > 30", { age: 31 }, true],
    ["age > 30", { age: 30 }, false],
    ["age > 30", {}, null],
    ["age > 30", { age: null }, null],
    ["not (age > 30)", {}, null],
    ["age < 30", {}, null],
    ["age is 0", {}, null],
    ["age is not 0", {}, null],
    ["age is unknown", {}, true],
    ["age is known", { age: 0 }, true],
    ["age > 30 and vip", { age: 10 }, false],
    ["age > 30 and vip", { age: 40 }, null],
    ["age > 30 or vip", { vip: true }, true],
    ["age > 30 or vip", { age: 10 }, null],
    ["spent >= 12.50", { spent: 12.5 }, true],
    ["spent >= 12.50", { spent: 12.49 }, false],
    ["born < 2000-01-01", { born: "1999-12-31" }, true],
    ["born >= 2000-01-01", { born: "1999-12-31" }, false],
    ['city is one of ("Rome", "Lyon")', { city: "Lyon" }, true],
    ['city is one of ("Rome", "Lyon")', {}, null],
    ["level is high", { level: "high" }, true],
    ["level is not high", { level: "low" }, true],
    ['city contains "yo"', { city: "Lyon" }, true],
    ['city starts with "Ly"', { city: "Lyon" }, true],
    ['city ends with "on"', { city: "Lyon" }, true],
    ['city ends with "Lyon2"', { city: "yon2" }, false],
    ["(age if unknown 18) >= 18", {}, true],
    ["vip if unknown no", {}, false],
    ["age from 1 to 3", { age: 3 }, true],
    ["rate > 0.5", { rate: 0.75 }, true],
  ] as const)("%s of %j is %j", (condition, data, expected) => {
    expect(applied(`rule tag t when ${condition}\n`, "t", data)).toBe(expected);
  });

  it("says values, branches in order, bands, sets and scores", () => {
    const first = 'rule tag t = first of { "A" when age > 30  "B" when vip  "?" when unknown  "Z" otherwise }\n';
    expect(applied(first, "t", { age: 31 })).toBe("A");
    expect(applied(first, "t", { age: 3, vip: true })).toBe("B");
    expect(applied(first, "t", { age: 3 })).toBe("?");
    expect(applied(first, "t", { age: 3, vip: false })).toBe("Z");
    const bands = 'attribute tag t = bands of spent { "High" from 100  "Low" from 0  "None" otherwise }\n';
    expect(applied(bands, "t", { spent: 100 })).toBe("High");
    expect(applied(bands, "t", { spent: 99.99 })).toBe("Low");
    expect(applied(bands, "t", {})).toBe("None");
    const set = 'rule tag t = all of { "Old" when age > 30  "Vip" when vip }\n';
    expect(applied(set, "t", { age: 40, vip: true })).toEqual(["Old", "Vip"]);
    expect(applied(set, "t", {})).toEqual([]);
    const score = 'rule tag t = score from 0 to 10 { +4 when vip  +9 when age > 30  -2 when city is "Rome" }\n';
    expect(applied(score, "t", { vip: true, age: 40 })).toBe(10);
    expect(applied(score, "t", { city: "Rome" })).toBe(0);
    expect(applied(score, "t", { vip: true })).toBe(4);
  });

  it.each([
    ["rule tag t when count of buy > 1\n", /name of a statistical tag/],
    ['rule tag t when city < "M"\n', /code points/],
    ['rule tag t when city is "x" ignoring case\n', /case folding/],
    ["rule tag t when seen > 2026-01-01\n", /local date/],
    ["rule tag t when seen > 2026-01-01T10:30\n", /millisecond/],
    ["attribute tag t = age + 1\n", /computes/],
    ["rule tag u when vip\nrule tag t when u as of 3 days ago\n", /earlier time/],
    ['rule tag t = one of { "A" when age > 3  "B" when vip }\n', /not proved/],
  ])("refuses %j and says why", (text, reason) => {
    const found = exported(text, "t");
    expect("refused" in found ? found.refused : "exported").toMatch(reason);
  });

  it("never lets a name reach into JavaScript's own objects", () => {
    const { plan } = compile({
      files: [{ path: "a.tagma", text: "profile p { constructor: yes/no }\nrule tag t when constructor\n" }],
      settings,
    });
    const output = plan?.outputs.find(({ name }) => name === "t");
    expect(plan === undefined || output === undefined ? undefined : toJsonLogic(plan, output, new Set())).toMatchObject(
      { refused: expect.stringContaining("constructor") },
    );
  });
});

describe("Northwind's tags", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await northwind(250);
  });

  it("are the same in json-logic-js and in the interpreter, for every customer", () => {
    const workspace = openWorkspace(folder);
    const { plan, program } = compileWorkspace(workspace);
    if (plan === undefined) throw new Error("Northwind has errors");
    const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
    const unproved = new Set(
      prove(plan, (path) => texts.get(path) ?? "")
        .diagnostics.filter(({ code }) => code === "not-proved-exclusive" || code === "branches-overlap")
        .map(({ location }) => location.file),
    );
    expect([...unproved]).toEqual([]);
    const outputs = plan.outputs.filter(
      ({ at, kind }) => at === "now" && (kind === "tag" || kind === "segment" || kind === "lifecycle"),
    );
    const rules = outputs.flatMap((output) => {
      const found = toJsonLogic(plan, output, new Set(outputs.map(({ name }) => name)));
      return "rule" in found ? [{ output, rule: JSON.parse(JSON.stringify(found.rule)) }] : [];
    });
    // Rule tags and segments over named tags are most of what there is to export.
    expect(rules.length).toBeGreaterThan(30);
    const asOf = parseInstant("2026-03-01", zone(workspace.settings.timeZone)) ?? 0;
    const evaluation = prepare(plan, asOf);
    const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
    let compared = 0;
    for (const { customer } of storedCustomers(database, program, plan)) {
      const results = interpret(evaluation, customer);
      const fields = customer.versions.at(-1)?.fields ?? new Map();
      const data: Record<string, unknown> = { id: customer.id };
      for (const { name, type } of plan.reads.fields) data[name] = jsonValue(fields.get(name) ?? null, type);
      for (const output of outputs) {
        const result = results.get(output.id);
        if (result?.state === "value") data[output.name] = jsonResult(result, output.type);
      }
      for (const { output, rule } of rules) {
        const result = results.get(output.id);
        if (result === undefined || result.state === "error") continue;
        expect({ customer: customer.id, tag: output.name, value: jsonLogic.apply(rule, data) }).toEqual({
          customer: customer.id,
          tag: output.name,
          value: result.state === "value" ? jsonResult(result, output.type) : null,
        });
        compared++;
      }
    }
    database.close();
    expect(compared).toBeGreaterThan(5000);
  });
});

/** Nests a rule in itself. */
const nested = (open: string, inner: string, close: string, times: number): JsonLogic =>
  JSON.parse(`${open.repeat(times)}${inner}${close.repeat(times)}`);

describe("what is imported", () => {
  const types: readonly (readonly [string, Named["type"], boolean])[] = [
    ["age", { kind: "integer" }, false],
    ["city", { kind: "text" }, true],
    ["vip", { kind: "boolean" }, false],
    ["spent", { kind: "decimal", digits: 2, money: true }, true],
    ["level", { kind: "enum", values: ["low", "high"], ordered: false }, false],
    ["born", { kind: "date" }, false],
    ["in", { kind: "integer" }, true],
    ["badges", { kind: "set", values: null }, false],
  ];
  const names: Scope = {
    values: new Map(
      types.map(([name, type, required]) => [name, { type, required, text: name === "in" ? "`in`" : name }]),
    ),
    events: new Map(),
    profile: "customer",
  };

  it.each([
    [{ and: [{ "==": [{ var: "city" }, "Rome"] }, { ">=": [{ var: "age" }, "18"] }] }, 'city is "Rome" and age >= 18'],
    [
      {
        or: [
          { and: [{ var: "vip" }, { "<": [{ var: "age" }, 30] }] },
          { "!": { in: [{ var: "city" }, ["a", 'b"c']] } },
        ],
      },
      'vip and age < 30 or not city is one of ("a", "b\\"c")',
    ],
    [
      { and: [{ or: [{ var: "vip" }, { var: "vip" }] }, { "!=": [{ var: "age" }, null] }] },
      "(vip or vip) and age is known",
    ],
    [{ "<=": [18, { var: "age" }, 30] }, "age from 18 to 30"],
    [{ ">": [5, { var: "age" }] }, "age < 5"],
    [{ "==": [{ var: "vip" }, false] }, "not vip"],
    [{ in: ["om", { var: "city" }] }, 'city contains "om"'],
    [{ startsWith: [{ var: "city" }, "R"] }, 'city starts with "R"'],
    [{ "==": [{ var: "spent" }, "12.5"] }, "spent is 12.5"],
    [{ ">=": [{ var: "born" }, "2000-01-01"] }, "born >= 2000-01-01"],
    [{ missing: ["age", "born"] }, "age is unknown or born is unknown"],
    [{ ">": [{ var: "in" }, 1] }, "`in` > 1"],
  ] as const)("%j reads %s", (rule, expected) => {
    expect(fromJsonLogic(rule as JsonLogic, names).text).toBe(expected);
  });

  it("is source that compiles, and says where it means something else", () => {
    const { text, notes } = fromJsonLogic({ "!": { ">": [{ var: "age" }, 3] } }, names);
    expect(compiled(`rule tag t when ${text}\n`).diagnostics.filter(({ severity }) => severity === "error")).toEqual(
      [],
    );
    expect(notes.join()).toContain("unknown");
  });

  it.each([
    [{ "%": [{ var: "age" }, 2] }, /no counterpart/],
    [{ "==": [{ var: "spent" }, 100.555] }, /3 digits behind the point, and `spent` has 2/],
    [{ "<": [{ var: "level" }, "low"] }, /have no order/],
    [{ "<": [{ var: "vip" }, true] }, /has no order/],
    [{ "<": [{ var: "born" }, "2022-02-30"] }, /no date of the calendar/],
    [{ "==": [{ var: "born" }, "2022-02-28T25:00:00Z"] }, /no date or time/],
    [{ "<=": [null, { var: "age" }, 5] }, /a bound is missing/],
    [{ "<": [{ var: "city" }, 5] }, /ordered by a number/],
    [{ "==": [{ var: "vip" }, "true"] }, /write true or false/],
    [{ ">": [9, { var: "age" }, 5] }, /read with two/],
    [{ "==": [{ var: "" }, 5] }, /whole of the data/],
    [{ all: [{ var: "badges" }, { in: [{ var: "" }, ["a"]] }] }, /a set of texts/],
    [{ in: [{ var: "badges" }, ["a"]] }, /"some" or "all"/],
    [{ ">": [{ reduce: [{ var: "badges" }, { max: [1, 2] }, 0] }, 1] }, /counts events/],
    [{ if: [{ var: "vip" }, "a", 5] }, /something else, too/],
    [{ sem_ver: [{ var: "city" }, ">=", "1.0.0"] }, /no counterpart/],
    [{ var: "nobody" }, /no field or tag/],
    [true, /no condition/],
    [{ a: 1, b: 2 }, /one operation/],
    [{ country: { $in: ["US", "CA"] } }, /GrowthBook/],
    [{ $or: [{ country: "US" }, { age: { $gt: 18 } }] }, /GrowthBook/],
    [{ and: [{ $ref: "emailWithFaas" }, { var: "vip" }] }, /kept elsewhere/],
    [{ "==": [{ var: "age" }, 'x" or 1'] }, /is no number/],
    [{ "==": [{ var: "level" }, "huge"] }, /none of the values of `level`: low, high/],
  ] as const)("refuses %j", (rule, reason) => {
    expect(() => fromJsonLogic(rule as JsonLogic, names)).toThrow(reason);
    expect(() => fromJsonLogic(rule as JsonLogic, names)).toThrow(NotExactError);
  });

  it("refuses what is nested or repeated beyond measure", () => {
    const rules: readonly JsonLogic[] = [
      nested('{"!":', "true", "}", 200),
      nested('{"!":', "true", "}", 100_000),
      { some: [{ var: "badges" }, nested('{"!":', "true", "}", 100_000)] },
      nested('{"filter":[', "1", ",1]}", 100_000),
      { in: [{ var: "age" }, Array.from({ length: 200_000 }, () => 1)] },
      // Each condition stands twice in what it is read as, and so do those within it.
      nested('{"if":[', '{"var":"vip"}', ',{"var":"vip"},{"var":"vip"}]}', 60),
      {
        if: Array.from({ length: 8_000 }, (_, index) =>
          index % 2 === 0 ? { ">": [{ var: "age" }, index] } : `v${(index >> 1) % 2}`,
        ),
      },
    ];
    for (const rule of rules) expect(() => fromJsonLogic(rule, names)).toThrow(/too large or too deep/);
  });
});
