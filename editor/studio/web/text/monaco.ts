import { editor, languages } from "monaco-editor/editor";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/documentSymbols/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/format/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/semanticTokens/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/suggest/register";
import "monaco-editor/features/unicodeHighlighter/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import "monaco-editor/editor/browser/coreCommands.js";
import "monaco-editor/editor/contrib/find/browser/findController.js";
import "monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands.js";
import "monaco-editor/editor/contrib/semanticTokens/browser/documentSemanticTokens.js";
import "monaco-editor/editor/contrib/suggest/browser/suggestController.js";
// The build makes a worker of it.
// oxlint-disable-next-line import/default
import EditorWorker from "monaco-editor/editor/editor.worker.js?worker";
import { wordTokens } from "../../../../grammar/tokens/words.ts";
import { registerProviders } from "./providers.ts";

export const LANGUAGE = "tagma";

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

languages.register({ id: LANGUAGE, extensions: [".tagma"] });
languages.setLanguageConfiguration(LANGUAGE, {
  comments: { lineComment: "//" },
  brackets: [
    ["{", "}"],
    ["(", ")"],
  ],
  autoClosingPairs: [
    { open: "{", close: "}" },
    { open: "(", close: ")" },
    { open: '"', close: '"', notIn: ["string", "comment"] },
    { open: "`", close: "`", notIn: ["string", "comment"] },
  ],
  onEnterRules: [
    { beforeText: /^\s*\/\/\/.*$/, action: { indentAction: languages.IndentAction.None, appendText: "/// " } },
  ],
});
// Coarse colours at once; the language service gives the exact ones.
languages.setMonarchTokensProvider(LANGUAGE, {
  words: Object.keys(wordTokens),
  tokenizer: {
    root: [
      [/\/\/.*$/, "comment"],
      [/"(?:[^"\\]|\\.)*"/, "string"],
      [/`[^`]*`/, "variable"],
      [/@[\p{L}_]+/u, "annotation"],
      [/\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?/, "number"],
      [/\d+(?:\.\d+)?%?/, "number"],
      [/[\p{L}_][\p{L}\p{N}_]*/u, { cases: { "@words": "keyword", "@default": "variable" } }],
    ],
  },
  unicode: true,
});

const light = {
  keyword: "2457c5",
  string: "1c6b41",
  number: "8a5200",
  comment: "6a7280",
  event: "8a3a8f",
  property: "1c2330",
  enumMember: "1c6b41",
  decorator: "6a4a00",
  class: "8a3a8f",
  variable: "1c2330",
  operator: "535b69",
};
const dark = {
  keyword: "8db2ff",
  string: "7fd3a2",
  number: "f0bd6a",
  comment: "8f98a8",
  event: "d9a3e0",
  property: "e8ebf1",
  enumMember: "7fd3a2",
  decorator: "e0c07a",
  class: "d9a3e0",
  variable: "e8ebf1",
  operator: "a9b1bf",
};
const rules = (colours: Readonly<Record<string, string>>): { token: string; foreground: string }[] =>
  Object.entries({ ...colours, annotation: colours["decorator"] ?? "" }).map(([token, foreground]) => ({
    token,
    foreground,
  }));
editor.defineTheme("tagma-light", {
  base: "vs",
  inherit: true,
  rules: rules(light),
  colors: { "editor.background": "#ffffff", "editorLineNumber.foreground": "#5b6472" },
});
editor.defineTheme("tagma-dark", {
  base: "vs-dark",
  inherit: true,
  rules: rules(dark),
  colors: { "editor.background": "#1b1f26", "editorLineNumber.foreground": "#98a1b0" },
});

registerProviders(LANGUAGE);

export { editor };
