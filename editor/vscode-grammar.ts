import { contextualWords, reservedWords, unitWords } from "../grammar/tokens/words.ts";

/** Words that begin a declaration or stand for a type: coloured apart from the others. */
const declarations = new Set([
  "profile",
  "event",
  "table",
  "attribute",
  "statistical",
  "rule",
  "mined",
  "tag",
  "list",
  "lifecycle",
  "stage",
  "model",
  "segment",
  "exclusive",
  "never",
  "test",
  "expect",
]);
const types = new Set(["integer", "number", "decimal", "money", "text", "date", "time"]);
const constants = new Set(["yes", "no", "unknown", "known", "now", "today", "otherwise"]);

interface Rule {
  readonly name: string;
  readonly match: string;
}

/**
 * A TextMate grammar made from the lexer's own words, for editors that colour before a language server answers. It
 * knows words, not their place: the server's semantic tokens then say what is a name.
 */
export function textMateGrammar(): Record<string, unknown> {
  const all = [...reservedWords, ...contextualWords];
  const words = (name: string, list: readonly string[]): Rule => ({
    name: `${name}.tagma`,
    match: `(?<![\\p{L}\\p{N}_])(?:${[...list].sort().join("|")})(?![\\p{L}\\p{N}_])`,
  });
  const plain = all.filter((word) => !declarations.has(word) && !types.has(word) && !constants.has(word));
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Tagma",
    scopeName: "source.tagma",
    fileTypes: ["tagma"],
    patterns: [
      { name: "comment.line.documentation.tagma", match: "///.*$" },
      { name: "comment.line.double-slash.tagma", match: "//.*$" },
      {
        name: "string.quoted.double.tagma",
        begin: '"',
        end: '"|$',
        patterns: [{ name: "constant.character.escape.tagma", match: '\\\\(?:["\\\\nt]|u\\{[0-9A-Fa-f]{1,6}\\})' }],
      },
      { name: "variable.other.quoted.tagma", match: "`[^`\\n]*`" },
      { name: "storage.modifier.annotation.tagma", match: "@[\\p{L}_][\\p{L}\\p{N}_]*" },
      {
        name: "constant.numeric.date.tagma",
        match: "\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?(?:Z|[+-]\\d{2}:\\d{2})?)?",
      },
      { name: "constant.numeric.tagma", match: "\\d+(?:\\.\\d+)?%?" },
      words("storage.type", [...declarations]),
      words("support.type", [...types, "yes/no"]),
      words("constant.language", [...constants]),
      words("keyword.other.unit", Object.keys(unitWords)),
      words("keyword.control", plain),
      { name: "keyword.operator.tagma", match: "<=|>=|[<>=+*/-]" },
    ],
  };
}
