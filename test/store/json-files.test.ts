import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import { JsonArraySplitter } from "../../store/read/json-array.ts";
import { memberAt } from "../../store/read/json-path.ts";
import type { JsonLine } from "../../store/read/jsonl.ts";
import { tagma } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { city : text }\nevent bought { amount : money required   plan : text   device : text }\n";
const orders = { name: "orders", file: "o.json", customer: "customer", id: "order", time: "at", event: "bought" };
const one = { order: "1", customer: "a", at: "2026-01-01", amount: 5.5 };
const two = { order: "2", customer: "b", at: "2026-01-02", amount: 6 };
const events = "SELECT _id AS id, _customer AS customer, amount FROM event_bought ORDER BY 1";
const expected = [
  { id: "bought:1", customer: "a", amount: 550 },
  { id: "bought:2", customer: "b", amount: 600 },
];

/** The elements of an array that comes in pieces. */
function elements(text: string, size: number): JsonLine[] {
  const splitter = new JsonArraySplitter("f.json");
  const found: JsonLine[] = [];
  for (let at = 0; at < text.length; at += size) found.push(...splitter.push(text.slice(at, at + size)));
  return [...found, ...splitter.end()];
}

describe("a file that is an array", () => {
  it.for([
    ["on one line", JSON.stringify([one, two])],
    ["laid out", JSON.stringify([one, two], null, 2)],
    ["with blanks and a byte order mark", `\ufeff \n [ ${JSON.stringify(one)}\n , ${JSON.stringify(two)} ] \n\n`],
    ["packed", gzipSync(JSON.stringify([one, two]))],
    ["that is JSON Lines after all", `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`],
  ] as const)("%s", async ([, content]) => {
    const folder = workspaceOf(rules, [orders], { "o.json": content });
    expect((await imported(folder))[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(rowsOf(folder, events)).toEqual(expected);
    expect((await imported(folder))[0]).toMatchObject({ unchanged: 1 });
  });

  it("says the line on which a wrong object begins", async () => {
    const folder = workspaceOf(rules, [orders], {
      "o.json": `[\n${JSON.stringify(one)},\n{"order": 2,\n oops},\n5,\n${JSON.stringify({ ...two, amount: "x" }, null, 1)}]`,
    });
    expect((await imported(folder))[0]).toMatchObject({
      added: 1,
      rejects: [
        { line: 3, reason: "is not valid JSON" },
        { line: 5, reason: "is not a JSON object" },
        { line: 6, column: "amount" },
      ],
    });
  });

  it.for([
    ['[{"order":1}', "o.json: line 1: the file ends before its array does"],
    ['[{"order":1},]', "o.json: line 1: the array of objects is broken here"],
    ["[,]", "broken here"],
    ["[{}]\n[{}]", "o.json: line 2: the array of objects is broken here"],
    [`[{"x":"${"x".repeat(1_000_001)}"}]`, "an object of the array is longer than 1000000 characters"],
  ] as const)("that is broken is refused: %.30s", async ([content, told]) => {
    const folder = workspaceOf(rules, [orders], { "o.json": content });
    const { code, err } = await tagma("import", "--max-errors", "100%", "-w", folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
  });

  it("without a comma between two objects has one row that is none", async () => {
    const folder = workspaceOf(rules, [orders], { "o.json": '[{"order":1}\n{"order":2}]' });
    expect((await imported(folder))[0]).toMatchObject({ rejects: [{ line: 1, reason: "is not valid JSON" }] });
  });

  it("is taken from a folder only where the source says so", async () => {
    const files = { "in/a.json": JSON.stringify([one]), "in/b.jsonl": `${JSON.stringify(two)}\n` };
    const lines = workspaceOf(rules, [{ ...orders, file: "in" }], files);
    expect((await imported(lines))[0]).toMatchObject({ files: 1, added: 1 });
    const arrays = workspaceOf(rules, [{ ...orders, file: "in", format: "json" }], files);
    await imported(arrays);
    expect(rowsOf(arrays, events)).toEqual(expected.slice(0, 1));
  });

  it("gives what JSON.parse gives, in pieces of any size", () => {
    const object = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }).filter((objects) => !/\d{16}/.test(JSON.stringify(objects))),
        fc.constantFrom(undefined, 1, "\t"),
        fc.integer({ min: 1, max: 20 }),
        (objects, indent, size) => {
          const text = JSON.stringify(objects, null, indent);
          const found = elements(text, size).map((line) => ("object" in line ? line.object : line.problem));
          expect(found).toEqual(JSON.parse(text));
        },
      ),
    );
  });
});

describe("paths", () => {
  const object = {
    "a.b": 1,
    a: { b: 2, c: { d: 3, "e.f": 4, null: null }, "x.y": { z: 5 } },
    "p.q": { r: 6 },
    café: { x: 7 },
    list: [{ x: 8 }],
  };
  it.for([
    ["a.b", 1],
    ["a.c.d", 3],
    ["a.c.e.f", 4],
    ["a.c.null", null],
    ["a.x.y.z", 5],
    ["p.q.r", 6],
    ["caf\u00e9.x", 7],
    ["a.c", object.a.c],
    ["a.nothing", undefined],
    ["list.x", undefined],
    ["a.constructor", undefined],
    ["__proto__.x", undefined],
    ["a..b", undefined],
  ] as const)("%s", ([path, expected]) => {
    expect(memberAt(object, path)).toEqual(expected);
  });

  it("compare names in NFC", () => {
    expect(memberAt({ "cafe\u0301": { "n\u0303": 1 } }, "caf\u00e9.\u00f1")).toBe(1);
  });

  it("fill fields, and the customer and the time", async () => {
    const source = {
      ...orders,
      customer: "context.user.id",
      time: "context.at",
      fields: { plan: "properties.plan.name", device: "device.type" },
    };
    const folder = workspaceOf(rules, [source], {
      "o.json": JSON.stringify([
        {
          order: "1",
          amount: 1,
          context: { at: "2026-01-01", user: { id: "a" } },
          properties: { plan: { name: "gold" } },
          "device.type": "phone",
        },
        { order: "2", amount: 1, context: { at: "2026-01-01", user: { id: "b" } }, properties: { plan: null } },
      ]),
    });
    await imported(folder);
    expect(rowsOf(folder, "SELECT _customer AS c, plan, device FROM event_bought ORDER BY _id")).toEqual([
      { c: "a", plan: "gold", device: "phone" },
      { c: "b", plan: null, device: null },
    ]);
  });
});

describe("whole numbers that a double can't hold", () => {
  it("are texts of their digits: ids and fields of text keep the last one", async () => {
    const folder = workspaceOf(
      "profile customer { city : text }\nevent bought { plan : text   pieces : integer   share : number }\n",
      [orders],
      {
        "o.json":
          '[{"order":9007199254740993,"customer":12345678901234567891,"at":"2026-01-01","plan":9007199254740995,"share":9007199254740993},{"order":2,"customer":1,"at":"2026-01-01","plan":"12345678901234567890 \\" 1","pieces":9007199254740993},{"order":3,"customer":1,"at":"2026-01-01","plan":9007199254740991,"pieces":9007199254740991}]',
      },
    );
    expect((await imported(folder))[0]).toMatchObject({
      added: 2,
      rejects: [{ line: 1, reason: "is too large to be exact" }],
    });
    expect(rowsOf(folder, "SELECT _id AS id, _customer AS c, plan, share FROM event_bought ORDER BY 1")).toEqual([
      { id: "bought:3", c: "1", plan: "9007199254740991", share: null },
      { id: "bought:9007199254740993", c: "12345678901234567891", plan: "9007199254740995", share: 9007199254740992 },
    ]);
  });
});
