import { writeFileSync } from "node:fs";
import { textMateGrammar } from "../editor/vscode-grammar.ts";

// Writes the colours of words for Visual Studio Code from the lexer's words: npm run textmate

writeFileSync(
  new URL("../editor/vscode/syntaxes/tagma.tmLanguage.json", import.meta.url),
  `${JSON.stringify(textMateGrammar(), null, 2)}\n`,
);
