import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, WrongByte, type Encoding } from "../../store/read/encodings.ts";
import { tagma, writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules = "profile customer { city : text }\n";
const people = { name: "people", file: "c.csv", profile: true, customer: "id" };
const cities = "SELECT _customer, city FROM profile ORDER BY 1";

/** The text of bytes that come in pieces of some size, and what was wrong. */
async function decoded(
  bytes: Uint8Array,
  encoding: Encoding,
  size: number,
): Promise<{ readonly text: string; readonly byte?: number }> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
  }
  let text = "";
  try {
    for await (const piece of decodeText(pieces(), encoding).text) text += piece;
  } catch (error) {
    if (!(error instanceof WrongByte)) throw error;
    return { text, byte: error.byte };
  }
  return { text };
}

describe("an encoding", () => {
  // The bytes are those of the encodings' own tables, written by hand.
  it.for([
    ["windows-1252", "id,city\na,M\xe1laga \x80 \x93x\x94\n", "Málaga € “x”"],
    ["latin-1", "id,city\na,M\xe1laga\n", "Málaga"],
    ["iso-8859-15", "id,city\na,\xa45\n", "€5"],
    ["windows-1250", "id,city\na,\xa3\xf3d\x9f\n", "Łódź"],
    ["windows-1251", "id,city\na,\xcc\xee\xf1\xea\xe2\xe0\n", "Москва"],
    ["gbk", "id,city\na,\xb1\xb1\xbe\xa9\n", "北京"],
    ["gb18030", "id,city\na,\xb1\xb1\xbe\xa9\x81\x30\x84\x36\n", "北京¥"],
    ["big5", "id,city\na,\xa5x\xa5_\n", "台北"],
    ["shift_jis", "id,city\na,\x93\x8c\x8b\x9e\n", "東京"],
    ["euc-jp", "id,city\na,\xc5\xec\xb5\xfe\n", "東京"],
    ["euc-kr", "id,city\na,\xbc\xad\xbf\xef\n", "서울"],
    ["utf-16be", "\0i\0d\0,\0c\0i\0t\0y\0\n\0a\0,\0L\0\xfa\0\n", "Lú"],
    ["utf-16", "i\0d\0,\0c\0i\0t\0y\0\n\0a\0,\0L\0\xfa\0\n\0", "Lú"],
  ] as const)("%s is read where the source says so", async ([encoding, bytes, city]) => {
    const folder = workspaceOf(rules, [{ ...people, encoding }], { "c.csv": Buffer.from(bytes, "latin1") });
    expect((await imported(folder))[0]).toMatchObject({ added: 1, rejected: 0 });
    expect(rowsOf(folder, cities)).toEqual([{ _customer: "a", city }]);
  });

  it("is what a byte order mark says, whatever the source says", async () => {
    for (const [bytes, said] of [
      [Buffer.from("\ufeffid,city\na,Lú\n", "utf16le"), undefined],
      [Buffer.from("\ufeffid,city\na,Lú\n", "utf16le").swap16(), undefined],
      [Buffer.from("\ufeffid,city\na,Lú\n"), "windows-1252"],
    ] as const) {
      const folder = workspaceOf(rules, [{ ...people, encoding: said }], { "c.csv": bytes });
      await imported(folder);
      expect(rowsOf(folder, cities)).toEqual([{ _customer: "a", city: "Lú" }]);
    }
  });

  it("of JSON Lines, too", async () => {
    const folder = workspaceOf(rules, [{ ...people, file: "c.jsonl", encoding: "shift_jis" }], {
      "c.jsonl": Buffer.from('{"id":"a","city":"\x93\x8c\x8b\x9e"}\n', "latin1"),
    });
    await imported(folder);
    expect(rowsOf(folder, cities)).toEqual([{ _customer: "a", city: "東京" }]);
  });

  it("that has no such byte is told with its place", async () => {
    for (const [encoding, bytes, told] of [
      [undefined, "id,city\na,x\nb,M\xe1laga\n", "c.csv is not valid UTF-8: in line 3, character 4 is the byte E1"],
      [
        undefined,
        'id,city\n"a\nb","two\nlines\xe1"\n',
        "c.csv is not valid UTF-8: in line 4, character 6 is the byte E1",
      ],
      ["gbk", "id,city\na,\xb1\xb1\xff\n", "c.csv is not valid gbk: in line 2, character 4 is the byte FF"],
      ["shift_jis", "id,city\na,\x93", "c.csv is not valid shift_jis: in line 2, character 3 is the byte 93"],
      [undefined, "\xe1", "c.csv is not valid UTF-8: in line 1, character 1 is the byte E1"],
    ] as const) {
      const folder = workspaceOf(rules, [{ ...people, encoding }], { "c.csv": Buffer.from(bytes, "latin1") });
      const { code, err } = await tagma("import", "-w", folder);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(told) });
    }
  });

  it("that there is none of is told, with one that is nearly called so", async () => {
    const folder = workspaceOf(rules, [{ ...people, encoding: "windows-1522" }], {});
    expect((await tagma("check", "-w", folder)).err).toContain('did you mean "windows-1252"?');
  });

  it("of two bytes a character is never read on in the middle", async () => {
    const big = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
    const folder = workspaceOf(rules, [{ ...people, encoding: "utf-16be" }], { "c.csv": big("id,city\na,Ā\n") });
    await imported(folder);
    appendFileSync(join(folder, "c.csv"), big("b,Lugo\n"));
    expect((await imported(folder))[0]).toMatchObject({ rows: 2, added: 1 });
  });

  it("does not change how a list of rejects is read, which is UTF-8 with commas", async () => {
    const source = { ...people, encoding: "windows-1252", delimiter: ";", skip: 1 };
    const folder = workspaceOf("profile customer { city : text  age : integer }\n", [source], {
      "c.csv": Buffer.from("Our customers\nid;city;age\na;M\xe1laga;1,5\n", "latin1"),
    });
    const [report] = await imported(folder);
    const list = report?.rejectFile ?? "";
    writeFiles(folder, { [list]: readFileSync(join(folder, list), "utf8").replace('"1,5"', "15") });
    expect((await imported(folder, "people", "--from", join(folder, list)))[0]).toMatchObject({ added: 1 });
    expect(rowsOf(folder, "SELECT city, age FROM profile")).toEqual([{ city: "Málaga", age: 15 }]);
  });
});

describe("text in pieces of any size", () => {
  it("is the same text, and breaks at the same byte", async () => {
    const part = fc.constantFrom("a", "\n", "é", "€", "東京", "\u{1F600}", "x,y");
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const text = parts.join("");
        expect(await decoded(Buffer.from(text), "utf-8", size)).toEqual({ text });
        const broken = Buffer.concat([Buffer.from(text), Uint8Array.of(0xff), Buffer.from(text)]);
        expect(await decoded(broken, "utf-8", size)).toEqual({ text, byte: 0xff });
        // A character cut off by the end: its first byte is the wrong one.
        const cut = Buffer.concat([Buffer.from(text), Uint8Array.of(0xf0, 0x9f)]);
        expect(await decoded(cut, "utf-8", size)).toEqual({ text, byte: 0xf0 });
      }),
    );
  });
});
