import { cpSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { operandsOf, type PlanExpression, type PlanLeaf } from "../../engine/plan/expression.ts";
import { expressionsOf, walk } from "../../engine/plan/forms.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { planSchema } from "../../engine/plan/plan-schema.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { writeData } from "../../examples/northwind/generate/write.ts";
import { folderWith, tagmaJson, tagmaOut } from "../support/command.ts";

const folderOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const examples = readdirSync(folderOf(""));

describe.for(examples)("the example %s", (name) => {
  it("is in order, without errors and warnings", () => {
    const { plan, diagnostics } = compileWorkspace(openWorkspace(folderOf(name)));
    expect(plan).toBeDefined();
    expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  it("is laid out as the formatter does", async () => {
    expect(await tagmaJson("fmt", "--check", "-w", folderOf(name))).toEqual({ changed: [], problems: [] });
  });

  it("passes its tests", async () => {
    const { passed, failed } = await tagmaJson<{ readonly passed: number; readonly failed: number }>(
      "test",
      "-w",
      folderOf(name),
    );
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThan(5);
  });
});

/** All values that the plan's schema allows for a property of this name, wherever it stands. */
function allowed(property: string, schema: unknown = planSchema): Set<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (
        key === property &&
        typeof value === "object" &&
        value !== null &&
        "enum" in value &&
        Array.isArray(value.enum)
      )
        for (const item of value.enum) found.add(String(item));
      visit(value);
    }
  };
  visit(schema);
  return found;
}

function operationsOf(plan: Plan): Set<string> {
  const ops = new Set<string>();
  const visit = (expression: PlanExpression | null): void => {
    if (expression !== null) walk<PlanLeaf>(expression, "", (node) => ops.add(node.op));
  };
  for (const { form } of plan.outputs) for (const [, expression] of expressionsOf(form)) visit(expression);
  for (const node of plan.aggregates) {
    if (node.kind === "events") for (const condition of [node.where, node.among]) visit(condition);
    else for (const { where } of node.steps) visit(where);
  }
  return ops;
}

const missing = (wanted: Iterable<string>, used: ReadonlySet<string>): string[] =>
  [...wanted].filter((name) => !used.has(name));

describe("Northwind uses the whole language", () => {
  const { plan, program } = compileWorkspace(openWorkspace(folderOf("northwind")), { tests: true });
  if (plan === undefined) throw new Error("Northwind does not compile");
  const aggregates = plan.aggregates.filter((node) => node.kind === "events");
  const sequences = plan.aggregates.filter((node) => node.kind === "sequence");

  it("every form, every kind of output and of tag", () => {
    expect(missing(allowed("form"), new Set(plan.outputs.map(({ form }) => form.form)))).toEqual([]);
    expect(
      missing(
        ["tag", "lifecycle", "segment", "never", "exclusive", "expect"],
        new Set(plan.outputs.map(({ kind }) => kind)),
      ),
    ).toEqual([]);
    expect(
      missing(["attribute", "statistical", "rule", "mined"], new Set(plan.outputs.map(({ tagKind }) => tagKind ?? ""))),
    ).toEqual([]);
    const lists = plan.outputs.flatMap(({ form }) =>
      "whenUnknown" in form
        ? [`${form.form}${form.whenUnknown === null ? "" : " unknown"}${form.otherwise === null ? "" : " otherwise"}`]
        : [],
    );
    expect(
      missing(["one of unknown", "first of otherwise", "all of", "bands unknown", "bands otherwise"], new Set(lists)),
    ).toEqual([]);
  });

  it("every aggregate and every kind of sequence", () => {
    expect(missing(allowed("function"), new Set(aggregates.map((node) => node.function)))).toEqual([]);
    expect(aggregates.some(({ among }) => among !== null)).toBe(true);
    expect(missing(allowed("keep"), new Set(sequences.map(({ keep }) => keep)))).toEqual([]);
    expect(sequences.some(({ each }) => each) && sequences.some(({ each }) => !each)).toBe(true);
    expect(
      sequences.some(({ steps }) => steps.some(({ negated }) => negated)) &&
        sequences.some(({ steps }) => steps.length > 2),
    ).toBe(true);
  });

  it("every window", () => {
    const windows = plan.aggregates.map(({ window }) => window);
    expect(missing(["all", "exact", "months", "calendar", "fixed"], new Set(windows.map(({ kind }) => kind)))).toEqual(
      [],
    );
    const calendar = new Set(
      windows.flatMap((window) => (window.kind === "calendar" ? [`${window.unit} ${window.offset}`] : [])),
    );
    expect(
      missing(
        ["day", "week", "month", "quarter", "year"].flatMap((unit) => [`${unit} 0`, `${unit} -1`]),
        calendar,
      ),
    ).toEqual([]);
    expect(windows.some((window) => window.kind === "exact" && window.ending > 0)).toBe(true);
    expect(
      windows.some((window) => window.kind === "fixed" && window.to === null) &&
        windows.some((window) => window.kind === "fixed" && window.to !== null),
    ).toBe(true);
  });

  it("every operation", () => {
    // A model stands in a plan only while it is not trained.
    expect(
      missing(
        [...allowed("op")].filter((op) => op !== "model"),
        operationsOf(plan),
      ),
    ).toEqual([]);
    expect(allowed("op").size).toBeGreaterThan(35);
  });

  it("every type of field, bounds, and an instant back by exact and by calendar units", () => {
    const fields = [program.profile, ...program.events.values()].flatMap((record) => [
      ...(record?.fields.values() ?? []),
    ]);
    expect(
      missing(
        ["boolean", "integer", "number", "decimal", "text", "date", "time", "enum", "set"],
        new Set(fields.map(({ type }) => type.kind)),
      ),
    ).toEqual([]);
    expect(
      fields.some(({ type }) => type.kind === "decimal" && !type.money) &&
        fields.some(({ personal }) => personal) &&
        fields.some(({ high }) => high !== null),
    ).toBe(true);
    expect(
      missing(["day", "month"], new Set(plan.instants.flatMap(({ back }) => back.map(({ unit }) => unit)))),
    ).toEqual([]);
  });

  it("parts, tables named by customers and by events, and fields that are worked out", () => {
    const records = [program.profile, ...program.events.values()].filter((record) => record !== undefined);
    expect([...program.events.values()].filter(({ partOf }) => partOf !== null).map(({ name }) => name)).toEqual([
      "order_line",
    ]);
    expect([...program.tables.keys()]).toEqual(["product"]);
    for (const record of [program.profile, program.events.get("order_line")])
      expect([...(record?.fields.values() ?? [])].filter(({ table }) => table !== undefined).length).toBe(1);
    expect(records.reduce((sum, { computed }) => sum + computed.size, 0)).toBeGreaterThan(2);
  });

  it("and an expression's operands are found, so that the above saw them all", () => {
    const found = new Set<string>();
    for (const { form } of plan.outputs)
      for (const [, expression] of expressionsOf(form))
        walk<PlanLeaf>(expression, "", (node) => {
          for (const [key] of operandsOf<PlanLeaf>(node)) found.add(key.replace(/\d+/, "0"));
        });
    expect(missing(["arg", "left", "right", "fallback", "set", "by", "from", "to", "today", "args.0"], found)).toEqual(
      [],
    );
  });
});

interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, unknown>> }[];
  readonly summary: {
    readonly customers: number;
    readonly leftOut: number;
    readonly outputs: readonly {
      readonly name: string;
      readonly kind: string;
      readonly known: number;
      readonly none: number;
      readonly unknown: number;
      readonly errors: number;
      readonly errorCodes: Readonly<Record<string, number>>;
      readonly values: Readonly<Record<string, number>> | null;
    }[];
  };
}

describe("Northwind with 200 customers", () => {
  const folder = folderWith();
  let run: Run = { customers: [], summary: { customers: 0, leftOut: 0, outputs: [] } };

  beforeAll(async () => {
    const from = folderOf("northwind");
    cpSync(from, folder, {
      recursive: true,
      filter: (path) => !/^(\.tagma|data)(\/|$)/.test(relative(from, path)),
    });
    await writeData(join(folder, "data"), 200, 7, () => undefined);
  });

  it("imports without a rejected row, and again without a change", async () => {
    interface Report {
      readonly sources: readonly {
        readonly source: string;
        readonly added: number;
        readonly rejected: number;
        readonly conflicts: number;
      }[];
    }
    const first = await tagmaJson<Report>("import", "-w", folder);
    expect(first.sources.map(({ source, rejected, conflicts }) => ({ source, rejected, conflicts }))).toEqual(
      ["customers", "products", "orders", "views", "other"].map((source) => ({ source, rejected: 0, conflicts: 0 })),
    );
    expect(first.sources[0]?.added).toBe(200);
    const again = await tagmaJson<Report>("import", "-w", folder);
    expect(again.sources.map(({ added }) => added)).toEqual([0, 0, 0, 0, 0]);
  });

  it("evaluates everybody without an error, and every law is held", async () => {
    run = await tagmaJson<Run>("run", "-w", folder);
    expect(run.summary).toMatchObject({ customers: 200, leftOut: 0 });
    expect([...new Set(run.summary.outputs.flatMap(({ errorCodes }) => Object.keys(errorCodes)))]).toEqual([]);
    for (const { kind, values } of run.summary.outputs.filter(
      (output) => output.kind === "never" || output.kind === "exclusive",
    ))
      expect({ kind, broken: values?.["yes"] }).toEqual({ kind, broken: 0 });
  });

  it("counts what it prints", () => {
    for (const { name, known, none, unknown, errors, kind } of run.summary.outputs) {
      expect({ name, total: known + none + unknown + errors }).toEqual({ name, total: 200 });
      if (kind === "never" || kind === "exclusive") continue;
      const told = run.customers.filter(
        ({ tags }) => typeof tags[name] !== "object" || Array.isArray(tags[name]),
      ).length;
      expect({ name, known: told }).toEqual({ name, known });
    }
  });

  it("has every customer in one value tier, and explains it", async () => {
    const tiers = run.customers.map(({ tags }) => tags["value_tier"]);
    expect(new Set(tiers)).toEqual(new Set(["VIP", "Regular", "Occasional", "Lapsed", "Prospect"]));
    expect(await tagmaOut("explain", "c0000007", "value_tier", "-w", folder)).toContain(
      `value_tier (Value tier) is ${String(run.customers[6]?.tags["value_tier"])}\n`,
    );
  });
});
