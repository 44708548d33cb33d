import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pico from "picocolors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../cli/program.ts";

/**
 * The rules of examples/grocery-loyalty over the real Complete Journey data, against figures that
 * test/shared/grocery-figures.py computed in SQL from the same files. Its head describes the JSON.
 */
interface Figure {
  readonly counts?: Readonly<Record<string, number>>;
  readonly members?: Readonly<Record<string, number>>;
  readonly known?: number;
  readonly sum?: number;
  readonly approximate?: boolean;
  readonly least?: string;
  readonly greatest?: string;
  readonly except?: readonly string[];
}
type Tag = boolean | number | string | readonly string[] | { readonly is: string };
interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, Tag>> }[];
}
const expected: {
  readonly population: number;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly households: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
} = JSON.parse(readFileSync(new URL("grocery-expected.json", import.meta.url), "utf8"));

const shared = new URL("../../../shared/data/completejourney/", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "tagma-grocery-"));
let run: Run = { customers: [] };

async function tagma(...args: string[]): Promise<string> {
  let out = "";
  let err = "";
  const code = await main([...args, "-w", folder], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: pico.createColors(false),
    interactive: false,
    width: 100,
  });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

describe("the Complete Journey households", () => {
  beforeAll(async () => {
    if (!existsSync(shared))
      throw new Error("the folder shared/ with the Complete Journey data must stand beside the checkout");
    cpSync(new URL("../../examples/grocery-loyalty", import.meta.url), folder, {
      recursive: true,
      filter: (path) => !path.includes(".tagma/"),
    });
    mkdirSync(join(folder, "data"), { recursive: true });
    for (const file of ["events.csv", "demographics.csv"]) cpSync(new URL(file, shared), join(folder, "data", file));
    await tagma("import");
    run = JSON.parse(await tagma("run", "--json", "--show-personal"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("imports every household", () => {
    expect(run.customers).toHaveLength(expected.population);
  });

  it("imports the same files again without a change", async () => {
    const report: {
      readonly sources: readonly { readonly added: number; readonly rejected: number; readonly conflicts: number }[];
    } = JSON.parse(await tagma("import", "--json"));
    expect(report.sources.map(({ added, rejected, conflicts }) => ({ added, rejected, conflicts }))).toEqual(
      report.sources.map(() => ({ added: 0, rejected: 0, conflicts: 0 })),
    );
  });

  it("passes the tests of its rules", async () => {
    expect(await tagma("test")).toMatch(/\d+ passed, 0 failed/);
  });

  it.for(Object.entries(expected.figures))("agrees with SQL on %s", ([name, figure]) => {
    const tags = run.customers.filter(({ id }) => figure.except?.includes(id) !== true).map(({ tags }) => tags[name]);
    const known = tags.filter((tag) => tag !== undefined && !(typeof tag === "object" && "is" in tag));
    const found: Figure = {
      ...(figure.counts === undefined ? {} : { counts: tally(tags.map(valueName), figure.counts) }),
      ...(figure.members === undefined
        ? {}
        : {
            members: tally(
              known.flatMap((tag) => (Array.isArray(tag) && tag.length > 0 ? tag : [""])),
              figure.members,
            ),
          }),
      ...(figure.known === undefined ? {} : { known: known.length }),
      ...(figure.sum === undefined ? {} : { sum: total(known, figure) }),
      ...(figure.least === undefined ? {} : { least: known.map(String).reduce((a, b) => (a < b ? a : b)) }),
      ...(figure.greatest === undefined ? {} : { greatest: known.map(String).reduce((a, b) => (a > b ? a : b)) }),
    };
    const { approximate: _approximate, except: _except, ...wanted } = figure;
    expect(found).toEqual({ ...wanted, ...(figure.sum === undefined ? {} : { sum: rounded(figure.sum, figure) }) });
  });

  it.for(Object.entries(expected.households))("agrees with SQL on all of household %s", ([id, wanted]) => {
    const tags = run.customers.find((customer) => customer.id === id)?.tags ?? {};
    expect(
      Object.fromEntries(
        Object.keys(wanted).map((name) => {
          const tag = tags[name];
          return [name, typeof tag === "object" && "is" in tag ? null : tag];
        }),
      ),
    ).toEqual(wanted);
  });
});

function valueName(tag: Tag | undefined): string {
  if (tag === undefined || (typeof tag === "object" && "is" in tag)) return "unknown";
  return typeof tag === "boolean" ? (tag ? "yes" : "no") : String(tag);
}

/** Counts names; those that the expectation lists with 0 are kept. */
function tally(names: readonly string[], wanted: Readonly<Record<string, number>>): Record<string, number> {
  const counts = new Map(Object.keys(wanted).map((name) => [name, 0]));
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Exact in units of 10^-4; sums of doubles to nine digits. */
function total(known: readonly (Tag | undefined)[], figure: Figure): number {
  return rounded(
    known.reduce<number>((sum, tag) => sum + Number(tag), 0),
    figure,
  );
}
function rounded(sum: number, figure: Figure): number {
  return figure.approximate === true ? Number(sum.toPrecision(9)) : Math.round(sum * 10_000) / 10_000;
}
