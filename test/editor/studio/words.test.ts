import { describe, expect, it } from "vitest";
import { en } from "../../../grammar/texts/studio/en.ts";
import { es } from "../../../grammar/texts/studio/es.ts";
import { ja } from "../../../grammar/texts/studio/ja.ts";
import { zh } from "../../../grammar/texts/studio/zh.ts";

const filled = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the studio's words", () => {
  it.for([
    ["zh", zh],
    ["ja", ja],
    ["es", es],
  ] as const)("in %s fill in what the English ones do", ([, words]) => {
    const wrong = Object.entries(en).filter(([key, text]) => {
      const found = Object.entries(words).find(([other]) => other === key)?.[1] ?? "";
      return found.trim() === "" || filled(found).join() !== filled(text).join();
    });
    expect(wrong).toEqual([]);
  });

  it("are not English where they should be another language", () => {
    const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
    const english = (words: Readonly<Record<string, string>>): string[] =>
      Object.entries(words)
        .filter(
          ([key, text]) =>
            key.startsWith("edit.") && !han.test(text) && /[A-Za-z]{3}/.test(text.replace(/\{\w+\}/g, "")),
        )
        .map(([key]) => key);
    expect([...english(zh), ...english(ja)]).toEqual([]);
  });
});
