import { describe, expect, it } from "vitest";
import { parse } from "../support/rule-texts.ts";

const codes = (text: string) => parse(text).diagnostics.map(({ code }) => code);
const nameOf = (text: string) => {
  const [declaration] = parse(text).declarations;
  return declaration !== undefined && "name" in declaration ? declaration.name.text : undefined;
};

describe("names", () => {
  it.each(["城市", "お客様", "año_ciudad", "größe", "Ünïcödé", "имя", "고객", "𠮷野家", "x1_y", "count", "seconds"])(
    "%s is a name",
    (name) => {
      expect(codes(`event ${name} {}`)).toEqual([]);
      expect(nameOf(`event ${name} {}`)).toBe(name.normalize("NFC"));
    },
  );

  it.each(["🍵", "a🍵", "_x", "1x", "a-b", "a b", "x😀y"])("%s is none", (name) => {
    expect(codes(`event ${name} {}`)).not.toEqual([]);
  });

  it("are compared in NFC, in backticks or not", () => {
    for (const name of ["an\u0303o", "a\u00f1o", "`an\u0303o`", "`a\u00f1o`"])
      expect(nameOf(`event ${name} {}`)).toBe("a\u00f1o");
  });
});

describe("texts", () => {
  const valueOf = (text: string) => {
    const [tag] = parse(`rule tag t = ${text}`).declarations;
    return tag?.kind === "tag" && tag.body.kind === "value" && tag.body.value.kind === "text"
      ? tag.body.value.value
      : undefined;
  };

  it.each([
    ['"🍵 高雄"', "🍵 高雄"],
    ['"an\u0303o"', "a\u00f1o"],
    ['"n\\u{303}"', "\u00f1"],
    ['"a\\n\\t\\"\\\\"', 'a\n\t"\\'],
    ['"\\u{1F600}"', "😀"],
    ['""', ""],
    ['"// no comment"', "// no comment"],
  ])("%s", (text, value) => {
    expect(codes(`rule tag t = ${text}`)).toEqual([]);
    expect(valueOf(text)).toBe(value);
  });

  it.each([
    ['"\\q"', "bad-escape"],
    ['"\\u{D800}"', "bad-escape"],
    ['"\\u{110000}"', "bad-escape"],
    ['"a', "unterminated-text"],
    ['"a\nb"', "unterminated-text"],
  ])("%s is %s", (text, code) => {
    expect(codes(`rule tag t = ${text}`)[0]).toBe(code);
  });
});

describe("numbers and dates", () => {
  it.each([
    "9007199254740991",
    "0.123456789012345",
    "60%",
    "2026-02-28",
    "2024-02-29",
    "2026-03-01T10:30:59.999+08:00",
  ])("%s", (literal) => {
    expect(codes(`rule tag t = ${literal}`)).toEqual([]);
  });

  it.each([
    ["9007199254740992", "bad-number"],
    ["12abc", "bad-number"],
    ["90days", "bad-number"],
    ["2026-02-29", "no-such-date"],
    ["2026-03-01T24:00", "no-such-date"],
    ["0000-01-01", "no-such-date"],
  ])("%s is %s", (literal, code) => {
    expect(codes(`rule tag t = ${literal}`)).toContain(code);
  });
});
