import type { Instant } from "../calendar/zone.ts";
import type { Program } from "../check/program.ts";
import type { Location } from "../../grammar/source.ts";
import { withReads } from "../plan/forms.ts";
import { expectationName } from "../compile/lower.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import { byTimeAndId, type Customer } from "../run/customer.ts";
import { withTables } from "../run/customer.ts";
import { type Tables } from "../run/tables.ts";

/** A test block ready to be evaluated. */
export interface TestCase {
  readonly title: string;
  readonly location: Location;
  readonly asOf: Instant;
  readonly customer: Customer;
  readonly expects: readonly Expectation[];
}

export interface Expectation {
  readonly output: OutputNode;
  readonly location: Location;
  /** The names of all tags, lifecycles and segments that it looks at, through others too. */
  readonly looksAt: ReadonlySet<string>;
}

/**
 * The test blocks of a program as customers and expectations.
 * @param plan lowered with `tests: true`
 * @param indexes which tests, by their order in the program; all by default
 */
export function testCases(
  program: Program,
  plan: Plan,
  indexes: readonly number[] = [...program.tests.keys()],
): TestCase[] {
  const byName = new Map(plan.outputs.filter(({ kind }) => kind === "expect").map((output) => [output.name, output]));
  return indexes.flatMap((index): TestCase[] => {
    const test = program.tests[index];
    if (test === undefined) return [];
    const versions = [...test.versions].sort(
      (left, right) => (left.validFrom ?? -Infinity) - (right.validFrom ?? -Infinity),
    );
    const expects = test.expects.flatMap(({ location }, number): Expectation[] => {
      const output = byName.get(expectationName(index, number));
      return output === undefined
        ? []
        : [
            {
              output,
              location,
              looksAt: new Set(withReads(plan.outputs, new Set([output.id])).map(({ name }) => name)),
            },
          ];
    });
    return [
      {
        title: test.title,
        location: test.location,
        asOf: test.asOf,
        customer: withTables(
          { id: "test", versions, events: [...test.events].sort(byTimeAndId) },
          plan,
          tablesOf(test, plan),
        ),
        expects,
      },
    ];
  });
}

/** The rows that a test gives: a table without rows has none. */
function tablesOf({ rows }: Program["tests"][number], { reads }: Plan): Tables {
  return new Map(
    (reads.tables ?? []).map(({ name, fields }) => {
      const own = rows.filter(({ table }) => table === name);
      const columns = fields.map(
        (field) => [field.name, own.map((row): MaybeValue => row.fields.get(field.name) ?? null)] as const,
      );
      return [name, { places: new Map(own.map(({ key }, place) => [key, place])), columns: new Map(columns) }];
    }),
  );
}
