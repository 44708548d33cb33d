import { describe, expect, it } from "vitest";
import { codeLenses } from "../../../editor/language/code-lenses.ts";
import { complete } from "../../../editor/language/complete.ts";
import { hover } from "../../../editor/language/hover.ts";
import { rename } from "../../../editor/language/navigate.ts";
import { quickFixes } from "../../../editor/language/quick-fixes.ts";
import { signature } from "../../../editor/language/signature.ts";
import { editorCatalogue } from "../../../grammar/texts/editor/index.ts";
import { wordHelp } from "../../../grammar/texts/word-help/index.ts";
import { englishWords } from "../../../grammar/texts/word-help/en.ts";
import { sentenceLines } from "../../../editor/views/sentence/sentence.ts";
import { languages, type Language } from "../../../grammar/texts/languages.ts";
import { wordTokens } from "../../../grammar/tokens/words.ts";
import { opened } from "../../support/language.ts";

function hovered(text: string, language: Language): string {
  const { analysis, path, offset } = opened(text);
  const found = hover(analysis, path, offset, language, (file, declaration) =>
    sentenceLines(analysis, file, declaration, language),
  );
  return found?.text ?? "";
}

describe("hover says what a thing means, in the reader's language", () => {
  it.for<[Language, readonly string[]]>([
    [
      "en",
      [
        "**value\\_tier** — Value tier, rule tag",
        "one of `VIP`, `Regular`",
        "“Value tier” is one of these, which exclude each other:",
        "- “VIP” when “orders\\_90d” is at least 5\\.",
        "zh: 价值等级 · es: Nivel de valor",
        "Reads `orders_90d`",
        "Used by `winback`, `t`",
      ],
    ],
    [
      "zh",
      [
        "**value\\_tier** — 价值等级, 规则标签",
        "选项（`VIP`、`Regular`）",
        "“价值等级”取以下互斥的值之一：",
        "- “orders\\_90d”大于等于 5 时，取“VIP”。",
        "es: Nivel de valor",
        "读取：`orders_90d`",
        "被使用于：`winback`、`t`",
      ],
    ],
    [
      "ja",
      [
        "**value\\_tier** — Value tier, ルールタグ",
        "選択肢（`VIP`、`Regular`）",
        "「Value tier」は、互いに重ならない次のうちの 1 つ：",
        "参照先：`orders_90d`",
        "参照元：`winback`、`t`",
      ],
    ],
    [
      "es",
      [
        "**value\\_tier** — Nivel de valor, etiqueta de regla",
        "un valor entre `VIP`, `Regular`",
        "«Nivel de valor» es uno de estos valores",
        "Lee `orders_90d`",
        "En uso en `winback`, `t`",
      ],
    ],
  ])("%s: of a tag", ([language, parts]) => {
    const text = hovered('rule tag t when value_t<|>ier is "VIP"', language);
    for (const part of parts) expect(text).toContain(part);
  });

  it.for<[Language, readonly string[]]>([
    ["en", ["**order\\_paid.amount**", "an amount of money, always known, from 0.00 to …"]],
    ["zh", ["金额、必填、0.00 到 …"]],
    ["ja", ["金額、必須、0.00 から … まで"]],
    ["es", ["un importe, siempre presente, de 0.00 a …"]],
  ])("%s: of a field, with bounds as people write them", ([language, parts]) => {
    const text = hovered("statistical tag t = sum of order_paid.amo<|>unt", language);
    for (const part of parts) expect(text).toContain(part);
  });

  it("shows nothing of a rule file as Markdown or HTML, in no language", () => {
    for (const language of languages) {
      const text = hovered(
        'rule tag evil "<b>x</b>" when city is "[link](javascript:1) `code` **bold** <img src=x>"\nrule tag t when ev<|>il',
        language,
      );
      expect(text).toContain("evil");
      expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)<b>|(?<!\\)\[link|(?<!\\)\*\*bold|(?<!\\)`code/);
    }
  });

  it("shows a long one in part", () => {
    const branches = Array.from({ length: 40 }, (_, index) => `"B${index}" when orders_90d is ${index}`).join(" ");
    const text = hovered(`rule tag long = one of { ${branches} }\nrule tag t when lo<|>ng is "B1"`, "en");
    expect(text).toContain("“B14” when");
    expect(text).not.toContain("“B16” when");
    expect(text).toContain("- …");
  });
});

describe("help for words", () => {
  it("speaks of words of the language only, in every language", () => {
    for (const key of Object.keys(englishWords)) {
      const word = key === "sequel" ? "then" : key;
      expect(Object.keys(wordTokens)).toContain(word);
      for (const language of languages) expect(wordHelp(word, language)).toMatch(/\S/);
    }
    expect(wordHelp("sequel", "en")).toBeUndefined();
  });

  it("quotes the same forms of the language in all", () => {
    const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code).sort();
    for (const key of Object.keys(englishWords)) {
      const word = key === "sequel" ? "then" : key;
      const [english, ...others] = languages.map((language) => quoted(wordHelp(word, language) ?? ""));
      for (const other of others) expect([word, other]).toEqual([word, english]);
    }
  });

  it.for<[Language, string]>([
    ["zh", "合计；没有时为 0"],
    ["ja", "合計。なければ 0"],
    ["es", "el total; 0 si no hay ninguno"],
  ])("%s", ([language, part]) => {
    expect(hovered("statistical tag t = su<|>m of order_paid.amount", language)).toContain(part);
    const { analysis, path, offset } = opened("statistical tag t = sum of <|>");
    expect(signature(analysis, path, offset, language)?.help).toContain(part);
  });
});

describe("what else an editor shows", () => {
  it.for<[Language, string, string, string, string]>([
    [
      "en",
      "Replace `agee` by `age`",
      "Let in those whose city is unknown",
      "▶ run test",
      "There is something called `age` already.",
    ],
    ["zh", "把 `agee` 换成 `age`", "也包含 city 未知的客户", "▶ 运行测试", "已经有名为 `age` 的内容。"],
    [
      "ja",
      "`agee` を `age` に置き換える",
      "city が不明な顧客も含める",
      "▶ テストを実行",
      "`age` という名前はすでに使われています。",
    ],
    [
      "es",
      "Sustituir `agee` por `age`",
      "Incluir a aquellos de los que se desconoce city",
      "▶ ejecutar la prueba",
      "El nombre `age` ya está en uso.",
    ],
  ])("%s: quick fixes, lenses, renaming", ([language, change, unknown, run, taken]) => {
    const { analysis, path } = opened(
      'rule tag t when agee > 3\nrule tag u when not city is "x"\ntest "x" as of 2026-03-01 { customer { sms_opt_in: yes } expect winback }',
    );
    const titles = analysis.diagnostics.flatMap((found) =>
      quickFixes(analysis, path, found, language).map(({ title }) => title),
    );
    expect(titles).toContain(change);
    expect(titles).toContain(unknown);
    expect(codeLenses(analysis, path, new Map(), language).map(({ title }) => title)).toContain(run);
    const at = analysis.file(path)?.text.indexOf("orders_90d") ?? 0;
    expect(rename(analysis, path, at, "age", language)).toEqual({ problem: taken });
  });

  it.for<[Language, string, string]>([
    ["en", "Value tier", "an audience"],
    ["zh", "价值等级", "人群"],
    ["ja", "Value tier", "対象者のまとまり"],
    ["es", "Nivel de valor", "una audiencia"],
  ])("%s: completions carry labels and explanations", ([language, label, segment]) => {
    const inRule = opened("rule tag t when <|>");
    expect(
      complete(inRule.analysis, inRule.path, inRule.offset, language).items.find((item) => item.label === "value_tier")
        ?.detail,
    ).toBe(label);
    const between = opened("\n<|>");
    expect(
      complete(between.analysis, between.path, between.offset, language).items.find(
        (item) => item.label === "segment" && item.kind === "snippet",
      )?.detail,
    ).toBe(segment);
  });

  it("has no text that is empty or left in English", () => {
    for (const language of languages) {
      const all = Object.entries(editorCatalogue[language])
        .filter(([key]) => !/^(annotation\.status|runTest|bounds|customers)$/.test(key))
        .map(([, text]) => text.replace(/\{\w+\}/g, ""));
      expect(all.filter((text) => text.trim() === "")).toEqual([]);
      expect(all.filter((text) => (language === "zh" || language === "ja") && /^[ -~]+$/.test(text))).toEqual([]);
    }
  });
});
