import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { born : date }\nevent bought { amount : money at least 0 required   channel : one of (shop, web)   paid_on : date   pieces : integer   seen : time }\n";
const orders = { name: "orders", file: "o.csv", customer: "customer", id: "order", time: "at", event: "bought" };
const events = "SELECT _id AS id, amount, channel, paid_on, pieces FROM event_bought ORDER BY 1";
const DAY = Date.UTC(2025, 11, 31) / 86_400_000;

describe("a source written in a way of its own", () => {
  it("is read by what it says of numbers, dates and times", async () => {
    const source = {
      ...orders,
      time: { column: "at", format: "dd/MM/yyyy HH:mm" },
      numbers: { decimal: ",", thousands: ".", currency: "€" },
      dates: "dd/MM/yyyy",
      columns: { seen: { format: "excel" }, channel: { values: { tienda: "shop", "¿?": null }, default: "web" } },
    };
    const folder = workspaceOf(rules, [source], {
      "o.csv": [
        "order;customer;at;amount;channel;paid_on;pieces;seen",
        "1;a;31/12/2025 14:05;1.234,50 €;tienda;31/12/2025;1.000;46023",
        "2;a;31/12/2025 14:05;(0,00);;;;",
        "3;a;31/12/2025 14:05;5;¿?;;;",
        "4;a;31/12/2025 14:05;1.5;web;;;",
        "5;a;31/12/2025 14:05;1,005;web;;;",
        "6;a;31/12/2025 14:05;1;kiosk;;;",
        "7;a;31/12/2025 14:05;1;web;2025-12-31;;",
        "8;a;31/12/2025 14:05;1;web;31/02/2025;;",
        "9;a;31/12/2025 14:05;1;web;;1,5;",
        "",
      ].join("\n"),
    });
    const [report] = await imported(folder);
    expect(report?.rejects.map(({ line, column, reason }) => ({ line, column, reason }))).toEqual([
      { line: 5, column: "amount", reason: "is not a number written like 1.234,50" },
      { line: 6, column: "amount", reason: "has more than 2 digits after the point" },
      { line: 7, column: "channel", reason: "is not one of shop, web" },
      { line: 8, column: "paid_on", reason: 'is not a date written as "dd/MM/yyyy", of the years 1 to 9999' },
      { line: 9, column: "paid_on", reason: 'is not a date written as "dd/MM/yyyy", of the years 1 to 9999' },
      { line: 10, column: "pieces", reason: "is not a whole number" },
    ]);
    expect(rowsOf(folder, events)).toEqual([
      { id: "bought:1", amount: 123450, channel: "shop", paid_on: DAY, pieces: 1000 },
      { id: "bought:2", amount: 0, channel: "web", paid_on: null, pieces: null },
      { id: "bought:3", amount: 500, channel: "web", paid_on: null, pieces: null },
    ]);
    // 31 December at five past two in the afternoon in Madrid; the serial day is 1 January 2026 there.
    expect(rowsOf(folder, "SELECT DISTINCT _time, seen FROM event_bought ORDER BY seen DESC LIMIT 1")).toEqual([
      { _time: Date.UTC(2025, 11, 31, 13, 5), seen: Date.UTC(2025, 11, 31, 23) },
    ]);
  });

  it("rounds only where it says so", async () => {
    const csv = "order,customer,at,amount,pieces\n1,a,2026-01-01,1.005,2.5\n2,a,2026-01-01,2.994,1e1\n";
    const told = workspaceOf(rules, [{ ...orders, numbers: { round: true } }], { "o.csv": csv });
    expect((await imported(told))[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(rowsOf(told, "SELECT amount, pieces FROM event_bought ORDER BY _id")).toEqual([
      { amount: 101, pieces: 3 },
      { amount: 299, pieces: 10 },
    ]);
    const untold = workspaceOf(rules, [orders], { "o.csv": csv });
    expect((await imported(untold))[0]).toMatchObject({ added: 0, rejected: 2 });
  });

  it("of JSON has numbers that are numbers, whatever its texts are", async () => {
    const source = { ...orders, file: "o.jsonl", numbers: { decimal: ",", round: true } };
    const folder = workspaceOf(rules, [source], {
      "o.jsonl":
        '{"order":1,"customer":"a","at":"2026-01-01","amount":12.5}\n{"order":2,"customer":"a","at":"2026-01-01","amount":"12,5"}\n{"order":3,"customer":"a","at":"2026-01-01","amount":0.125}\n',
    });
    expect((await imported(folder))[0]).toMatchObject({ added: 3, rejected: 0 });
    expect(rowsOf(folder, "SELECT amount FROM event_bought ORDER BY _id")).toEqual([
      { amount: 1250 },
      { amount: 1250 },
      { amount: 13 },
    ]);
  });

  it("takes a time for a date only where it says so", async () => {
    const csv = "order,customer,at,amount,paid_on\n1,a,2026-01-01,1,2025-12-31 14:05:00\n";
    const untold = workspaceOf(rules, [orders], { "o.csv": csv });
    expect((await imported(untold))[0]).toMatchObject({ added: 0, rejected: 1 });
    const told = workspaceOf(rules, [{ ...orders, columns: { paid_on: { format: "iso" } } }], { "o.csv": csv });
    await imported(told);
    expect(rowsOf(told, "SELECT paid_on FROM event_bought")).toEqual([{ paid_on: DAY }]);
  });

  it("without ids is refused when it is read otherwise than before", async () => {
    const folder = workspaceOf(rules, [{ ...orders, id: undefined }], {
      "o.csv": "customer,at,amount,paid_on\na,2026-01-01,1,\n",
    });
    await imported(folder);
    const config = readFileSync(join(folder, "tagma.json"), "utf8");
    writeFiles(folder, { "tagma.json": config.replace('"event":', '"dates":"dd/MM/yyyy","event":') });
    expect((await tagma("import", "-w", folder)).err).toContain("its rows would count twice");
  });
});

describe("a filter", () => {
  const csv =
    "order,customer,at,amount,status,kind\n1,a,2026-01-01,1,paid,x\n2,a,2026-01-01,1,test,x\n3,a,2026-01-01,1, paid ,y\n,,,,total,\n4,a,2026-01-01,1,,x\n";
  it.for([
    ["is", [{ column: "status", is: "paid" }], ["bought:1", "bought:3"]],
    ["is one of", [{ column: "status", is: ["paid", "test"] }], ["bought:1", "bought:2", "bought:3"]],
    ["is not", [{ column: "status", isNot: ["total", ""] }], ["bought:1", "bought:2", "bought:3"]],
    [
      "all of these",
      [
        { column: "status", is: "paid" },
        { column: "kind", isNot: "y" },
      ],
      ["bought:1"],
    ],
    ["never", [{ column: "status", is: [] }], []],
  ] as const)("%s", async ([, filter, ids]) => {
    const folder = workspaceOf(rules, [{ ...orders, filter }], { "o.csv": csv });
    expect((await imported(folder))[0]).toMatchObject({ added: ids.length, skipped: 5 - ids.length, rejected: 0 });
    expect(
      rowsOf(folder, events).map((row) => (typeof row === "object" && row !== null && "id" in row ? row.id : 0)),
    ).toEqual(ids);
  });

  it("of JSON compares texts, and what is missing is empty", async () => {
    const source = {
      ...orders,
      file: "o.jsonl",
      filter: [
        { column: "live", is: "true" },
        { column: "n", isNot: "" },
      ],
    };
    const row = (order: number, more: string): string =>
      `{"order":${order},"customer":"a","at":"2026-01-01","amount":1${more}}\n`;
    const folder = workspaceOf(rules, [source], {
      "o.jsonl": row(1, ',"live":true,"n":1') + row(2, ',"live":false,"n":1') + row(3, ',"live":true') + row(4, ""),
    });
    expect((await imported(folder))[0]).toMatchObject({ added: 1, skipped: 3 });
  });

  it("shows nothing personal in a list of rejects", async () => {
    const source = {
      ...orders,
      filter: [
        { column: "e-mail", isNot: "" },
        { column: "note", isNot: "" },
      ],
    };
    const folder = workspaceOf(rules, [source], {
      "o.csv":
        "order,customer,at,amount,e-mail,note\n1,a,2026-01-01,x,a@b.example,+34600000001\n2,a,2026-01-01,x,hidden,fine\n",
    });
    const [report] = await imported(folder);
    const list = readFileSync(join(folder, report?.rejectFile ?? ""), "utf8");
    expect(list).not.toMatch(/b\.example|600|hidden/);
    expect(list).toContain("fine");
  });
});

describe("settings that are wrong", () => {
  it.for([
    [{ numbers: { decimal: ";" } }, 'must be one of [".",","]'],
    [{ numbers: { decimal: ",", thousands: "," } }, '"numbers": "," cannot stand both before the fraction'],
    [{ numbers: { thousand: "." } }, 'there is no setting called "thousand"; did you mean "thousands"?'],
    [{ dates: "HH:mm" }, '"dates": "HH:mm" is not a format'],
    [{ dates: "epoch second" }, 'did you mean "epoch seconds"?'],
    [{ columns: { amount: { format: "yyyy" } } }, '"columns.amount.format": "yyyy" is not a format'],
    [{ columns: { amount: { formt: "iso" } } }, 'did you mean "format"?'],
    [{ columns: { amount: { zone: "Mars/Olympus" } } }, 'there is no time zone called "Mars/Olympus"'],
    [{ filter: [{ column: "status" }] }, 'of the column "status" say either "is" or "isNot"'],
    [{ filter: [{ column: "status", is: "a", isNot: "b" }] }, 'say either "is" or "isNot"'],
    [{ filter: [{ column: "status", isnot: "b" }] }, 'did you mean "isNot"?'],
    [{ escape: "backslsh" }, 'did you mean "backslash"?'],
    [{ skip: -1 }, "must be >= 0"],
  ] as const)("%j", async ([settings, told]) => {
    const folder = workspaceOf(rules, [{ ...orders, ...settings }], { "o.csv": "order,customer,at,amount\n" });
    const { code, err } = await tagma("check", "-w", folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
  });

  it.for([
    [{ columns: { amont: { default: "0" } } }, '"amont" that "columns" describes; did you mean "amount"?'],
    [{ filter: [{ column: "stat", is: "x" }] }, 'o.csv has no column "stat"'],
  ] as const)("about columns: %j", async ([settings, told]) => {
    const folder = workspaceOf(rules, [{ ...orders, ...settings }], { "o.csv": "order,customer,at,amount\n" });
    expect((await tagma("import", "-w", folder)).err).toContain(told);
  });
});
