import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { prove } from "../../engine/prove/prove.ts";
import { severityOf, type Diagnostic, type DiagnosticCode } from "../../grammar/diagnostics/catalogue.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { englishTexts } from "../../grammar/texts/diagnostics/en.ts";
import { messageParts, messagesSchema, type MessageExample } from "./message-examples.ts";

/** A code of the page, and what its example gives; without a diagnostic where it can't be shown as rules. */
export interface ShownMessage {
  readonly part: string;
  readonly code: DiagnosticCode;
  readonly example: MessageExample;
  readonly found: readonly Diagnostic[];
}

const isCode = (text: string): text is DiagnosticCode => Object.hasOwn(englishTexts, text);

/** All codes that the page tells of, with what their examples give. */
export function shownMessages(): readonly ShownMessage[] {
  return messageParts.flatMap(([part, examples]) =>
    Object.entries(examples).map(([code, example]) => {
      if (!isCode(code)) throw new Error(`there is no code ${code}`);
      return { part, code, example, found: "rules" in example ? foundIn(example) : [] };
    }),
  );
}

function foundIn({ rules, alone }: Extract<MessageExample, { rules: string }>): readonly Diagnostic[] {
  const text = alone === true ? rules : messagesSchema + rules;
  const { diagnostics, plan } = compile(
    {
      files: [{ path: "rules.tagma", text }],
      settings: planSettings({}),
      readList: () => ({ problem: phrase("list-no-file") }),
    },
    { models: () => undefined },
  );
  const own = alone === true ? 0 : messagesSchema.length;
  const proved = plan === undefined ? [] : prove(plan, () => text).diagnostics;
  return [...diagnostics, ...proved].filter(({ location }) => location.end > own || location.end === 0);
}

/** The tables of docs/messages.md, from the catalogue and what the examples give. */
export function messagesPage(): string {
  const shown = shownMessages();
  return messageParts
    .map(([part]) => {
      const rows = shown.filter((one) => one.part === part).map(row);
      return `## ${part}\n\n| code | | example | what it says | what to do |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}`;
    })
    .join("\n\n");
}

function row({ code, example, found }: ShownMessage): string {
  const first = found.find((one) => one.code === code);
  const { message, help } = first === undefined ? englishTexts[code] : renderDiagnostic(first);
  const cells = [
    `\`${code}\``,
    severityOf(code),
    "rules" in example ? example.rules.split("\n").map(inCode).join("<br>") : example.when,
    message,
    help,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** Most characters of an example in a table; what is longer is cut in its middle. */
const CELL = 140;

function inCode(text: string): string {
  const cut = text.length <= CELL ? text : `${text.slice(0, CELL / 2)}…${text.slice(-20)}`;
  return cut.includes("`") ? `\`\` ${cut} \`\`` : `\`${cut}\``;
}
