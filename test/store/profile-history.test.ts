import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { city : text   income : integer   phone : text }\nattribute tag c = city\nattribute tag i = income\nattribute tag p = phone\n";
const timed = { name: "cities", file: "a.csv", profile: true, customer: "id", time: "since", fields: { city: "city" } };
const other = { name: "incomes", file: "b.csv", profile: true, customer: "id", time: "since" };
const current = { name: "phones", file: "c.csv", profile: true, customer: "id" };

describe("profile history", () => {
  it("shows each evaluation the version of its instant", async () => {
    const folder = workspaceOf(rules, [timed], {
      "a.csv": "id,since,city\na,2025-01-01,Lugo\na,2026-02-01T12:00,Vigo\nb,2026-01-15,Oslo\na,2026-04-01,Roma\n",
    });
    expect(await imported(folder)).toMatchObject([{ added: 4, known: 0, currentOnly: [] }]);
    const city = async (asOf: string): Promise<unknown> =>
      Object.fromEntries(Object.entries(await tagsOf(folder, "--as-of", asOf)).map(([id, { c }]) => [id, c]));
    expect(await city("2026-03-01")).toEqual({ a: "Vigo", b: "Oslo" });
    expect(await city("2026-02-01T11:59")).toEqual({ a: "Lugo", b: "Oslo" });
    expect(await city("2026-02-01T12:00")).toEqual({ a: "Vigo", b: "Oslo" });
    expect(await city("2026-01-01")).toEqual({ a: "Lugo" });
    expect(await city("2024-12-31")).toEqual({});
  });

  it("marks fields that come without a time as current only", async () => {
    const folder = workspaceOf(rules, [timed, current], {
      "a.csv": "id,since,city\na,2025-01-01,Lugo\n",
      "c.csv": "id,phone\na,1\n",
    });
    expect(await imported(folder)).toMatchObject([{ currentOnly: [] }, { currentOnly: ["phone"] }]);
    expect(rowsOf(folder, "SELECT field FROM current_only")).toEqual([{ field: "phone" }]);
    expect(await tagsOf(folder, "--as-of", "2024-06-01")).toEqual({
      a: { c: { is: "unknown" }, i: { is: "unknown" }, p: "1" },
    });
  });

  it("an empty cell is unknown from then on; a field that a source does not have goes on", async () => {
    const folder = workspaceOf(rules, [timed, other], {
      "a.csv": "id,since,city\na,2025-01-01,Lugo\na,2025-03-01,\n",
      "b.csv": "id,since,income\na,2025-02-01,10\n",
    });
    await imported(folder);
    expect(rowsOf(folder, "SELECT _valid_from, city, income FROM profile ORDER BY 1")).toEqual([
      { _valid_from: Date.UTC(2024, 11, 31, 23), city: "Lugo", income: null },
      { _valid_from: Date.UTC(2025, 0, 31, 23), city: "Lugo", income: 10 },
      { _valid_from: Date.UTC(2025, 1, 28, 23), city: null, income: 10 },
    ]);
  });

  it("does not depend on the order of rows, sources or imports", async () => {
    const fact = fc.record({
      customer: fc.constantFrom("a", "b"),
      day: fc.integer({ min: 1, max: 5 }),
      source: fc.constantFrom("cities", "incomes", "phones"),
      value: fc.constantFrom("", "1", "2"),
    });
    // One value of a field for one instant: two would depend on which came last.
    const facts = fc.uniqueArray(fact, {
      minLength: 1,
      maxLength: 12,
      selector: ({ customer, day, source }) => `${customer} ${source} ${source === "phones" ? 0 : day}`,
    });
    await fc.assert(
      fc.asyncProperty(facts, fc.boolean(), fc.nat(), async (all, inTwo, seed) => {
        const shuffled = all
          .map((item, index) => ({ item, key: Math.imul(index + 1, seed | 1) >>> 0 }))
          .sort((left, right) => left.key - right.key)
          .map(({ item }) => item);
        const files = (some: typeof all): Record<string, string> => ({
          "a.csv": `id,since,city\n${some
            .filter(({ source }) => source === "cities")
            .map(({ customer, day, value }) => `${customer},2025-01-0${day},${value}\n`)
            .join("")}`,
          "b.csv": `id,since,income\n${some
            .filter(({ source }) => source === "incomes")
            .map(({ customer, day, value }) => `${customer},2025-01-0${day},${value}\n`)
            .join("")}`,
          "c.csv": `id,phone\n${some
            .filter(({ source }) => source === "phones")
            .map(({ customer, value }) => `${customer},${value}\n`)
            .join("")}`,
        });
        const half = Math.floor(shuffled.length / 2);
        const folder = workspaceOf(
          rules,
          seed % 2 === 0 ? [timed, other, current] : [current, other, timed],
          files(inTwo ? shuffled.slice(half) : shuffled),
        );
        await imported(folder);
        if (inTwo) {
          writeFiles(folder, files(shuffled.slice(0, half)));
          await imported(folder);
        }
        expect(rowsOf(folder, "SELECT _customer, _valid_from, city, income, phone FROM profile ORDER BY 1, 2")).toEqual(
          expectedVersions(all),
        );
      }),
      { numRuns: 40 },
    );
  });
});

interface Fact {
  readonly customer: string;
  readonly day: number;
  readonly source: string;
  readonly value: string;
}

/** The versions that facts make, worked out field by field: the latest fact at or before each instant. */
function expectedVersions(facts: readonly Fact[]): unknown[] {
  const instant = ({ source, day }: Fact): number =>
    source === "phones" ? -62_135_596_800_000 : Date.UTC(2025, 0, day) - 3_600_000;
  const customers = [...new Set(facts.map(({ customer }) => customer))].sort();
  return customers.flatMap((customer) => {
    const own = facts.filter((fact) => fact.customer === customer);
    const instants = [...new Set(own.map(instant))].sort((left, right) => left - right);
    const at = (source: string, time: number): string | null =>
      own
        .filter((fact) => fact.source === source && instant(fact) <= time)
        .sort((left, right) => instant(left) - instant(right))
        .at(-1)?.value || null;
    return instants.map((time) => ({
      _customer: customer,
      _valid_from: time,
      city: at("cities", time),
      income: at("incomes", time) === null ? null : Number(at("incomes", time)),
      phone: at("phones", time),
    }));
  });
}
