import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../engine/statistics/random.ts";
import { folderWith, tagma, tagmaIn, tagmaOut, writeFiles } from "../support/command.ts";
import { databaseOf, imported, rowsOf, workspaceOf } from "../support/store.ts";
import { amount } from "../support/tier.ts";

const rules = `profile customer { city : text   joined : date }
event bought { amount : money at least 0   note : text   n : number }
statistical tag spent = sum of bought.amount
statistical tag said = latest bought.note
attribute tag town = city
segment big when spent > 10
`;
const sources = [
  { name: "c", file: "c.csv", profile: true, customer: "id" },
  { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" },
];
const files = {
  "c.csv": `id,city,joined\n${Array.from({ length: 200 }, (_, index) => `c${index},Town ${index % 7},2020-01-0${1 + (index % 9)}\n`).join("")}`,
  "o.csv": `id,c,at,amount,note,n\n${Array.from({ length: 1000 }, (_, index) => `o${index},c${index % 200},2026-01-01T10:00,${index % 90}.50,note ${index},${index / 7}\n`).join("")}`,
};
const COMMANDS = [["doctor"], ["explain", "c1"], ["history", "c1"], ["export", "c1"], ["run"], ["migrate"], ["import"]];

/** Changes some bytes: a stretch of them, or here and there. */
function damaged(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const pick = (limit: number): number => Math.floor(random() * limit);
  const [start, count, stretch] = [pick(copy.length), 1 + pick(pick(3) === 0 ? 2000 : 20), pick(2) === 0];
  for (let index = 0; index < count; index++) {
    const at = stretch ? (start + index) % copy.length : pick(copy.length);
    copy[at] = stretch ? pick(256) : (copy[at] ?? 0) ^ (1 << pick(8));
  }
  return copy;
}

describe("a damaged database", () => {
  it("ends every command in one clear sentence, and is replaced by a fresh import", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    const good = readFileSync(databaseOf(folder));
    const random = randomNumbers(2);
    let refused = 0;
    for (let round = 0; round < amount(12, 300); round++) {
      const bytes = damaged(good, random);
      const put = (): void => {
        for (const ending of ["-wal", "-shm"]) rmSync(databaseOf(folder) + ending, { force: true });
        writeFileSync(databaseOf(folder), bytes);
      };
      put();
      for (const command of COMMANDS) {
        const { code, err } = await tagma(...command, "-w", folder);
        expect({ round, command, err }).toEqual({ round, command, err: expect.not.stringContaining("tagma itself") });
        if (code !== 0 && command[0] !== "doctor") refused++;
      }
      put();
      const { code, err } = await tagma("import", "--fresh", "-w", folder);
      expect({ round, code, err }).toMatchObject({ round, code: 0 });
      expect(rowsOf(folder, "SELECT count(*) AS n FROM event_bought")).toEqual([{ n: 1000 }]);
    }
    expect(refused).toBeGreaterThan(amount(12, 300));
  });

  it("of another program is left alone, whatever its tables are called", async () => {
    for (const table of ["CREATE TABLE notes (text TEXT)", "CREATE TABLE meta (id INTEGER, what TEXT)"]) {
      const folder = workspaceOf(rules, sources, files);
      mkdirSync(join(folder, ".tagma"));
      const other = new Database(databaseOf(folder));
      other.exec(table);
      other.close();
      for (const command of [["import"], ["import", "--fresh"], ["run"], ["explain", "c1"], ["erase", "c1"]])
        expect(await tagmaIn("es", ...command, "-w", folder)).toMatchObject({
          code: 2,
          err: expect.stringContaining("es una base de datos de otro programa"),
        });
      expect(await tagma("doctor", "-w", folder)).toMatchObject({
        code: 1,
        out: expect.stringContaining("is a database of another program"),
      });
      expect(rowsOf(folder, "SELECT count(*) AS n FROM sqlite_master")).toEqual([{ n: 1 }]);
    }
  });
});

describe("damaged files to import", () => {
  it("Parquet ends in one clear sentence", async () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const good = Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: "id", data: numbers.map((index) => `o${index}`) },
          { name: "c", data: numbers.map((index) => `c${index % 50}`) },
          { name: "at", data: numbers.map((index) => new Date(1_767_225_600_000 + index * 1000)) },
          { name: "amount", data: numbers.map((index) => index / 2) },
          { name: "note", data: numbers.map((index) => `n${index}`) },
        ],
      }),
    );
    const folder = workspaceOf(rules, [{ ...sources[1], file: "o.parquet" }], { "o.parquet": good });
    const random = randomNumbers(3);
    let refused = 0;
    for (let round = 0; round < amount(40, 1000); round++) {
      // Half of them in the description of the columns, at the end.
      const from = round % 2 === 0 ? 0 : good.length - 600;
      writeFiles(folder, {
        "o.parquet": Buffer.concat([good.subarray(0, from), damaged(good.subarray(from), random)]),
      });
      const { code, err } = await tagma("import", "--fresh", "--max-errors", "300", "-w", folder);
      expect({ round, err }).toEqual({ round, err: expect.stringMatching(/^(tagma: [^\n]*\n)?$/) });
      if (code !== 0) refused++;
    }
    expect(refused).toBeGreaterThan(amount(10, 250));
  });

  it("JSON Lines that are nested 100,000 deep are rejected, and listed", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const objects = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const folder = workspaceOf(rules, [{ ...sources[1], file: "o.jsonl" }], {
      "o.jsonl": `{"id":1,"c":"a","at":"2026-01-01","note":${deep}}\n{"id":2,"c":"a","at":"2026-01-01","note":${objects}}\n${deep}\n{"id":3,"c":"a","at":"2026-01-01","note":"${"[".repeat(1000)}"}\n{"id":4,"c":"a","at":"2026-01-01","note":[["b"]]}\n`,
    });
    const [report] = await imported(folder, "--max-errors", "4");
    expect(report).toMatchObject({ rows: 5, added: 1 });
    expect(report?.rejects.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      ...[1, 2, 3].map((line) => `${line}: is nested deeper than 100 levels`),
      "5: is a list, where one value belongs",
    ]);
    const made = await tagma("init", join(folder, "made"), "--from", join(folder, "o.jsonl"));
    expect(made.err).not.toContain("tagma itself");
  });
});

describe("what only goes by the name of a rule file", () => {
  it("is a folder like any other, or said to be none", async () => {
    const folder = folderWith({
      "tagma.json": '{"language":1}',
      "x.tagma/y.tagma": "profile customer { city : text }\nattribute tag a = city\n",
    });
    expect(await tagmaOut("check", "-w", folder)).toContain("1 files, 1 tags");
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync("elsewhere", join(folder, "link.tagma"));
    for (const command of ["check", "fmt", "test", "run"])
      expect(await tagmaIn("es", command, "-w", folder)).toMatchObject({
        code: 2,
        err: 'tagma: "link.tagma" no es un archivo\n',
      });
    rmSync(join(folder, "link.tagma"));
    symlinkSync("nowhere", join(folder, "link.tagma"));
    expect(await tagma("check", "-w", folder)).toMatchObject({
      code: 2,
      err: 'tagma: "link.tagma" cannot be read: ENOENT\n',
    });
  });
});
