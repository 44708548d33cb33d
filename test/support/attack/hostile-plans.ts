import { fileURLToPath } from "node:url";
import { partOf } from "../../../engine/plan/forms.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";

/**
 * A plan may come from anywhere: a file, a request, a bucket. Whatever stands in it, no value becomes code. Every kind
 * of place in Northwind's plan, models included, holds each payload in turn. What generates code is asked past the
 * validation with which `load` and `evaluatePopulation` begin, so that this is not the only wall.
 */
export const MARK = "tagma_pwned";
export const payloads: readonly unknown[] = [
  `(globalThis.${MARK} = 1)`,
  `1); globalThis.${MARK} = 1; (1`,
  `"; globalThis.${MARK} = 1; "`,
  `'; globalThis.${MARK} = 1; '`,
  `*/ globalThis.${MARK} = 1; /*`,
  `\u2028globalThis.${MARK} = 1;\n`,
  `\${globalThis.${MARK} = 1}`,
  `\\"; globalThis.${MARK} = 1; //`,
  [`(globalThis.${MARK} = 1)`],
  { length: `(globalThis.${MARK} = 1)` },
];

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Northwind's plan in parts, each what one output needs, small ones first. */
export function planParts(): readonly string[] {
  const { plan } = compileWorkspace(openWorkspace(`${root}examples/northwind`));
  if (plan === undefined) throw new Error("Northwind does not compile");
  return plan.outputs
    .filter(({ at }) => at === "now")
    .map(({ id }) =>
      JSON.stringify({ ...partOf(plan, new Set([id])), source: { outputs: {}, aggregates: {}, files: [] } }),
    )
    .sort((left, right) => left.length - right.length);
}

type Path = readonly (string | number)[];
/** A place in a plan. */
export interface Place {
  readonly plan: string;
  readonly path: Path;
}

/** One place of each kind in the smallest plan that has it: places of lists count as one. */
export function placesOf(plans: readonly string[]): readonly Place[] {
  const kinds = new Map<string, Place>();
  for (const plan of plans) {
    const visit = (node: unknown, path: Path, kind: string): void => {
      if (typeof node !== "object" || node === null) {
        const full = `${kind} ${node === null ? "null" : typeof node}`;
        if (!kinds.has(full)) kinds.set(full, { plan, path });
        return;
      }
      // What kind of node it is decides what its properties become.
      const name = ["op", "form", "kind", "function"]
        .map((key) => Reflect.get(node, key))
        .filter((word) => typeof word === "string");
      for (const [key, item] of Object.entries(node)) {
        const place = Array.isArray(node) ? Number(key) : key;
        visit(
          item,
          [...path, place],
          `${name.length === 0 ? kind : name.join(" ")}.${Array.isArray(node) ? "*" : key}`,
        );
      }
    };
    const { source: _source, ...content } = JSON.parse(plan);
    visit(content, [], "");
  }
  return [...kinds.values()];
}

/** The plan with something else at a place. */
export function tampered({ plan, path }: Place, payload: unknown): Plan {
  const copy: Plan = JSON.parse(plan);
  let node: unknown = copy;
  for (const key of path.slice(0, -1)) node = Reflect.get(Object(node), key);
  Reflect.set(Object(node), path.at(-1) ?? "", payload);
  return copy;
}
