import type { Diagnostic, TextEdit } from "../../grammar/diagnostics/catalogue.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import { lex } from "../../grammar/tokens/lexer.ts";
import { wordTokens as W } from "../../grammar/tokens/words.ts";
import type { AnalysedFile, Analysis } from "./analysis.ts";
import { editorTexts, type SayEditor } from "../../grammar/texts/editor/index.ts";

/** An edit of one file that answers a diagnostic. */
export interface QuickFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The likeliest answer. */
  readonly preferred: boolean;
}

/** What can be done about a diagnostic of a file. */
export function quickFixes(analysis: Analysis, path: string, found: Diagnostic, language: Language = "en"): QuickFix[] {
  const say = editorTexts(language);
  const file = analysis.file(path);
  if (file === undefined || found.location.file !== path) return [];
  const fixes: QuickFix[] = [];
  if (found.fix !== undefined)
    fixes.push({
      title: titleOf(found.fix, file.text, say),
      edits: found.fix,
      preferred: true,
    });
  if (found.code === "branches-overlap" || found.code === "not-proved-exclusive")
    fixes.push(...firstWins(file, found, say));
  if (found.code === "no-branch-taken") fixes.push(...addOtherwise(file, found, say));
  if (found.code === "not-leaves-unknown") fixes.push(...orUnknown(file, found, say));
  const { witness } = renderDiagnostic(found, language);
  if (witness !== undefined)
    fixes.push({
      title: say("asTest"),
      edits: [
        {
          start: file.text.length,
          end: file.text.length,
          text: `${file.text.endsWith("\n") ? "" : "\n"}\n${witness}\n`,
        },
      ],
      preferred: false,
    });
  return fixes;
}

/** What edits do, by what they take away and what they write: parts of several edits are told as one, from first to last. */
function titleOf(edits: readonly TextEdit[], source: string, say: SayEditor): string {
  const start = Math.min(...edits.map((edit) => edit.start));
  const end = Math.max(...edits.map((edit) => edit.end));
  const old = short(source.slice(start, end));
  const text = short(applied(edits, source.slice(0, end)).slice(start));
  if (text === "") return say("leaveOut", { old });
  return old === "" ? say("writeHere", { text }) : say("replaceBy", { old, text });
}

const applied = (edits: readonly TextEdit[], source: string): string =>
  edits
    .toSorted((left, right) => right.start - left.start)
    .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), source);

/** Most characters of a part of the rules in a title. */
const TITLE_PART = 60;

/** A part of the rules in one line; of a long one its beginning and its end. */
function short(text: string): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  const half = TITLE_PART / 2 - 1;
  return line.length <= TITLE_PART ? line.join("") : `${line.slice(0, half).join("")} … ${line.slice(-half).join("")}`;
}

/** `one of` becomes `first of`: the first true branch wins. */
function firstWins({ parsed, text }: AnalysedFile, found: Diagnostic, say: SayEditor): QuickFix[] {
  const tag = parsed.declarations.find(
    (declaration) => declaration.start <= found.location.start && found.location.end <= declaration.end,
  );
  if (tag?.kind !== "tag" || tag.body.kind !== "one of") return [];
  const { tokens } = lex({ path: "", text: text.slice(tag.body.start, tag.body.end) });
  const one = tokens.find(({ tokenType }) => tokenType === W.one);
  if (one === undefined) return [];
  const start = tag.body.start + one.startOffset;
  return [
    { title: say("firstWins"), edits: [{ start, end: start + one.image.length, text: "first" }], preferred: false },
  ];
}

function addOtherwise({ parsed, text }: AnalysedFile, found: Diagnostic, say: SayEditor): QuickFix[] {
  const tag = parsed.declarations.find(
    (declaration) => declaration.start <= found.location.start && found.location.end <= declaration.end,
  );
  if (tag?.kind !== "tag" || (tag.body.kind !== "one of" && tag.body.kind !== "first of")) return [];
  const close = text.lastIndexOf("}", tag.body.end);
  const last = tag.body.branches.at(-1);
  if (close === -1 || last === undefined) return [];
  return [
    {
      title: say("addOtherwise"),
      edits: [{ start: last.end, end: last.end, text: `\n  ${quoteText(say("other"))} otherwise` }],
      preferred: true,
    },
  ];
}

function orUnknown({ text }: AnalysedFile, { location, parameters }: Diagnostic, say: SayEditor): QuickFix[] {
  const what = parameters["name"];
  if (typeof what !== "string") return [];
  return [
    {
      title: say("orUnknown", { name: what }),
      preferred: false,
      edits: [
        {
          start: location.start,
          end: location.end,
          text: `(${text.slice(location.start, location.end)} or ${what.replaceAll("`", "")} is unknown)`,
        },
      ],
    },
  ];
}
