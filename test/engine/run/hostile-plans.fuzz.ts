import { describe, expect, it } from "vitest";
import { lowerPlan } from "../../../engine/run/ir/program.ts";
import { load } from "../../../engine/run/one-customer/executor.ts";
import { moduleDeclarations } from "../../../engine/run/one-customer/declarations.ts";
import { moduleSource } from "../../../engine/run/one-customer/module.ts";
import { executorSource } from "../../../engine/run/one-customer/source.ts";
import { PopulationBuilder } from "../../../engine/run/population/build.ts";
import { preparePopulation } from "../../../engine/run/population/prepare.ts";
import { dialects, lowerToSql, tagmaLayout } from "../../../engine/sql/index.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { PlanError } from "../../../engine/plan/load.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { MARK, payloads, placesOf, planParts, tampered } from "../../support/attack/hostile-plans.ts";
import { amount } from "../../support/tier.ts";

/** What is written of a plan, or nothing when it is refused: what is no plan may be refused by any error. */
function written(write: () => string): string {
  try {
    return write();
  } catch {
    return "";
  }
}

/** JavaScript without its string literals: the writers quote by double quotes alone, and write no comment of a plan's. */
function bareCode(code: string): string {
  return code.replaceAll(/"(?:[^"\\\n\u2028\u2029]|\\.)*"/g, "");
}

/** SQL without what is quoted and without comments. Spark alone has backslashes in its texts. */
function bareSql(sql: string, target: string): string {
  const text = target === "spark" ? String.raw`'(?:[^'\\]|\\.)*'` : "'(?:[^']|'')*'";
  return sql.replaceAll(new RegExp(`--[^\\n]*|${text}|"(?:[^"]|"")*"|\`(?:[^\`]|\`\`)*\``, "gs"), "");
}

describe("a hostile plan", () => {
  const places = placesOf(planParts());
  const asOf = Date.UTC(2026, 2, 1);
  /** All payloads at every place in the long tier, one after another in the short one. */
  const trials = places.flatMap((place, index) =>
    payloads
      .filter((_, other) => amount(0, 1) === 1 || other === index % payloads.length)
      .map((payload) => ({ place, payload })),
  );

  it("has places of every kind", () => {
    expect(places.length).toBeGreaterThan(150);
  });

  it("is refused by load when a number is something else", () => {
    const accepted = places.flatMap((place) => {
      const found = place.path.reduce((node: unknown, key) => Reflect.get(Object(node), key), JSON.parse(place.plan));
      // The version of a plan is refused with words of its own.
      if (typeof found !== "number" || place.path.length === 1) return [];
      try {
        load(tampered(place, `(globalThis.${MARK} = 1)`));
      } catch (error) {
        if (error instanceof PlanError) return [];
      }
      return [place.path.join(".")];
    });
    expect(accepted).toEqual([]);
  });

  const expectNoCode = (write: (plan: Plan) => string, tried = trials): void => {
    const found = tried.flatMap(({ place, payload }) => {
      const code = bareCode(written(() => write(tampered(place, payload))));
      const at = code.indexOf(MARK);
      return at === -1 ? [] : [`${place.path.join(".")}: ${code.slice(Math.max(0, at - 60), at + 20)}`];
    });
    expect(found).toEqual([]);
  };

  it("becomes no code of one customer's executor", () => {
    expectNoCode((bad) => {
      const { body, constants } = executorSource(lowerPlan(bad));
      return [body, ...constants.sources].join("\n");
    });
  });

  it("becomes no code of a built module, nor of its types", () => {
    // What it has besides the executor is its shape and its hash: slow to make, and soon tried.
    expectNoCode(
      (bad) => moduleSource(bad, "{}", ""),
      trials.filter((_, index) => index % amount(120, 5) === 0),
    );
    expectNoCode((bad) => moduleDeclarations(bad).replaceAll(/\/\*\*[\s\S]*?\*\//g, ""));
  });

  it("becomes no code of a population's kernel", () => {
    expectNoCode((bad) => {
      const builder = new PopulationBuilder(bad, zone("UTC"));
      builder.add({ id: "c1", versions: [{ validFrom: null, fields: new Map() }], events: [] }, undefined);
      return preparePopulation(bad, builder.build(), asOf).task.body;
    });
  });

  it("becomes no SQL", () => {
    const texts = [
      `1) OR (SELECT ${MARK}`,
      `'; DROP TABLE ${MARK}; --`,
      `"; DROP TABLE ${MARK}; --`,
      `\`; ${MARK}`,
      `x\n; ${MARK}`,
    ];
    const found = places.flatMap((place, index) =>
      texts
        .filter((_, other) => amount(0, 1) === 1 || other === index % texts.length)
        .flatMap((payload) => {
          const bad = tampered(place, payload);
          return Object.values(dialects).flatMap((dialect) => {
            const sql = bareSql(
              written(() => {
                const events = bad.reads.events.map(({ name }) => name);
                return lowerToSql(bad, { dialect, layout: tagmaLayout(events), asOf, events }).query;
              }),
              dialect.target,
            );
            const at = sql.indexOf(MARK);
            return at === -1
              ? []
              : [`${place.path.join(".")} ${dialect.target}: ${sql.slice(Math.max(0, at - 60), at + 20)}`];
          });
        }),
    );
    expect(found).toEqual([]);
  });
});
