import type { IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import type { Location, SourceFile, Span } from "../source.ts";
import { lex } from "../tokens/lexer.ts";
import { checkLiteral } from "../tokens/literal-checks.ts";
import { DocComment } from "../tokens/token-types.ts";
import type { Declaration, Field } from "../tree/declaration.ts";
import { limitCodes, limits } from "../limits.ts";
import { LimitError } from "./base.ts";
import { DeclarationParser } from "./declaration-parser.ts";
import { mendRun } from "./mends/mend-run.ts";
import { repairRun } from "./repair.ts";
import { splitAtMisspelt, splitDeclarations, untilClosed } from "./split.ts";
import { spanOf, syntaxDiagnostic } from "./syntax-diagnostic.ts";
import { TooManyErrors } from "./syntax-messages.ts";
import { at } from "../required.ts";

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
  if (file.text.length > limits.fileSize) {
    const found = diagnostic(
      "file-too-large",
      { file: file.path, start: 0, end: 0 },
      { size: String(file.text.length), limit: String(limits.fileSize) },
    );
    return { file, tokens: [], comments: [], declarations: [], diagnostics: [found] };
  }
  const lexed = lex(file);
  const diagnostics: Diagnostic[] = [];
  const note = (found: readonly Diagnostic[]): void => {
    for (const problem of found) diagnostics.push(problem);
  };
  const mistaken = [...lexed.diagnostics];
  for (const token of lexed.tokens) {
    if (mistaken.length > limits.mistakes) break;
    for (const found of checkLiteral(token, file.path)) mistaken.push(found);
  }
  mistaken.sort((left, right) => left.location.start - right.location.start);
  const [beyond] = mistaken.slice(limits.mistakes);
  note(mistaken.slice(0, limits.mistakes));
  if (beyond !== undefined) note([tooManyMistakes(beyond.location)]);
  sharedParser ??= new DeclarationParser();
  const documentation = descriptions(lexed.tokens, lexed.comments);
  const declarations: Declaration[] = [];
  const lexical = diagnostics.map(({ location }) => location);
  let next = 0;
  let earlier: Span | undefined;
  const failures = { left: limits.mistakes, joins: wrongCuts };
  const runs = splitDeclarations(lexed.tokens, file.text);
  for (let index = 0; index < runs.length; index++) {
    const run = at(runs, index);
    if (failures.left <= 0) {
      const [first] = run;
      if (beyond === undefined && first !== undefined) note([tooManyMistakes({ file: file.path, ...spanOf(first) })]);
      break;
    }
    const { taken, ...parsed } = parseRun(sharedParser, runs, index, file, failures);
    index += taken - 1;
    for (const problem of parsed.problems) {
      // What stands at or right behind a mistake that was reported already is most likely its consequence.
      while (next < lexical.length && at(lexical, next).start <= problem.location.start)
        earlier = later(earlier, lexical[next++]);
      if (earlier !== undefined && follows(file.text, earlier, problem.location)) continue;
      earlier = problem.location;
      diagnostics.push(problem);
    }
    for (const declaration of parsed.declarations) declarations.push(described(declaration, documentation));
  }
  diagnostics.sort((left, right) => left.location.start - right.location.start);
  return { file, tokens: lexed.tokens, comments: lexed.comments, declarations, diagnostics };
}

function tooManyMistakes(location: Location): Diagnostic {
  return diagnostic("too-many-mistakes", location, { limit: String(limits.mistakes) });
}

function later(left: Span | undefined, right: Span | undefined): Span | undefined {
  return left === undefined || (right !== undefined && right.start >= left.start) ? right : left;
}

/** Whether a place lies in an earlier one or right behind it. */
function follows(text: string, earlier: Span, later: Span): boolean {
  if (later.start - earlier.start >= 200) return false;
  return (
    earlier.start <= later.start && (later.start < earlier.end || text.slice(earlier.end, later.start).trim() === "")
  );
}

interface ParsedRun {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly Diagnostic[];
}

/** How often a run that does not parse is tried with those behind it: each try may read the rest of the file. */
const wrongCuts = 5;

/**
 * Parses a run; where it does not parse, looks for declarations in it that the strict split could not tell. One that was
 * cut where no declaration begins, such as at a field called `profile` with a label, parses with those behind it.
 */
function parseRun(
  parser: DeclarationParser,
  runs: readonly IToken[][],
  index: number,
  file: SourceFile,
  failures: { left: number; joins: number },
): ParsedRun & { readonly taken: number } {
  const run = at(runs, index);
  const parsed = parseTokens(parser, run, file);
  if (parsed.problems.length === 0) return { ...parsed, taken: 1 };
  const taken = failures.joins > 0 ? untilClosed(runs, index) : 1;
  if (taken > 1) {
    const whole = parseTokens(parser, runs.slice(index, index + taken).flat(), file);
    if (whole.problems.length === 0) return { ...whole, taken };
    failures.joins--;
  }
  const parts = splitAtMisspelt(run, file.text);
  const mended: ParsedRun[] = [];
  for (const part of parts) {
    // Going on behind a mistake costs many times what reading costs.
    if (failures.left <= 0) break;
    const found = parseMended(parser, part, file, parts.length === 1 ? parsed : undefined);
    if (found.problems.length > 0) failures.left--;
    mended.push(found);
  }
  return {
    declarations: mended.flatMap(({ declarations }) => declarations),
    problems: mended.flatMap(({ problems }) => problems),
    taken: 1,
  };
}

function parseMended(
  parser: DeclarationParser,
  run: IToken[],
  file: SourceFile,
  first: ParsedRun | undefined,
): ParsedRun {
  const parsed = first ?? parseTokens(parser, run, file);
  if (parsed.problems.length === 0) return parsed;
  const repaired = repairRun(run, file);
  const mended = mendRun(repaired.tokens, file);
  const certain = [...repaired.problems, ...mended.problems];
  const again = certain.length === 0 ? parsed : parseTokens(parser, mended.tokens, file);
  return {
    declarations: again.declarations,
    problems: independent(repaired.problems, mended.problems, again.problems, run, file.text),
  };
}

/**
 * One problem a line: what follows on the same line, or at the end of the declaration, is most likely the consequence of
 * the first.
 */
function independent(
  repaired: readonly Diagnostic[],
  mended: readonly Diagnostic[],
  found: readonly Diagnostic[],
  run: readonly IToken[],
  text: string,
): Diagnostic[] {
  const last = run[run.length - 1];
  const end = last === undefined ? 0 : spanOf(last).end;
  const inside = found.filter(({ location }) => location.start < end);
  const certain = [...repaired, ...mended];
  const problems = [...certain, ...(inside.length + certain.length === 0 ? found.slice(0, 1) : inside)];
  const kept: Diagnostic[] = [];
  let lineEnd = -1;
  for (const problem of problems.toSorted((left, right) => left.location.start - right.location.start)) {
    const { start } = problem.location;
    // What is mended by itself is no consequence of anything.
    if (start <= lineEnd && !mended.includes(problem)) continue;
    kept.push(problem);
    const next = text.indexOf("\n", start);
    lineEnd = next < 0 ? text.length : next;
  }
  return kept;
}

function parseTokens(parser: DeclarationParser, run: IToken[], file: SourceFile): ParsedRun {
  parser.begin(run);
  const result = (declaration: Declaration | undefined, problems: readonly Diagnostic[]): ParsedRun => ({
    declarations: declaration === undefined ? [] : [declaration],
    problems,
  });
  const errors = (): Diagnostic[] => parser.errors.map((error) => syntaxDiagnostic(error, run, file));
  try {
    const declaration = parser.declaration();
    return result(declaration, errors());
  } catch (error) {
    if (error instanceof TooManyErrors) return result(parser.known(), errors());
    if (!(error instanceof LimitError) && !(error instanceof RangeError)) throw error;
    const { startOffset: start } =
      error instanceof LimitError && error.token.image !== "" ? error.token : at(run, run.length - 1);
    const limit = error instanceof LimitError ? error.limit : "nesting";
    const problem = diagnostic(
      limitCodes[limit],
      { file: file.path, start, end: start + 1 },
      { limit: String(limits[limit]) },
    );
    return result(parser.known(), [problem]);
  }
}

/** The `///` lines in front of each token, by the token's offset. */
function descriptions(tokens: readonly IToken[], comments: readonly IToken[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (comment.tokenType !== DocComment) continue;
    while (next < tokens.length && at(tokens, next).startOffset < comment.startOffset) next++;
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
  const withFields =
    declaration.kind === "profile" || declaration.kind === "event"
      ? {
          ...declaration,
          fields: declaration.fields.map((field): Field => ({
            ...field,
            description: documentation.get(field.start) ?? "",
          })),
        }
      : declaration;
  return description === undefined || !("description" in withFields) ? withFields : { ...withFields, description };
}
