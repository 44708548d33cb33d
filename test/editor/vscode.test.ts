import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { describe, expect, it } from "vitest";
import { textMateGrammar } from "../../editor/vscode-grammar.ts";
import { contextualWords, reservedWords } from "../../grammar/tokens/words.ts";

const folder = new URL("../../editor/vscode/", import.meta.url);
const written: Record<string, unknown> = JSON.parse(
  readFileSync(new URL("syntaxes/tagma.tmLanguage.json", folder), "utf8"),
);

it("the grammar that is packaged is made of today's words (npm run textmate)", () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(textMateGrammar())));
});

it("the extension runs what it packages", () => {
  const manifest: {
    main: string;
    contributes: { grammars: { path: string }[]; languages: { configuration: string }[] };
  } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  for (const path of [
    manifest.main,
    ...manifest.contributes.grammars.map((grammar) => grammar.path),
    ...manifest.contributes.languages.map(({ configuration }) => configuration),
  ]) {
    expect(readFileSync(new URL(path, folder), "utf8").length).toBeGreaterThan(100);
  }
});

/** Each word of a line with the innermost scope that an editor gives it. */
async function coloured(line: string): Promise<string[]> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM({ data: wasm });
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(written), "tagma.json")),
  });
  const grammar = await registry.loadGrammar("source.tagma");
  return (grammar?.tokenizeLine(line, null).tokens ?? [])
    .map(
      ({ startIndex, endIndex, scopes }) =>
        `${line.slice(startIndex, endIndex)}|${scopes.at(-1)?.replace(".tagma", "") ?? ""}`,
    )
    .filter((token) => !token.startsWith(" "));
}

describe("colours", () => {
  it("words, names in any script, texts, dates and comments", async () => {
    expect(await coloured('rule tag 常客 when `my count` >= 60% and is_vip is "a \\"b\\"" // no')).toEqual([
      "rule|storage.type",
      "tag|storage.type",
      "when|keyword.control",
      "`my count`|variable.other.quoted",
      ">=|keyword.operator",
      "60%|constant.numeric",
      "and|keyword.control",
      "is|keyword.control",
      '"|string.quoted.double',
      "a |string.quoted.double",
      '\\"|constant.character.escape',
      "b|string.quoted.double",
      '\\"|constant.character.escape',
      '"|string.quoted.double',
      "// no|comment.line.double-slash",
    ]);
  });

  it("every word of the language", async () => {
    for (const word of [...reservedWords, ...contextualWords])
      expect((await coloured(word)).join()).toMatch(/^[a-z]+\|(keyword|storage|support|constant)\./);
  });
});
