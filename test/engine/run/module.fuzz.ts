import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { bundledRuntime } from "../../../cli/module-runtime.ts";
import { compile } from "../../../engine/compile/compile.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import type { CustomerInput } from "../../../engine/run/customer.ts";
import type { TablesInput } from "../../../engine/run/tables.ts";
import { load, type ProfileExecutor, type ProfileResult } from "../../../engine/run/one-customer/executor.ts";
import { moduleDeclarations } from "../../../engine/run/one-customer/declarations.ts";
import { moduleSource } from "../../../engine/run/one-customer/module.ts";
import { customerValidator, validatorSource } from "../../../engine/run/one-customer/validate.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { asExpected, evaluatedCases } from "../../support/executor-cases.ts";
import { interpreted } from "../../support/executors.ts";
import { amount } from "../../support/tier.ts";

const folder = mkdtempSync(join(tmpdir(), "tagma-module-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runtime = bundledRuntime();

type Built = Pick<ProfileExecutor, "evaluate" | "evaluateCustomer" | "evaluateWith"> & {
  readonly validateProfile: (value: unknown) => boolean;
  readonly validateEvents: (value: unknown) => boolean;
};

let built = 0;
async function imported(plan: Plan, tables?: TablesInput): Promise<Built> {
  const file = join(folder, `built-${built++}.mjs`);
  writeFileSync(file, moduleSource(plan, runtime, validatorSource(plan)));
  const module: Built & { readonly load?: (given: object) => Built } = await import(
    /* @vite-ignore */ pathToFileURL(file).href
  );
  return module.load === undefined ? module : { ...module, ...module.load({ tables }) };
}

function planOf(text: string, timeZone = "UTC"): Plan {
  const settings = planSettings({ timeZone });
  const { plan, diagnostics } = compile({ files: [{ path: "rules.tagma", text }], settings });
  if (plan === undefined) throw new Error(diagnostics.map(({ code }) => code).join(", "));
  return plan;
}

const tagsOf = (found: ProfileResult): ReturnType<typeof interpreted> =>
  found.kind === "present" ? { ...found.tags } : found.kind;

describe("a built module", () => {
  it.for(
    evaluatedCases()
      .filter(([, { plan }]) => plan.settings.timeZone === "UTC")
      .filter((_, index) => index % amount(60, 1) === 0),
  )("%s", async ([, { item, plan, customer, asOf, tables }]) => {
    const module = await imported(plan, tables);
    expect(asExpected(item, tagsOf(module.evaluateCustomer(customer, asOf)))).toEqual(item.expect);
  });

  const rules = `profile customer { sms_opt_in : yes/no required  birth_date : date  city : text }
event order_paid { amount : money at least 0 required  channel : one of (app, web) }
event order_line part of order_paid { sku : text required }
statistical tag app_lines = count of order_line where sku is "a" and order_paid.channel is app
/// How old. */ globalThis.broken = 1; /*
attribute tag age = years since birth_date
statistical tag spend = sum of order_paid.amount this year
statistical tag evening = count of order_paid where hour of time >= 18 or channel is app
rule tag local when city is "taipei" ignoring case
segment good when spend >= 100 and sms_opt_in`;
  const customer: CustomerInput = {
    profile: { sms_opt_in: true, birth_date: "1996-02-29", city: "TAIPEI" },
    events: [
      { type: "order_paid", id: "a", time: "2026-02-28T23:30", fields: { amount: 120.5, channel: "app" } },
      { type: "order_paid", id: "b", time: "2025-12-31T23:30:00Z", fields: { amount: 10 } },
    ],
  };

  it("carries its zone and needs no eval, no Intl and no package", () => {
    const plan = planOf(rules, "Europe/Madrid");
    writeFileSync(join(folder, "madrid.mjs"), moduleSource(plan, runtime, validatorSource(plan)));
    const script = `delete globalThis.Intl; const { evaluateCustomer, validateEvents } = await import("./madrid.mjs");
const customer = ${JSON.stringify(customer)};
console.log(JSON.stringify([evaluateCustomer(customer, "2026-03-01"), validateEvents(customer.events), validateEvents([{ type: "order_paid" }])]));`;
    writeFileSync(join(folder, "service.mjs"), script);
    const said = execFileSync(
      process.execPath,
      ["--disallow-code-generation-from-strings", join(folder, "service.mjs")],
      { cwd: folder, encoding: "utf8" },
    );
    expect(JSON.parse(said)).toEqual([
      { kind: "present", tags: interpreted(plan, customer, "2026-03-01") },
      true,
      false,
    ]);
  });

  it("has types that a service's mistakes run into", () => {
    const plan = planOf(rules);
    writeFileSync(join(folder, "rules.mjs"), moduleSource(plan, runtime, validatorSource(plan)));
    writeFileSync(join(folder, "rules.d.mts"), moduleDeclarations(plan));
    writeFileSync(
      join(folder, "good.mts"),
      `import { evaluate } from "./rules.mjs";
const found = evaluate({ sms_opt_in: true, birth_date: null }, [{ type: "order_paid", id: "a", time: 0, fields: { amount: 1, channel: "app" }, parts: { order_line: [{ sku: "a" }] } }]);
if (found.kind === "present") { const good: boolean | { is: "error" } = found.tags.good; console.log(good); }\n`,
    );
    writeFileSync(
      join(folder, "bad.mts"),
      `import { evaluate } from "./rules.mjs";
evaluate({}, []);
evaluate({ sms_opt_in: "yes" }, []);
evaluate({ sms_opt_in: true }, [{ type: "order_payed", id: "a", time: 0, fields: { amount: 1 } }]);
evaluate({ sms_opt_in: true }, [{ type: "order_paid", id: "a", time: 0, fields: { amount: 1, channel: "shop" } }]);
evaluate({ sms_opt_in: true }, [{ type: "order_paid", id: "a", time: 0, fields: { amount: 1 }, parts: { order_line: [{ sku: 3 }] } }]);
evaluate({ sms_opt_in: true }, [{ type: "order_line", id: "a", time: 0, fields: { sku: "a" } }]);\n`,
    );
    const check = (file: string): string => {
      try {
        execFileSync(
          join(import.meta.dirname, "../../../node_modules/.bin/tsc"),
          [
            "--ignoreConfig",
            "--noEmit",
            "--strict",
            "--module",
            "nodenext",
            "--target",
            "es2024",
            "--types",
            "",
            join(folder, file),
          ],
          { encoding: "utf8", stdio: "pipe" },
        );
        return "";
      } catch (error) {
        return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
      }
    };
    expect(check("good.mts")).toBe("");
    const lines = new Set(check("bad.mts").match(/bad\.mts\(\d/g));
    expect([...lines]).toEqual([2, 3, 4, 5, 6, 7].map((line) => `bad.mts(${line}`));
  });
});

describe("validators", () => {
  const plan = planOf(
    'profile customer { n : integer from 0 to 9 required  city : text }\nevent seen { path : text required  kind : one of (a, b) }\nattribute tag m = n\nattribute tag c when city is known\nstatistical tag k = count of seen where kind is a and path is "x"',
  );
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly unknown[], boolean])[] = [
    [
      "a good customer",
      { n: 3, city: null },
      [{ type: "seen", id: "1", time: 5, fields: { path: "x", kind: "a" } }],
      true,
    ],
    ["an event that is not read", { n: 3 }, [{ type: "other", id: "1", time: "2026-01-01" }], true],
    ["a missing required field", {}, [], false],
    ["a number beyond its bounds", { n: 10 }, [], false],
    ["a text for a number", { n: "x" }, [], false],
    ["an event without its required field", { n: 1 }, [{ type: "seen", id: "1", time: 5, fields: {} }], false],
    [
      "a value that is not in the list",
      { n: 1 },
      [{ type: "seen", id: "1", time: 5, fields: { path: "x", kind: "c" } }],
      false,
    ],
    ["an event without an id", { n: 1 }, [{ type: "seen", time: 5, fields: { path: "x" } }], false],
  ];
  it.for(cases)("of %s agree", async ([, profile, events, good]) => {
    const module = await imported(plan);
    const validate = customerValidator(plan);
    expect([
      validate(profile, events as never).length === 0,
      module.validateProfile(profile) && module.validateEvents(events),
    ]).toEqual([good, good]);
  });
});

describe("nothing in a rule file becomes code", () => {
  const hostile = [
    '"; globalThis.broken = 1; "',
    "`${globalThis.broken = 1}`",
    "*/ globalThis.broken = 1 /*",
    "</script><script>",
    "\\u0022); globalThis.broken = 1; (\\u0022",
    "constructor",
    "__proto__",
    "\u2028globalThis.broken=1//",
    "'+(globalThis.broken=1)+'",
    "${1}",
    "$&",
    "\\",
  ];
  const literal = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  it("not a text, not a branch, not a name", async () => {
    for (const text of hostile) {
      const name = `\`${text.replaceAll("`", "").replaceAll("\\", "") || "x"}\``;
      const source = `profile customer { ${name} : text }\nevent seen { ${name} : text  kind : one of (${name}, other) }
attribute tag ${name.replace(/`$/, "_tag`")} = first of { ${literal(`${text}!`)} when ${name} is ${literal(text)}  ${literal(`${text}?`)} otherwise }
statistical tag n = count of seen where ${name} contains ${literal(text)} and kind is ${name}
attribute tag folded when ${name} is ${literal(text)} ignoring case`;
      const settings = planSettings({});
      const { plan, diagnostics } = compile({ files: [{ path: "rules.tagma", text: source }], settings });
      expect([text, diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)]).toEqual([
        text,
        [],
      ]);
      if (plan === undefined) continue;
      const field = plan.reads.fields[0]?.name ?? "";
      const customer: CustomerInput = {
        profile: Object.fromEntries([[field, text]]),
        events: [
          {
            type: "seen",
            id: "1",
            time: 0,
            fields: Object.fromEntries([
              [field, text],
              ["kind", field],
            ]),
          },
        ],
      };
      const expected = interpreted(plan, customer, 1);
      const module = await imported(plan);
      for (const executor of [load(plan), load(plan, { generate: false }), module])
        expect(tagsOf(executor.evaluateCustomer(customer, 1))).toEqual(expected);
      moduleDeclarations(plan);
    }
    expect("broken" in globalThis).toBe(false);
  });
});
