import { compile } from "../../engine/compile/compile.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { CustomerInput } from "../../engine/run/customer.ts";
import type { TablesInput } from "../../engine/run/tables.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { conformanceCases, type ConformanceCase } from "./conformance.ts";

/** A case that evaluates: its plan, its customer, and what the tables expect. */
export interface EvaluatedCase {
  readonly item: ConformanceCase;
  readonly plan: Plan;
  readonly customer: CustomerInput;
  readonly asOf: string;
  readonly tables: TablesInput | undefined;
}

/** The conformance cases that expect values, compiled. */
export function evaluatedCases(): [string, EvaluatedCase][] {
  return conformanceCases()
    .filter(({ expect }) => expect !== undefined)
    .map((item) => {
      const settings = planSettings(item.settings);
      const readList = (path: string) =>
        Object.hasOwn(item.lists, path) ? (item.lists[path] ?? "") : { problem: "there is no such file" };
      const { plan } = compile({ files: [{ path: "case.tagma", text: item.text }], settings, readList });
      if (plan === undefined) throw new Error(`${item.name} does not compile`);
      return [
        `${item.file} [${item.sentence}] ${item.name}`,
        {
          item,
          plan,
          customer: { profile: item.profile, versions: item.versions, events: item.events },
          asOf: item.asOf ?? "",
          tables: item.tables,
        },
      ];
    });
}

/** Of an executor's tags those that a case expects, errors by their code. */
export function asExpected(
  item: ConformanceCase,
  answer: "absent" | "left out" | Readonly<Record<string, unknown>>,
): unknown {
  if (typeof answer === "string" || typeof item.expect !== "object") return answer;
  return Object.fromEntries(
    Object.keys(item.expect).map((name) => {
      const found = answer[name];
      return [
        name,
        typeof found === "object" && found !== null && "code" in found ? { is: "error", code: found.code } : found,
      ];
    }),
  );
}
