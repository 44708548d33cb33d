import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import pico from "picocolors";
import { describe, expect, it } from "vitest";
import { main } from "../../cli/program.ts";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { city : text   phone : text personal }\nevent bought { amount : money at least 0 required   note : text   paid_on : date }\nstatistical tag spent = sum of bought.amount\nstatistical tag n = count of bought\n";
const orders = { name: "orders", file: "o.csv", customer: "customer", id: "order", time: "at", event: "bought" };
const csv =
  'order,customer,at,amount,note,paid_on\n1,a,2026-01-01T10:00,5.50,"x, y",2026-01-02\n2,a,2026-01-02T10:00,19.99,,\n3,b,2026-01-03T10:00,0,z,\n';
const spent = { a: { spent: 25.49, n: 2 }, b: { spent: 0, n: 1 } };
const events = "SELECT _id, _customer, _time, amount, note, paid_on FROM event_bought ORDER BY 1";

async function fromStandardInput(
  folder: string,
  bytes: Uint8Array,
): Promise<{ readonly code: number; readonly err: string }> {
  let err = "";
  const input = async function* (): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 7) yield Buffer.from(bytes.subarray(at, at + 7));
  };
  const code = await main(["import", "orders", "--from", "-", "-w", folder], {
    out: () => undefined,
    err: (text) => {
      err += text;
    },
    colour: pico.createColors(false),
    interactive: false,
    width: 80,
    input,
  });
  return { code, err };
}

describe("the same rows in other wrappings", () => {
  const rows = csv.trimEnd().split("\n").slice(1);
  const objects =
    '{"order":1,"customer":"a","at":"2026-01-01T10:00","amount":5.5,"note":"x, y","paid_on":"2026-01-02"}\n{"order":2,"customer":"a","at":"2026-01-02T10:00","amount":"19.99","note":null}\n{"order":"3","customer":"b","at":"2026-01-03T10:00","amount":0,"note":"z"}\n';
  it.for([
    ["gzip", { "o.csv.gz": gzipSync(csv) }, { ...orders, file: "o.csv.gz" }],
    ["gzip without its ending", { "o.csv": gzipSync(csv) }, orders],
    [
      "tabs",
      {
        "o.tsv":
          'order\tcustomer\tat\tamount\tnote\tpaid_on\n1\ta\t2026-01-01T10:00\t5.50\t"x, y"\t2026-01-02\n2\ta\t2026-01-02T10:00\t19.99\t\t\n3\tb\t2026-01-03T10:00\t0\tz\t\n',
      },
      { ...orders, file: "o.tsv" },
    ],
    [
      "semicolons",
      {
        "o.csv":
          "order;customer;at;amount;note;paid_on\n1;a;2026-01-01T10:00;5.50;x, y;2026-01-02\n2;a;2026-01-02T10:00;19.99;;\n3;b;2026-01-03T10:00;0;z;\n",
      },
      { ...orders, delimiter: ";" },
    ],
    ["JSON Lines", { "o.jsonl": objects }, { ...orders, file: "o.jsonl" }],
    ["JSON Lines in gzip", { "o.jsonl.gz": gzipSync(objects) }, { ...orders, file: "o.jsonl.gz" }],
    [
      "a folder",
      {
        "in/2.csv": `${csv.split("\n")[0]}\n${rows[1]}\n${rows[2]}\n`,
        "in/1/a.csv.gz": gzipSync(`${csv.split("\n")[0]}\n${rows[0]}\n`),
        "in/notes.md": "no rows",
        "in/.hidden.csv": "x",
      },
      { ...orders, file: "in" },
    ],
    ["Parquet", { "o.parquet": parquet() }, { ...orders, file: "o.parquet" }],
  ] as const)("%s", async ([, files, source]) => {
    const plain = workspaceOf(rules, [orders], { "o.csv": csv });
    await imported(plain);
    const folder = workspaceOf(rules, [source], files);
    expect((await imported(folder)).map(({ added, rejected }) => ({ added, rejected }))).toEqual([
      { added: 3, rejected: 0 },
    ]);
    expect(rowsOf(folder, events)).toEqual(rowsOf(plain, events));
    expect((await imported(folder))[0]).toMatchObject({ rows: 0, unchanged: expect.any(Number) });
    expect(await tagsOf(folder)).toEqual(spent);
  });

  it("standard input, also packed", async () => {
    for (const bytes of [Buffer.from(csv), gzipSync(csv)]) {
      const folder = workspaceOf(rules, [orders], {});
      expect(await fromStandardInput(folder, bytes)).toEqual({ code: 0, err: "" });
      expect(await tagsOf(folder)).toEqual(spent);
    }
    const parquetSource = workspaceOf(rules, [{ ...orders, format: "parquet" }], {});
    expect(await fromStandardInput(parquetSource, Buffer.from("PAR1"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("import it as a file"),
    });
  });

  it("a folder that gets one more file reads that file", async () => {
    const folder = workspaceOf(rules, [{ ...orders, file: "in" }], {
      "in/1.csv": `${csv.split("\n")[0]}\n${rows[0]}\n`,
    });
    await imported(folder);
    writeFiles(folder, { "in/2.csv": `${csv.split("\n")[0]}\n${rows[1]}\n` });
    expect((await imported(folder))[0]).toMatchObject({ files: 2, unchanged: 1, rows: 1, added: 1 });
  });
});

/** The orders as Parquet with its own types: a decimal, a local timestamp, a date, and a column in two row groups. */
function parquet(): Uint8Array {
  const time = (day: number): Date => new Date(Date.UTC(2026, 0, day, 10));
  return new Uint8Array(
    parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 6 },
        { name: "order", type: "INT64", repetition_type: "REQUIRED" },
        { name: "customer", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
        {
          name: "at",
          type: "INT64",
          repetition_type: "REQUIRED",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" },
        },
        {
          name: "amount",
          type: "INT64",
          converted_type: "DECIMAL",
          scale: 2,
          precision: 18,
          repetition_type: "REQUIRED",
        },
        { name: "note", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "paid_on", type: "INT32", converted_type: "DATE", repetition_type: "OPTIONAL" },
      ],
      columnData: [
        { name: "order", data: [1n, 2n, 3n] },
        { name: "customer", data: ["a", "a", "b"] },
        { name: "at", data: [time(1), time(2), time(3)] },
        { name: "amount", data: [550n, 1999n, 0n] },
        { name: "note", data: ["x, y", null, "z"] },
        { name: "paid_on", data: [new Date(Date.UTC(2026, 0, 2)), null, null] },
      ],
      rowGroupSize: 2,
    }),
  );
}

describe("times", () => {
  it.for([
    ["epoch seconds", "1767258000", Date.UTC(2026, 0, 1, 9)],
    ["epoch milliseconds", "1767258000123", Date.UTC(2026, 0, 1, 9, 0, 0, 123)],
    ["dd/MM/yyyy HH:mm", "01/01/2026 10:00", Date.UTC(2026, 0, 1, 9)],
  ] as const)("written as %s", async ([format, cell, expected]) => {
    const folder = workspaceOf(rules, [{ ...orders, time: { column: "at", format } }], {
      "o.csv": `order,customer,at,amount\n1,a,${cell},5\n2,a,soon,5\n`,
    });
    expect((await imported(folder))[0]).toMatchObject({
      added: 1,
      rejects: [{ line: 3, column: "at", reason: `is not a time written as "${format}", of the years 1 to 9999` }],
    });
    expect(rowsOf(folder, "SELECT _time FROM event_bought")).toEqual([{ _time: expected }]);
  });
});

describe("a file that grows", () => {
  it("is read on from its end; one that was changed is read anew", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": csv });
    await imported(folder);
    appendFileSync(join(folder, "o.csv"), '4,b,2026-01-04,1,"two\nlines",\n5,b,bad,1,,\n');
    expect((await imported(folder))[0]).toMatchObject({ rows: 2, added: 1, rejects: [{ line: 7, column: "at" }] });
    writeFiles(folder, { "o.csv": csv.replace("19.99", "18.00") });
    expect((await imported(folder))[0]).toMatchObject({ rows: 3, added: 0, known: 3, updated: 1, conflicts: 0 });
  });

  it("whose last line was not finished is read anew", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": csv.trimEnd().slice(0, -1) });
    await imported(folder);
    appendFileSync(join(folder, "o.csv"), ",\n4,b,2026-01-04,1,,\n");
    expect((await imported(folder))[0]).toMatchObject({ rows: 4 });
  });

  it("without ids is read anew, and counts nothing twice", async () => {
    const folder = workspaceOf(rules, [{ ...orders, id: undefined }], {
      "o.csv": "customer,at,amount\na,2026-01-01,5\n",
    });
    await imported(folder);
    appendFileSync(join(folder, "o.csv"), "a,2026-01-01,5\n");
    expect((await imported(folder))[0]).toMatchObject({ rows: 2, added: 1, known: 1 });
  });

  it("without ids, read otherwise than before, is refused rather than counted twice", async () => {
    const folder = workspaceOf(rules, [{ ...orders, id: undefined }], {
      "o.csv": "customer,at,amount,comment\na,2026-01-01,5,hm\n",
    });
    await imported(folder);
    writeFiles(folder, {
      "tagma.json": readFileSync(join(folder, "tagma.json"), "utf8").replace(
        '"event":"bought"',
        '"event":"bought","fields":{"note":"comment"}',
      ),
    });
    const { code, err } = await tagma("import", "-w", folder);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("its rows would count twice") });
    expect((await imported(folder, "--fresh"))[0]).toMatchObject({ added: 1 });
  });
});

describe("a trial", () => {
  it("--dry-run reports and keeps nothing, with data and without", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": csv });
    expect((await imported(folder, "--dry-run"))[0]).toMatchObject({ rows: 3, added: 3 });
    expect(existsSync(join(folder, ".tagma"))).toBe(false);
    await imported(folder);
    appendFileSync(join(folder, "o.csv"), "4,b,2026-01-04,1,,\n5,b,bad,1,,\n");
    expect((await imported(folder, "--dry-run"))[0]).toMatchObject({
      rows: 2,
      added: 1,
      rejected: 1,
      rejectFile: null,
    });
    expect(await tagsOf(folder)).toEqual(spent);
    expect(await tagmaOut("import", "--dry-run", "-w", folder)).toContain("nothing was kept (--dry-run)");
  });

  it("--max-errors keeps nothing when more rows are rejected", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `${csv}4,,2026-01-01,1,,\n5,a,bad,1,,\n` });
    expect(await tagma("import", "--max-errors", "1", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        "more than 1 rows are rejected (--max-errors), so nothing was changed; for example line 5, customer: has no customer id",
      ),
    });
    expect(existsSync(join(folder, ".tagma", "rejects-orders.csv"))).toBe(false);
    expect((await imported(folder, "--max-errors", "2"))[0]).toMatchObject({ added: 3, rejected: 2 });
    expect((await tagma("import", "--max-errors", "few", "-w", folder)).err).toContain(
      "must be a whole number, or a percentage",
    );
  });
});

describe("a list of rejects", () => {
  const profile = { name: "customers", file: "c.csv", profile: true, customer: "id" };

  it("can be mended and imported again", async () => {
    const folder = workspaceOf(rules, [orders], {
      "o.csv": `${csv}4,b,2026-01-04,one,"=1+1, a ""quote""\nand a line",\n`,
    });
    const [report] = await imported(folder);
    const list = join(folder, report?.rejectFile ?? "");
    const text = readFileSync(list, "utf8");
    expect(text).toContain(`5,amount,is not an amount of money,,b,2026-01-04,4,one,"'=1+1, a ""quote""\nand a line",`);
    writeFiles(folder, { [report?.rejectFile ?? ""]: text.replace(",one,", ",1.00,") });
    expect(await imported(folder, "orders", "--from", list)).toMatchObject([{ rows: 1, added: 1, rejected: 0 }]);
    expect(rowsOf(folder, "SELECT amount, note FROM event_bought WHERE _id = 'bought:4'")).toEqual([
      { amount: 100, note: '=1+1, a "quote"\nand a line' },
    ]);
    expect(existsSync(list)).toBe(false);
  });

  it("of JSON Lines too", async () => {
    const folder = workspaceOf(rules, [{ ...orders, file: "o.jsonl" }], {
      "o.jsonl": '{"order":1,"customer":"a","at":"2026-01-01","amount":"x","other":1}\n{"order":2\n',
    });
    await imported(folder, "--max-errors", "2");
    const list = ".tagma/rejects-orders.jsonl";
    // What the second line would have held is not known: it may be a person.
    const lines = readFileSync(join(folder, list), "utf8")
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      {
        "tagma line": 1,
        "tagma column": "amount",
        "tagma reason": "is not an amount of money",
        customer: "a",
        at: "2026-01-01",
        order: 1,
        amount: "x",
      },
      { "tagma line": 2, "tagma column": "", "tagma reason": "is not valid JSON", "tagma row": "•••" },
    ]);
  });

  it("masks personal cells, and does not take a mask for a value", async () => {
    const rows = "id,city,phone\na,Lugo,+34600000001\nb,Vigo,+34600000002,more\n,Oslo,+34600000003\n";
    const folder = workspaceOf(rules, [profile], { "c.csv": rows });
    const { out, err } = await tagma("import", "--max-errors", "2", "-w", folder);
    const list = join(folder, ".tagma/rejects-customers.csv");
    expect(out + err + readFileSync(list, "utf8")).not.toContain("+346");
    expect(readFileSync(list, "utf8")).toContain("4,id,has no customer id,,,Oslo,•••");
    expect((await imported(folder, "customers", "--from", list))[0]).toMatchObject({
      added: 0,
      rejected: 2,
      rejects: [
        expect.anything(),
        { reason: "has masked cells; make the list again with `tagma import --show-personal` to mend it" },
      ],
    });
    await imported(folder, "--fresh", "--show-personal");
    expect(readFileSync(list, "utf8")).toContain("4,id,has no customer id,,,Oslo,+34600000003");
  });
});
