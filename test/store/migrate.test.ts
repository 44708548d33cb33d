import { describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text   income : integer   level : one of (low, high)   joined : date }
event bought { amount : money at least 0 required   rating : decimal(1) }
event seen { path : text }
statistical tag spent = sum of bought.amount
`;
const sources = [
  { name: "c", file: "c.csv", profile: true, customer: "id" },
  { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" },
  { name: "s", file: "s.csv", customer: "c", id: "id", time: "at", event: "seen" },
];
const files = {
  "c.csv": "id,city,income,level,joined\na,Lugo,10,low,2020-01-01\nb,,20,high,\n",
  "o.csv": "id,c,at,amount,rating\n1,a,2026-01-01,150,4.5\n2,b,2026-01-02,9.50,\n",
  "s.csv": "id,c,at,path\n1,a,2026-01-01,/\n",
};

async function changed(from: string, to: string): Promise<string> {
  const folder = workspaceOf(rules, sources, files);
  await imported(folder);
  await tagmaOut("run", "-w", folder);
  expect(rules).toContain(from);
  writeFiles(folder, { "r.tagma": rules.replace(from, to) });
  return folder;
}

interface Migration {
  readonly applied: boolean;
  readonly steps: readonly {
    readonly step: string;
    readonly text: string;
    readonly lost: number;
    readonly examples: readonly string[];
  }[];
}

describe("what needs no migration", () => {
  it.for([
    ["city : text", 'city "Town" : text personal'],
    ["one of (low, high)", "one of (low, middle, high)"],
    ["at least 0", ""],
    ["income : integer", "income : integer required"],
    ["amount : money at least 0 required", "amount : money at least 0"],
  ] as const)("%s → %s", async ([from, to]) => {
    const folder = await changed(from, to);
    expect((await tagma("run", "-w", folder)).code).toBe(0);
    expect(await tagmaOut("migrate", "-w", folder)).toContain("nothing to migrate");
  });
});

describe("what loses nothing", () => {
  it.for([
    [
      "joined : date }",
      "joined : date   nick : text }",
      "add `nick` of the profile, a text",
      "SELECT nick AS v FROM profile",
      [null, null],
    ],
    [
      "rating : decimal(1)",
      "rating : decimal(1)   note : text",
      "add `bought.note`, a text",
      "SELECT note AS v FROM event_bought",
      [null, null],
    ],
    [
      "event seen",
      "event liked { what : text }\nevent seen",
      "add the event `liked`",
      "SELECT what AS v FROM event_liked",
      [],
    ],
    [
      "income : integer",
      "income : decimal(2)",
      "widen `income` of the profile from a whole number to a decimal with 2 digits",
      "SELECT income AS v FROM profile ORDER BY _customer",
      [1000, 2000],
    ],
    [
      "income : integer",
      "income : text",
      "widen `income` of the profile from a whole number to a text",
      "SELECT income AS v FROM profile ORDER BY _customer",
      ["10", "20"],
    ],
    [
      "rating : decimal(1)",
      "rating : decimal(3)",
      "widen `bought.rating`",
      "SELECT rating AS v FROM event_bought ORDER BY _id",
      [4500, null],
    ],
    [
      "rating : decimal(1)",
      "rating : number",
      "widen `bought.rating`",
      "SELECT rating AS v FROM event_bought ORDER BY _id",
      [4.5, null],
    ],
    [
      "joined : date",
      "joined : text",
      "widen `joined`",
      "SELECT joined AS v FROM profile ORDER BY _customer",
      ["2020-01-01", null],
    ],
    [
      "joined : date",
      "joined : time",
      "change `joined`",
      "SELECT joined AS v FROM profile ORDER BY _customer",
      [Date.UTC(2019, 11, 31, 23), null],
    ],
    [
      "amount : money at least 0",
      "amount : money at least 5",
      "change `bought.amount`",
      "SELECT amount AS v FROM event_bought ORDER BY _id",
      [15000, 950],
    ],
  ] as const)("%s → %s", async ([from, to, text, sql, expected]) => {
    const folder = await changed(from, to);
    const refused = await tagma("run", "-w", folder);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("`tagma migrate` shows what it takes") });
    expect((await tagma("doctor", "-w", folder)).out).toContain("the rules ask for other tables");
    const { applied, steps } = await tagmaJson<Migration>("migrate", "-w", folder);
    expect(applied).toBe(true);
    expect(steps).toMatchObject([{ text: expect.stringContaining(text), lost: 0 }]);
    expect(rowsOf(folder, sql)).toEqual(expected.map((v) => ({ v })));
    expect(await tagsOf(folder)).toMatchObject({ a: { spent: 150 }, b: { spent: 9.5 } });
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
  });

  it("another time zone moves local dates and hours", async () => {
    const folder = await changed("city", "city");
    writeFiles(folder, {
      "tagma.json": JSON.stringify({ language: 1, timeZone: "Asia/Taipei", asOf: "2026-03-01", sources }),
    });
    expect((await tagmaJson<Migration>("migrate", "-w", folder)).steps).toMatchObject([{ step: "move time zone" }]);
    expect(rowsOf(folder, "SELECT _date, _weekday, _hour FROM event_seen")).toEqual([
      { _date: 20454, _weekday: 3, _hour: 7 },
    ]);
  });
});

describe("a rename", () => {
  it.for([
    ["city : text", "town : text", "city=town", "SELECT town AS v FROM profile ORDER BY _customer", ["Lugo", null]],
    [
      "rating : decimal(1)",
      "stars : decimal(2)",
      "bought.rating=stars",
      "SELECT stars AS v FROM event_bought ORDER BY _id",
      [450, null],
    ],
    ["event seen", "event viewed", "seen=viewed", "SELECT _id AS v FROM event_viewed", ["viewed:1"]],
  ] as const)("%s → %s", async ([from, to, rename, sql, expected]) => {
    const folder = await changed(from, to);
    const without = await tagma("migrate", "-w", folder);
    expect(without).toMatchObject({ code: 1, out: expect.stringContaining("--rename old=new") });
    expect((await tagmaJson<Migration>("migrate", "--rename", rename, "-w", folder)).applied).toBe(true);
    expect(rowsOf(folder, sql)).toEqual(expected.map((v) => ({ v })));
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
  });

  it.for([
    ["city : text", "town : text", "city=town"],
    ["rating : decimal(1)", "stars : decimal(1)", "bought.rating=stars"],
    ["event seen", "event viewed", "seen=viewed"],
  ] as const)("%s → %s that is done already says so", async ([from, to, rename]) => {
    const folder = await changed(from, to);
    await tagmaOut("migrate", "--rename", rename, "-w", folder);
    for (const more of [[], ["--dry-run"]]) {
      const again = await tagma("migrate", "--rename", rename, ...more, "-w", folder);
      expect(again).toMatchObject({ code: 0, err: "" });
      expect(again.out).toContain(`"${rename}" has been done already.`);
      expect(again.out).toContain("nothing to migrate");
    }
  });

  it("of a profile field goes into its history and into what is current only", async () => {
    const folder = await changed("city : text", "town : text");
    await tagmaOut("migrate", "--rename", "city=town", "-w", folder);
    expect(rowsOf(folder, "SELECT field FROM current_only ORDER BY 1")).toEqual([
      { field: "income" },
      { field: "joined" },
      { field: "level" },
      { field: "town" },
    ]);
    expect(rowsOf(folder, "SELECT fields FROM field_sets")).toEqual([{ fields: '["income","joined","level","town"]' }]);
  });

  it.for([
    ["town=city", "neither a profile field nor an event `town`"],
    ["city=income", "has a field `income` already"],
    ["city=nowhere", "declare no profile field `nowhere`"],
    ["city", "write it as old=new"],
    ["bought.x=y", "no field `bought.x`"],
    ["seen=bought", "`bought` must be an event"],
  ] as const)("%s is refused", async ([rename, message]) => {
    const folder = await changed("city : text", "town : text");
    expect((await tagma("migrate", "--rename", rename, "-w", folder)).err).toContain(message);
  });
});

describe("what would lose data", () => {
  it.for([
    ["city : text   ", "", "drop `city` of the profile", 1, ["a"], "SELECT count(*) AS v FROM profile", [2]],
    [
      "event seen { path : text }",
      "",
      "drop the event `seen`",
      1,
      ["seen:1"],
      "SELECT count(*) AS v FROM sqlite_master WHERE name = 'event_seen'",
      [0],
    ],
    [
      "one of (low, high)",
      "one of (low)",
      "change `level`",
      1,
      ["b"],
      "SELECT level AS v FROM profile ORDER BY _customer",
      ["low", null],
    ],
    [
      "rating : decimal(1)",
      "rating : integer",
      "change `bought.rating`",
      1,
      ["bought:1"],
      "SELECT rating AS v FROM event_bought ORDER BY _id",
      [null, null],
    ],
    [
      "rating : decimal(1)",
      "rating : decimal(1) required",
      "change `bought.rating`",
      1,
      ["bought:2"],
      "SELECT rating AS v FROM event_bought ORDER BY _id",
      [45],
    ],
    [
      "amount : money at least 0",
      "amount : money at least 10",
      "change `bought.amount`",
      1,
      ["bought:2"],
      "SELECT _id AS v FROM event_bought",
      ["bought:1"],
    ],
    [
      "rating : decimal(1)",
      "rating : decimal(1)   shop : text required",
      "add `bought.shop`, a text, required",
      2,
      ["bought:1", "bought:2"],
      "SELECT count(*) AS v FROM event_bought",
      [0],
    ],
  ] as const)("%s → %s", async ([from, to, text, lost, examples, sql, expected]) => {
    const folder = await changed(from, to);
    const before = rowsOf(folder, "SELECT * FROM event_bought ORDER BY _id");
    const { code, out } = await tagma("migrate", "-w", folder);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("Nothing was changed") });
    expect(rowsOf(folder, "SELECT * FROM event_bought ORDER BY _id")).toEqual(before);
    expect(await tagmaJson<Migration>("migrate", "--dry-run", "-w", folder)).toMatchObject({
      applied: false,
      steps: [{ text: expect.stringContaining(text), lost, examples }],
    });
    expect((await tagmaJson<Migration>("migrate", "--allow-loss", "-w", folder)).applied).toBe(true);
    expect(rowsOf(folder, sql)).toEqual(expected.map((v) => ({ v })));
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
    expect((await tagma("run", "-w", folder)).code).toBe(0);
  });
});
