import type { IRecognitionException, IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import { nearestName } from "../diagnostics/near-names.ts";
import type { SourceFile, Span } from "../source.ts";
import { lex } from "../tokens/lexer.ts";
import { checkLiteral } from "../tokens/literal-checks.ts";
import { DocComment, Equals, Identifier } from "../tokens/token-types.ts";
import type { Declaration, Field } from "../tree/declaration.ts";
import { NESTING_LIMIT, NestingError } from "./base.ts";
import { DeclarationParser } from "./declaration-parser.ts";
import { splitDeclarations } from "./split.ts";
import { foundText, syntaxFacts } from "./syntax-messages.ts";

/** The longest rule file that is read, in UTF-16 units. */
export const FILE_LIMIT = 4_000_000;

/** A rule file with everything in it: text, tokens and comments give back every character, the tree says what they mean. */
export interface ParsedFile {
  readonly file: SourceFile;
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly declarations: readonly Declaration[];
  readonly diagnostics: readonly Diagnostic[];
}

let sharedParser: DeclarationParser | undefined;

/**
 * Parses one rule file. Never throws: what cannot be read is reported and left out, the rest of the file stands.
 * Every declaration is parsed by itself, so its mistakes stay its own.
 */
export function parseFile(file: SourceFile): ParsedFile {
  if (file.text.length > FILE_LIMIT) {
    const found = diagnostic("file-too-large", { file: file.path, start: 0, end: 0 }, { size: String(file.text.length), limit: String(FILE_LIMIT) });
    return { file, tokens: [], comments: [], declarations: [], diagnostics: [found] };
  }
  const lexed = lex(file);
  const diagnostics: Diagnostic[] = [...lexed.diagnostics];
  for (const token of lexed.tokens) {
    const found = checkLiteral(token, file.path);
    if (found.length > 0) diagnostics.push(...found);
  }
  sharedParser ??= new DeclarationParser();
  const documentation = descriptions(lexed.tokens, lexed.comments);
  const declarations: Declaration[] = [];
  const reported = lexed.diagnostics.map((found) => found.location);
  for (const run of splitDeclarations(lexed.tokens, file.text)) {
    const { declaration, problems } = parseRun(sharedParser, run, file);
    for (const problem of problems) {
      // What stands at or right behind a reported mistake is most likely its consequence.
      if (reported.some((earlier) => follows(file.text, earlier, problem.location))) continue;
      reported.push(problem.location);
      diagnostics.push(problem);
    }
    if (declaration !== undefined) declarations.push(described(declaration, documentation));
  }
  diagnostics.sort((left, right) => left.location.start - right.location.start);
  return { file, tokens: lexed.tokens, comments: lexed.comments, declarations, diagnostics };
}

function follows(text: string, earlier: Span, later: Span): boolean {
  return earlier.start <= later.start && (later.start < earlier.end || text.slice(earlier.end, Math.min(later.start, earlier.end + 200)).trim() === "") && later.start - earlier.end < 200;
}

function parseRun(parser: DeclarationParser, run: IToken[], file: SourceFile): { declaration: Declaration | undefined; problems: Diagnostic[] } {
  parser.begin(run);
  try {
    const declaration = parser.declaration();
    const problems = parser.errors.map((error) => syntaxDiagnostic(error, run, file));
    return { declaration, problems };
  } catch (error) {
    if (!(error instanceof NestingError) && !(error instanceof RangeError)) throw error;
    const start = error instanceof NestingError ? error.token.startOffset : (run[0]?.startOffset ?? 0);
    const problem = diagnostic("too-deep", { file: file.path, start, end: start + 1 }, { limit: String(NESTING_LIMIT) });
    return { declaration: undefined, problems: [problem] };
  }
}

function syntaxDiagnostic(error: IRecognitionException, run: readonly IToken[], file: SourceFile): Diagnostic {
  const { expected } = syntaxFacts(error.message);
  const atEnd = error.token.image === "";
  const last = run[run.length - 1];
  const end = last === undefined ? 0 : last.startOffset + last.image.length;
  const location = atEnd ? { start: end, end } : { start: error.token.startOffset, end: error.token.startOffset + error.token.image.length };
  const distinct = [...new Set(expected)];
  const shown = distinct.length > 6 ? [...distinct.slice(0, 5), "…"] : distinct;
  const words = distinct.filter((label) => label.startsWith("`")).map((label) => label.slice(1, -1));
  const suggestion = error.token.tokenType === Identifier ? nearestName(error.token.image, words) : undefined;
  return diagnostic("syntax", { file: file.path, ...location }, {
    expected: joinChoices(shown), found: atEnd ? "the end of the declaration" : foundText(error.token), advice: advice(error.token, distinct),
  }, suggestion);
}

function advice(found: IToken, expected: readonly string[]): string {
  if (found.tokenType === Equals) return "To compare, write `is` instead of `=`.";
  if (expected.includes("a name") && found.tokenType !== Identifier && /^[a-z]+$/.test(found.image)) {
    return `\`${found.image}\` is a reserved word; as a name it goes in backticks.`;
  }
  if (expected.includes("the end of this declaration")) return "Remove it, or begin a new declaration.";
  return expected.length === 1 ? `Put ${expected[0] ?? "it"} here.` : "See the language reference for what may stand here.";
}

function joinChoices(labels: readonly string[]): string {
  return labels.length <= 1 ? (labels[0] ?? "something else") : `${labels.slice(0, -1).join(", ")} or ${labels[labels.length - 1] ?? ""}`;
}

/** The `///` lines in front of each token, by the token's offset. */
function descriptions(tokens: readonly IToken[], comments: readonly IToken[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (comment.tokenType !== DocComment) continue;
    while (next < tokens.length && (tokens[next]?.startOffset ?? 0) < comment.startOffset) next++;
    const owner = tokens[next]?.startOffset;
    if (owner === undefined) break;
    const line = comment.image.slice(3).trim();
    const before = found.get(owner);
    found.set(owner, before === undefined ? line : `${before}\n${line}`);
  }
  return found;
}

function described(declaration: Declaration, documentation: ReadonlyMap<number, string>): Declaration {
  const description = documentation.get(declaration.start);
  const withFields = declaration.kind === "profile" || declaration.kind === "event"
    ? { ...declaration, fields: declaration.fields.map((field): Field => ({ ...field, description: documentation.get(field.start) ?? "" })) }
    : declaration;
  return description === undefined || !("description" in withFields) ? withFields : { ...withFields, description };
}
