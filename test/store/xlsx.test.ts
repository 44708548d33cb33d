import { deflateRawSync } from "node:zlib";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repacked, stored } from "../../store/read/zip.ts";
import { folderWith, tagma, tagmaOut } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules =
  "profile customer { city : text }\nevent bought { amount : money required   note : text   paid_on : date   gift : yes/no }\n";
const orders = { name: "orders", file: "o.xlsx", customer: "customer", id: "order", time: "at", event: "bought" };

const letters = "ABCDEFGH";
/** A cell of a sheet: texts inline, dates as numbers in the second style. */
function cell(value: string | number | boolean | { readonly day: number } | null, place: string): string {
  if (value === null) return "";
  if (typeof value === "string") return `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
  if (typeof value === "boolean") return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`;
  return typeof value === "number"
    ? `<c r="${place}"><v>${value}</v></c>`
    : `<c r="${place}" s="1"><v>${value.day}</v></c>`;
}

type Cells = readonly (readonly Parameters<typeof cell>[0][])[];
/** A workbook by the parts that its standard (ECMA-376) asks for. */
function workbook(sheets: Readonly<Record<string, Cells>>, from1904 = false): Buffer {
  const names = Object.keys(sheets);
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const parts: Record<string, string> = {
    "[Content_Types].xml": `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    "_rels/.rels": `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${head}<workbook ${main} xmlns:r="${relations}"><workbookPr${from1904 ? ' date1904="1"' : ""}/><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join("")}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${head}<styleSheet ${main}><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  for (const [index, rows] of Object.values(sheets).entries())
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `${head}<worksheet ${main}><sheetData>${rows.map((cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cell(value, `${letters[column]}${row + 1}`)).join("")}</row>`).join("")}</sheetData></worksheet>`;
  return stored(
    Object.entries(parts).map(([name, content]) => ({ name: Buffer.from(name), content: Buffer.from(content) })),
  );
}

const heading = ["order", "customer", "at", "amount", "note", "paid_on", "gift"];
// 46023 is 2026-01-01 from 1900 on, and so is 44561 from 1904 on.
const rows = (base: number): Cells => [
  heading,
  ["1", "a", { day: base + 0.75 }, 0.1 + 0.2, "x, y", { day: base }, true],
  [2, "b", { day: base }, 19.99, null, null, false],
];
const expected = [
  { id: "bought:1", time: Date.UTC(2026, 0, 1, 17), amount: 30, note: "x, y", paid_on: 20_454, gift: 1 },
  { id: "bought:2", time: Date.UTC(2025, 11, 31, 23), amount: 1999, note: null, paid_on: null, gift: 0 },
];
const all = "SELECT _id AS id, _time AS time, amount, note, paid_on, gift FROM event_bought ORDER BY 1";

describe("a workbook", () => {
  it.for([
    ["its first sheet", workbook({ Orders: rows(46_023), Other: [["x"]] }), {}],
    ["days from 1904", workbook({ Orders: rows(44_561) }, true), {}],
    ["a sheet by its name", workbook({ Notes: [["x"]], Orders: rows(46_023) }), { sheet: "Orders" }],
    ["title rows", workbook({ Orders: [["Our orders"], [null], ...rows(46_023)] }), { skip: 1 }],
  ] as const)("%s", async ([, bytes, settings]) => {
    const folder = workspaceOf(rules, [{ ...orders, ...settings }], { "o.xlsx": bytes });
    expect((await imported(folder))[0]).toMatchObject({ added: 2, rejects: [] });
    expect(rowsOf(folder, all)).toEqual(expected);
    expect((await imported(folder))[0]).toMatchObject({ unchanged: 1 });
  });

  it("says the row of what it rejects", async () => {
    const folder = workspaceOf(rules, [orders], {
      "o.xlsx": workbook({ Orders: [...rows(46_023), ["3", "c", "soon", 1]] }),
    });
    expect((await imported(folder))[0]).toMatchObject({ rejects: [{ line: 4, column: "at" }] });
  });

  it.for([
    [Buffer.from("no zip at all, but long enough to be one"), {}, "o.xlsx is no whole workbook"],
    [stored([{ name: Buffer.from("a.xml"), content: Buffer.from("<a/>") }]), {}, "cannot be read as a workbook"],
    [workbook({ Orders: rows(46_023) }).subarray(0, 800), {}, "o.xlsx is no whole workbook"],
    [workbook({ Orders: rows(46_023) }), { sheet: "Order" }, 'o.xlsx has no sheet "Order"'],
  ] as const)("that is none is refused", async ([bytes, settings, told]) => {
    const folder = workspaceOf(rules, [{ ...orders, ...settings }], { "o.xlsx": bytes });
    const { code, err } = await tagma("import", "-w", folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
    expect(err).not.toContain("an error in tagma itself");
  });

  it("is read by init, too", async () => {
    const folder = folderWith({ "o.xlsx": workbook({ Orders: [...rows(46_023), ["3", "a", { day: 46_024 }, 1]] }) });
    await tagmaOut("init", join(folder, "w"), "--from", join(folder, "o.xlsx"));
    expect((await tagma("check", "-w", join(folder, "w"))).code).toBe(0);
    expect((await imported(join(folder, "w")))[0]).toMatchObject({ added: 3, rejects: [] });
  });
});

describe("a zip file", () => {
  /** One deflated entry, which says of itself what it is told to say. */
  function deflated(content: Buffer, saidSize: number): Buffer {
    const zip = stored([{ name: Buffer.from("a.xml"), content: deflateRawSync(content) }]);
    const central = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt16LE(8, central + 10);
    zip.writeUInt32LE(saidSize, central + 24);
    return zip;
  }

  it("unpacks to no more than it may, whatever it says of itself", () => {
    const bomb = deflated(Buffer.alloc(5_000_000), 10);
    expect(repacked(bomb, () => true, 1_000_000)).toBe("too-large");
    expect(repacked(bomb, () => false, 1_000_000)).toBeInstanceOf(Buffer);
    expect(repacked(bomb, () => true, 5_000_000)).toBeInstanceOf(Buffer);
  });

  it("that is damaged anywhere is read or refused, and never more", () => {
    const whole = workbook({ Orders: rows(46_023) });
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = 0xff - (damaged[at] ?? 0);
      const outcome = repacked(damaged, () => true, 1_000_000);
      expect(typeof outcome === "string" || outcome.length < 1_100_000).toBe(true);
    }
  });
});
