import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules = "profile customer { city : text   age : integer }\n";
const people = { name: "people", file: "c.csv", profile: true, customer: "id" };
const all = "SELECT _customer AS id, city, age FROM profile ORDER BY 1";
const expected = [
  { id: "a", city: "Lugo, ES", age: 30 },
  { id: "b", city: "Vigo", age: null },
];

describe("a CSV as people have it", () => {
  it.for([
    ["semicolons, found by looking", "id;city;age\na;Lugo, ES;30\nb;Vigo;\n", {}],
    ["tabs, found by looking", "id\tcity\tage\na\tLugo, ES\t30\nb\tVigo\t\n", {}],
    ["bars, found by looking", "id|city|age\na|Lugo, ES|30\nb|Vigo|\n", {}],
    ["a line that names the delimiter", "sep=^\nid^city^age\na^Lugo, ES^30\nb^Vigo^\n", {}],
    ["such a line in quotes", '"sep=;"\r\nid;city;age\r\na;Lugo, ES;30\r\nb;Vigo;\r\n', {}],
    ["such a line beside the setting", "sep=;\nid;city;age\na;Lugo, ES;30\nb;Vigo;\n", { delimiter: ";" }],
    ["title rows", 'Customers of "us\nat 1 March, 2026\n\nid;city;age\na;Lugo, ES;30\nb;Vigo;\n', { skip: 3 }],
    ["delimiters behind the rows", "id;city;age\na;Lugo, ES;30;\nb;Vigo;;;\n", {}],
    ["delimiters behind heading and rows", "id;city;age;;\na;Lugo, ES;30;;\nb;Vigo;;;\n;;;;\n", {}],
    ["delimiters behind the heading alone", "id;city;age;;\na;Lugo, ES;30\nb;Vigo;\n", {}],
    ["a quote in a cell that commas would cut", 'id;"city";age\na;"Lugo, ES";30\nb;Vigo;\n', {}],
    ["one row without its line break", "id;city;age\na;Lugo, ES;30\nb;Vigo;", {}],
  ] as const)("%s", async ([, csv, settings]) => {
    const folder = workspaceOf(rules, [{ ...people, ...settings }], { "c.csv": csv });
    expect((await imported(folder))[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(rowsOf(folder, all)).toEqual(expected);
    expect((await imported(folder))[0]).toMatchObject({ unchanged: 1 });
  });

  it("with commas in heading and rows is read by commas, whatever else is in it", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": "id,city,a;b;c;d\na,x;y;z,1\nb,p;q;r;s,2\n" });
    expect((await imported(folder))[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(rowsOf(folder, all)).toMatchObject([{ city: "x;y;z" }, { city: "p;q;r;s" }]);
  });

  it("whose delimiter was found grows like any other, but is read anew", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": "id;city\na;Lugo\n" });
    await imported(folder);
    appendFileSync(join(folder, "c.csv"), "b;Vigo, ES\n");
    expect((await imported(folder))[0]).toMatchObject({ rows: 2, added: 1 });
    expect(rowsOf(folder, all)).toMatchObject([{ city: "Lugo" }, { city: "Vigo, ES" }]);
  });

  it("rejects too many cells that are not empty, and says on which line behind title rows", async () => {
    const folder = workspaceOf(rules, [{ ...people, skip: 2 }], { "c.csv": "A\nB\nid;city;age\na;Lugo;30;x\n" });
    expect((await imported(folder))[0]).toMatchObject({
      rejects: [{ line: 4, reason: "has 4 cells where the heading has 3" }],
    });
  });

  it("that is all title is empty", async () => {
    const folder = workspaceOf(rules, [{ ...people, skip: 5 }], { "c.csv": "A\nB\nC" });
    expect((await tagma("import", "-w", folder)).err).toContain("c.csv is empty");
  });
});

describe("backslashes in quoted cells", () => {
  const csv = 'id,city,age\na,"say \\"hi\\", \\\\ and ""ho"" \\N",1\nb,"x\\"\ny",2\n';
  it("escape where the source says so", async () => {
    const folder = workspaceOf(rules, [{ ...people, escape: "backslash" }], { "c.csv": csv });
    expect((await imported(folder))[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(rowsOf(folder, all)).toEqual([
      { id: "a", city: 'say "hi", \\ and "ho" \\N', age: 1 },
      { id: "b", city: 'x"\ny', age: 2 },
    ]);
  });

  it("and else are nothing but backslashes", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": 'id,city,age\na,"C:\\",1\n' });
    await imported(folder);
    expect(rowsOf(folder, all)).toEqual([{ id: "a", city: "C:\\", age: 1 }]);
  });
});

describe("words that mean unknown", () => {
  const csv = "id,city,age\na,NULL,NULL\nb,NaN,NaN\nc,\\N,\\N\nd,#N/A,#N/A\ne,,\nf,NA,NA\n";
  it("are those that are no number, date or time anyway, and in texts the empty cell alone", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": csv });
    expect((await imported(folder))[0]).toMatchObject({
      added: 5,
      rejects: [{ line: 7, column: "age", reason: "is not a whole number" }],
    });
    expect(rowsOf(folder, all)).toEqual([
      { id: "a", city: "NULL", age: null },
      { id: "b", city: "NaN", age: null },
      { id: "c", city: "\\N", age: null },
      { id: "d", city: "#N/A", age: null },
      { id: "e", city: null, age: null },
    ]);
  });

  it("are those that the source lists, and no others", async () => {
    const folder = workspaceOf(rules, [{ ...people, unknown: ["", "NA", "NULL"] }], { "c.csv": csv });
    expect((await imported(folder))[0]).toMatchObject({ added: 3, rejected: 3 });
    expect(rowsOf(folder, all)).toEqual(["a", "e", "f"].map((id) => ({ id, city: null, age: null })));
  });
});
