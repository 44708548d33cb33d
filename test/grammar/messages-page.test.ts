import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { englishTexts } from "../../grammar/texts/diagnostics/en.ts";
import { messagesSchema } from "../support/message-examples.ts";
import { messagesPage, shownMessages } from "../support/messages.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const shown = shownMessages();

describe("docs/messages.md", () => {
  it("tells of every code of the catalogue once, in its order", () => {
    expect(shown.map(({ code }) => code)).toEqual(Object.keys(englishTexts));
  });

  it("shows each by an example that gives it, and no other error", () => {
    for (const { code, example, found } of shown) {
      if (!("rules" in example)) continue;
      const errors = found.filter(({ severity }) => severity === "error").map((one) => one.code);
      expect([code, found.some((one) => one.code === code)]).toEqual([code, true]);
      expect([code, new Set(errors).size]).toEqual([code, errors.includes(code) ? 1 : 0]);
    }
  });

  it("names a test of each that no line of rules shows", () => {
    const tests = shown.flatMap(({ code, example }) => ("when" in example ? [[code, example.test] as const] : []));
    expect(tests.filter(([, path]) => path === undefined)).toEqual([["format-changes", undefined]]);
    for (const [code, path] of tests) {
      if (path === undefined) continue;
      expect([path, existsSync(new URL(path, root))]).toEqual([path, true]);
      expect([code, read(path).includes(code)]).toEqual([code, true]);
    }
  });

  it("is what the examples give (if not, run npm run messages)", () => {
    const page = read("docs/messages.md");
    expect(page).toContain(messagesSchema);
    expect(/<!-- messages -->\n([\s\S]*?)\n<!-- end -->/.exec(page)?.[1]).toBe(messagesPage());
  });
});
