import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Program } from "../../engine/check/program.ts";
import { evaluatePopulationHere } from "../../engine/run/population/prepare.ts";
import { randomNumbers } from "../../engine/statistics/random.ts";
import type { Population } from "../../engine/run/population/population.ts";
import { openDatabase } from "../../store/sqlite/database.ts";
import { populationParts } from "../../store/customers/population-parts.ts";
import { dataVersion, Snapshot, snapshotFolder } from "../../store/snapshot/snapshot.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { folderWith, tagmaOut } from "../support/command.ts";

const AS_OF = Date.UTC(2026, 2, 1);
const rules = `profile customer { city : text  gender : one of (female, male)  member : yes/no  weight : number  since : date  seen : time required }
event order_paid { amount : money  kind : one of (fresh, snacks)  note : text }
event complaint {}
attribute tag where_from = city if unknown "nowhere"
attribute tag is_member = member
statistical tag spend = sum of order_paid.amount
statistical tag kinds = most frequent order_paid.kind
statistical tag note = latest order_paid.note
statistical tag angry = count of order_paid then complaint within 2 days
rule tag heavy when weight > 70.5`;

async function workspace(): Promise<string> {
  const folder = folderWith({
    "tagma.json": JSON.stringify({
      language: 1,
      timeZone: "Asia/Taipei",
      sources: [
        { name: "customers", file: "customers.csv", format: "csv", profile: true, customer: "id" },
        {
          name: "orders",
          file: "orders.csv",
          format: "csv",
          customer: "id",
          time: "at",
          id: "no",
          event: "order_paid",
        },
        {
          name: "complaints",
          file: "complaints.csv",
          format: "csv",
          customer: "id",
          time: "at",
          id: "no",
          event: "complaint",
        },
      ],
    }),
    "rules.tagma": rules,
    "customers.csv":
      "id,city,gender,member,weight,since,seen\na,高雄,female,yes,70.25,2020-02-29,2026-01-01T10:00\nb,,male,no,,,2026-01-02T10:00\nc,Taipei,,,81,1999-12-31,2026-01-03T10:00\n",
    "orders.csv":
      "id,no,at,amount,kind,note\na,1,2026-02-01T10:00,12.50,fresh,first\na,2,2026-02-02T10:00,,snacks,\nc,3,2026-02-03T10:00,99999999.99,,naïve 🍵\nd,4,2026-02-03T10:00,1,fresh,x\n",
    "complaints.csv": "id,no,at\na,5,2026-02-02T10:00\nc,6,2026-02-20T10:00\n",
  });
  await tagmaOut("import", "-w", folder);
  return folder;
}

interface Opened {
  readonly databasePath: string;
  readonly plan: Plan;
  readonly program: Program;
}

function opened(folder: string): Opened {
  const found = openWorkspace(folder);
  const { plan, program } = compileWorkspace(found);
  if (plan === undefined) throw new Error("the rules have errors");
  return { databasePath: found.databasePath, plan, program };
}

/** Takes the customers by way of the snapshot, as a run does, and says whether it was there already. */
function taken(
  { databasePath, plan, program }: Opened,
  memory = Infinity,
): { readonly believed: boolean; readonly answers: readonly unknown[] } {
  const writer = openDatabase(databasePath, { mustExist: true });
  const snapshot = new Snapshot(databasePath, program);
  const version = dataVersion(writer);
  const reader = openDatabase(databasePath, { readonly: true, mustExist: true });
  const answers = [...snapshot.parts(reader, program, plan, memory, true)].flatMap((part) => answersOf(plan, part));
  const believed = !existsSync(`${snapshotFolder(databasePath)}.new`);
  reader.close();
  snapshot.keep(writer, version);
  writer.close();
  return { believed, answers };
}

function answersOf(plan: Plan, part: Population): unknown[] {
  const found = evaluatePopulationHere(plan, part, AS_OF);
  return Array.from({ length: part.count }, (_, customer) => [
    part.id(customer),
    found.standing[customer],
    ...found.columns.map((column) => found.result(column, customer)),
  ]);
}

function fromDatabase({ databasePath, plan, program }: Opened): unknown[] {
  const database = openDatabase(databasePath, { readonly: true, mustExist: true });
  const answers = [...populationParts(database, program, plan, Infinity)].flatMap((part) => answersOf(plan, part));
  database.close();
  return answers;
}

describe("the snapshot", () => {
  it("holds what the database holds, in one part or many", async () => {
    const here = opened(await workspace());
    const expected = fromDatabase(here);
    expect(expected.length).toBe(4);
    for (const memory of [Infinity, 1, 1]) expect(taken(here, memory).answers).toEqual(expected);
    expect(taken(here, 1)).toEqual({ believed: true, answers: expected });
  });

  it("is read again while nothing is written, and after that is not believed", async () => {
    const folder = await workspace();
    const here = opened(folder);
    expect([taken(here).believed, taken(here).believed]).toEqual([false, true]);
    writeFileSync(
      join(folder, "orders.csv"),
      `${readFileSync(join(folder, "orders.csv"), "utf8")}b,9,2026-02-09T10:00,5,fresh,new\n`,
    );
    await tagmaOut("import", "-w", folder);
    const after = taken(here);
    expect([after.believed, after.answers]).toEqual([false, fromDatabase(here)]);
    expect(taken(here).believed).toBe(true);
    // By hand, and with another program.
    const other = new Database(here.databasePath);
    other.exec("UPDATE profile SET city = 'Tainan' WHERE _customer = 'a'");
    other.close();
    const again = taken(here);
    expect([again.believed, again.answers]).toEqual([false, fromDatabase(here)]);
  });

  it("is not believed for other fields, nor when a file is damaged", async () => {
    const folder = await workspace();
    const here = opened(folder);
    taken(here);
    truncateSync(join(snapshotFolder(here.databasePath), "0", "profile.arrow"), 40);
    expect(taken(here)).toEqual({ believed: false, answers: fromDatabase(here) });
    writeFileSync(join(folder, "rules.tagma"), rules.replace("one of (female, male)", "one of (male, female)"));
    expect(taken(opened(folder)).believed).toBe(false);
  });

  it("is made again when any bit of it is another, and gives no other answer", async () => {
    const here = opened(await workspace());
    const expected = fromDatabase(here);
    taken(here, 1);
    const folder = snapshotFolder(here.databasePath);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.(arrow|json)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(12);
    const pick = randomNumbers(24);
    for (const name of files)
      for (let round = 0; round < 2; round++) {
        expect(taken(here, 1).believed).toBe(true);
        const bytes = readFileSync(join(folder, name));
        const at = Math.floor(pick() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(pick() * 8));
        writeFileSync(join(folder, name), bytes);
        expect({ name, at, answers: taken(here, 1).answers }).toEqual({ name, at, answers: expected });
        expect({ name, at, answers: taken(here, 1).answers }).toEqual({ name, at, answers: expected });
      }
  });

  it("is left out of the studio's memory, too, when a bit of it is another", async () => {
    const here = opened(await workspace());
    taken(here, 1);
    const stored = (): number | undefined => new Snapshot(here.databasePath, here.program).stored(new Map())?.length;
    expect(stored()).toBe(4);
    const path = join(snapshotFolder(here.databasePath), "2", "event-0.arrow");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(stored()).toBeUndefined();
  });

  it("leaves nothing where the run was stopped", async () => {
    const here = opened(await workspace());
    const reader = openDatabase(here.databasePath, { readonly: true, mustExist: true });
    for (const part of new Snapshot(here.databasePath, here.program).parts(reader, here.program, here.plan, 1, true)) {
      expect(part.count).toBe(1);
      break;
    }
    reader.close();
    expect(readdirSync(dirname(here.databasePath)).filter((name) => name.startsWith("snapshot"))).toEqual([]);
  });

  it("is gone when a customer is erased", async () => {
    const folder = await workspace();
    const here = opened(folder);
    taken(here);
    await tagmaOut("erase", "a", "-w", folder);
    expect(existsSync(snapshotFolder(here.databasePath))).toBe(false);
  });

  it("is Arrow, for other programs to open", async () => {
    const here = opened(await workspace());
    taken(here);
    const profile = tableFromIPC(readFileSync(join(snapshotFolder(here.databasePath), "0", "profile.arrow")));
    expect(
      profile
        .toArray()
        .map((row) => [row["_customer"], row["city"], row["gender"], row["member"], row["weight"], row["since"]]),
    ).toEqual([
      [0, "高雄", "female", true, 70.25, 18_321],
      [1, null, "male", false, null, null],
      [2, "Taipei", null, null, 81, 10_956],
    ]);
    const orders = tableFromIPC(readFileSync(join(snapshotFolder(here.databasePath), "0", "event-0.arrow")));
    expect([orders.schema.metadata.get("event"), orders.toArray().map((row) => row["amount"])]).toEqual([
      "order_paid",
      [1250, null, 9_999_999_999, 100],
    ]);
  });
});
