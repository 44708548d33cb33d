import {
  CodeActionKind,
  type CodeLens,
  DiagnosticSeverity,
  DocumentSymbol,
  type Connection,
  type InitializeResult,
  TextDocuments,
  TextDocumentSyncKind,
  ResponseError,
  ErrorCodes,
  MarkupKind,
  MessageType,
  ShowMessageNotification,
  CompletionItem,
  SignatureInformation,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic, Severity } from "../../grammar/diagnostics/catalogue.ts";
import { languageOf, type Language } from "../../grammar/texts/languages.ts";
import { renderInOne } from "../../grammar/diagnostics/render.ts";
import { format } from "../../grammar/format/format.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import { compileProgram } from "../../engine/compile/compile.ts";
import { runTests } from "../../engine/testing/run-tests.ts";
import { codeLenses } from "../language/code-lenses.ts";
import { complete } from "../language/complete.ts";
import { hover } from "../language/hover.ts";
import { definition, nameAt, references, rename, type Place } from "../language/navigate.ts";
import { folds, outline, type OutlineItem } from "../language/outline.ts";
import type { Position } from "../language/positions.ts";
import { quickFixes } from "../language/quick-fixes.ts";
import { formatRange } from "../language/range-format.ts";
import { semanticTokens, tokenKinds } from "../language/semantic-tokens.ts";
import { signature } from "../language/signature.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";
import { sentenceLines } from "../views/sentence/sentence.ts";
import { completionKinds, symbolKinds } from "./kinds.ts";
import type { OpenWorkspace, WorkspaceHost } from "./workspace-host.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};
/** A burst of keystrokes is answered once. */
const QUIET_MS = 40;
const RUN_TEST = "tagma.runTest";

/**
 * Serves the Language Server Protocol over a connection: every answer is the language service's.
 * @param host finds the workspace that a file belongs to, and reads it
 */
export function serve(connection: Connection, host: WorkspaceHost): void {
  new Server(connection, host).listen();
}

interface Located {
  readonly workspace: OpenWorkspace;
  readonly path: string;
}

class Server {
  private readonly connection: Connection;
  private readonly host: WorkspaceHost;
  private readonly documents = new TextDocuments(TextDocument);
  private language: Language = "en";
  /** Whether the editor asks for code lenses again when it is told to. */
  private refreshes = false;
  private pending: ReturnType<typeof setTimeout> | undefined;
  /** Files whose problems were sent, to be cleared when they have none. */
  private readonly published = new Set<string>();

  constructor(connection: Connection, host: WorkspaceHost) {
    this.connection = connection;
    this.host = host;
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialize(({ locale, capabilities }): InitializeResult => {
      this.refreshes = capabilities.workspace?.codeLens?.refreshSupport === true;
      this.language = languageOf(locale);
      return {
        serverInfo: { name: "tagma" },
        capabilities: {
          textDocumentSync: TextDocumentSyncKind.Incremental,
          completionProvider: { triggerCharacters: [".", "@", " "] },
          hoverProvider: true,
          signatureHelpProvider: { triggerCharacters: [" "] },
          definitionProvider: true,
          referencesProvider: true,
          renameProvider: { prepareProvider: true },
          documentSymbolProvider: true,
          foldingRangeProvider: true,
          documentFormattingProvider: true,
          documentRangeFormattingProvider: true,
          codeLensProvider: {},
          executeCommandProvider: { commands: [RUN_TEST] },
          codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
          semanticTokensProvider: {
            legend: { tokenTypes: [...tokenKinds], tokenModifiers: ["declaration"] },
            full: true,
          },
        },
      };
    });
    documents.onDidChangeContent(({ document }) => this.changed(document.uri, document.getText()));
    documents.onDidClose(({ document }) => this.host.locate(document.uri)?.workspace.reload(document.uri));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) if (documents.get(uri) === undefined) this.host.locate(uri)?.workspace.reload(uri);
      this.publishSoon();
    });
    connection.onCompletion(
      ({ textDocument, position }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) => {
          const analysis = workspace.files.analysis();
          const { from, items } = complete(analysis, path, offset, this.language);
          const range = analysis.file(path)?.lines.range({ start: from, end: offset });
          return items.map((item, index): CompletionItem => ({
            label: item.label,
            kind: completionKinds[item.kind],
            detail: item.detail,
            filterText: item.filter,
            sortText: String(index).padStart(4, "0"),
            insertTextFormat: item.isSnippet ? 2 : 1,
            ...(range === undefined ? { insertText: item.insert } : { textEdit: { range, newText: item.insert } }),
          }));
        }) ?? [],
    );
    connection.onHover(
      ({ textDocument, position }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) => {
          const analysis = workspace.files.analysis();
          const found = hover(analysis, path, offset, this.language, (file, declaration) =>
            sentenceLines(analysis, file, declaration, this.language),
          );
          const range = found === undefined ? undefined : analysis.file(path)?.lines.range(found);
          return found === undefined
            ? null
            : { contents: { kind: MarkupKind.Markdown, value: found.text }, ...(range === undefined ? {} : { range }) };
        }) ?? null,
    );
    connection.onSignatureHelp(
      ({ textDocument, position }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) => {
          const found = signature(workspace.files.analysis(), path, offset, this.language);
          if (found === undefined) return null;
          const own: SignatureInformation = {
            label: found.label,
            documentation: { kind: MarkupKind.Markdown, value: found.help },
            parameters: found.parameters.map((label) => ({ label })),
          };
          return { signatures: [own], activeSignature: 0, activeParameter: found.active };
        }) ?? null,
    );
    connection.onDefinition(
      ({ textDocument, position }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) =>
          this.location(workspace, definition(workspace.files.analysis(), path, offset)),
        ) ?? null,
    );
    connection.onReferences(
      ({ textDocument, position, context }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) =>
          references(workspace.files.analysis(), path, offset, context.includeDeclaration).flatMap(
            (place) => this.location(workspace, place) ?? [],
          ),
        ) ?? [],
    );
    connection.onPrepareRename(
      ({ textDocument, position }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) => {
          const analysis = workspace.files.analysis();
          const name = nameAt(analysis, path, offset);
          return name === undefined ? null : (analysis.file(path)?.lines.range(name) ?? null);
        }) ?? null,
    );
    connection.onRenameRequest(
      ({ textDocument, position, newName }) =>
        this.at(textDocument.uri, position, ({ workspace, path }, offset) => {
          const analysis = workspace.files.analysis();
          const edits = rename(analysis, path, offset, newName, this.language);
          if ("problem" in edits) throw new ResponseError(ErrorCodes.InvalidRequest, edits.problem);
          const changes: Record<
            string,
            { range: ReturnType<NonNullable<ReturnType<typeof analysis.file>>["lines"]["range"]>; newText: string }[]
          > = {};
          for (const edit of edits) {
            const range = analysis.file(edit.file)?.lines.range(edit);
            if (range !== undefined) (changes[workspace.uriOf(edit.file)] ??= []).push({ range, newText: edit.text });
          }
          return { changes };
        }) ?? null,
    );
    connection.onDocumentSymbol(
      ({ textDocument }) =>
        this.in(textDocument.uri, ({ workspace, path }) => {
          const file = workspace.files.analysis().file(path);
          const symbol = (item: OutlineItem): DocumentSymbol => ({
            name: item.name === "" ? "(no name)" : item.name,
            detail: item.detail,
            kind: symbolKinds[item.kind],
            range: file?.lines.range(item.whole) ?? nowhere,
            selectionRange: file?.lines.range(item.title) ?? nowhere,
            children: item.children.map(symbol),
          });
          return file === undefined ? [] : outline(file, this.language).map(symbol);
        }) ?? [],
    );
    connection.onFoldingRanges(
      ({ textDocument }) =>
        this.in(textDocument.uri, ({ workspace, path }) => {
          const file = workspace.files.analysis().file(path);
          return file === undefined
            ? []
            : folds(file).map(({ from, to, kind }) => ({ startLine: from, endLine: to, kind }));
        }) ?? [],
    );
    connection.onDocumentFormatting(
      ({ textDocument }) =>
        this.in(textDocument.uri, ({ workspace, path }) => {
          const file = workspace.files.analysis().file(path);
          const formatted = file === undefined ? undefined : format(parseFile({ path, text: file.text }));
          return file === undefined || formatted === undefined || !("text" in formatted) || formatted.text === file.text
            ? []
            : [{ range: file.lines.range({ start: 0, end: file.text.length }), newText: formatted.text }];
        }) ?? [],
    );
    connection.onDocumentRangeFormatting(
      ({ textDocument, range }) =>
        this.in(textDocument.uri, ({ workspace, path }) => {
          const file = workspace.files.analysis().file(path);
          return file === undefined
            ? []
            : formatRange(file, { start: file.lines.offset(range.start), end: file.lines.offset(range.end) }).map(
                (edit) => ({ range: file.lines.range(edit), newText: edit.text }),
              );
        }) ?? [],
    );
    connection.onCodeLens(
      ({ textDocument }) =>
        this.in(textDocument.uri, ({ workspace, path }) => this.lenses(workspace, path, textDocument.uri)) ?? [],
    );
    connection.onExecuteCommand(({ command, arguments: given = [] }) => {
      const [uri, test]: unknown[] = given;
      if (command !== RUN_TEST || typeof uri !== "string" || typeof test !== "number")
        throw new ResponseError(ErrorCodes.InvalidParams, `${RUN_TEST} takes a file and a test`);
      return this.in(uri, ({ workspace }) => this.runTest(workspace, test)) ?? null;
    });
    connection.onCodeAction(
      ({ textDocument, range }) =>
        this.in(textDocument.uri, ({ workspace, path }) => {
          const analysis = workspace.files.analysis();
          const file = analysis.file(path);
          if (file === undefined) return [];
          const [start, end] = [file.lines.offset(range.start), file.lines.offset(range.end)];
          return analysis.diagnostics
            .filter(({ location }) => location.file === path && location.start <= end && start <= location.end)
            .flatMap((found) =>
              quickFixes(analysis, path, found, this.language).map((fix) => ({
                title: fix.title,
                kind: CodeActionKind.QuickFix,
                isPreferred: fix.preferred,
                diagnostics: [this.problem(found, workspace)],
                edit: {
                  changes: {
                    [textDocument.uri]: fix.edits.map((edit) => ({
                      range: file.lines.range(edit),
                      newText: edit.text,
                    })),
                  },
                },
              })),
            );
        }) ?? [],
    );
    connection.languages.semanticTokens.on(
      ({ textDocument }) =>
        this.in(textDocument.uri, ({ workspace, path }) => ({ data: this.tokens(workspace, path) })) ?? { data: [] },
    );
    documents.listen(connection);
    connection.listen();
  }

  private lenses(workspace: OpenWorkspace, path: string, uri: string): CodeLens[] {
    const analysis = workspace.files.analysis();
    const { plan, program } = analysis.checked;
    const counts =
      plan === undefined
        ? undefined
        : workspace.audience.counts(plan, program, this.language, () => {
            if (this.refreshes) void this.connection.sendRequest("workspace/codeLens/refresh");
          });
    return codeLenses(analysis, path, counts ?? new Map(), this.language).map(({ kind, title, test, start, end }) => ({
      range: analysis.file(path)?.lines.range({ start, end }) ?? nowhere,
      command: {
        title,
        command: kind === "test" ? RUN_TEST : "",
        ...(kind === "test" ? { arguments: [uri, test] } : {}),
      },
    }));
  }

  /** Runs one test block by the rules as they are in the editor, tells how it went, and gives it as JSON. */
  private runTest(
    workspace: OpenWorkspace,
    index: number,
  ): { title: string; passed: boolean; failures: string[] } | null {
    const { program } = workspace.files.analysis().checked;
    const { plan } = compileProgram(program, { tests: true });
    const [outcome] =
      plan === undefined
        ? []
        : runTests(program, plan, [index], new Map(program.files.map(({ path, text }) => [path, text])));
    if (outcome === undefined) {
      this.tell(MessageType.Error, editorTexts(this.language)("rulesHaveErrors"));
      return null;
    }
    const text = program.files.find(({ path }) => path === outcome.file)?.text ?? "";
    const failures = outcome.failures.map(({ start, end, got }) =>
      editorTexts(this.language)("got", { expectation: text.slice(start, end).replace(/\s+/g, " "), value: got }),
    );
    if (failures.length === 0) this.tell(MessageType.Info, `✓ ${outcome.title}`);
    else this.tell(MessageType.Warning, `✗ ${outcome.title}\n${failures.join("\n")}`);
    return { title: outcome.title, passed: failures.length === 0, failures };
  }

  private tell(type: MessageType, message: string): void {
    void this.connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  private in<Result>(uri: string, work: (located: Located) => Result): Result | undefined {
    const located = this.host.locate(uri);
    return located === undefined ? undefined : work(located);
  }

  private at<Result>(
    uri: string,
    position: Position,
    work: (located: Located, offset: number) => Result,
  ): Result | undefined {
    return this.in(uri, (located) => {
      const file = located.workspace.files.analysis().file(located.path);
      return file === undefined ? undefined : work(located, file.lines.offset(position));
    });
  }

  private location(
    workspace: OpenWorkspace,
    place: Place | undefined,
  ): { uri: string; range: ReturnType<OpenWorkspace["rangeOf"]> } | null {
    return place === undefined ? null : { uri: workspace.uriOf(place.file), range: workspace.rangeOf(place) };
  }

  private changed(uri: string, text: string): void {
    const located = this.host.locate(uri);
    located?.workspace.files.set(located.path, text);
    this.publishSoon();
  }

  private publishSoon(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.publish(), QUIET_MS);
  }

  private async publish(): Promise<void> {
    for (const workspace of this.host.workspaces()) {
      const analysis = workspace.files.analysis();
      const byFile = new Map<string, Diagnostic[]>();
      for (const found of analysis.diagnostics)
        byFile.set(found.location.file, [...(byFile.get(found.location.file) ?? []), found]);
      for (const path of workspace.files.paths()) {
        const uri = workspace.uriOf(path);
        const found = byFile.get(path) ?? [];
        if (found.length === 0 && !this.published.has(uri)) continue;
        if (found.length === 0) this.published.delete(uri);
        else this.published.add(uri);
        await this.connection.sendDiagnostics({
          uri,
          diagnostics: found.map((problem) => this.problem(problem, workspace)),
        });
      }
    }
  }

  private problem(found: Diagnostic, workspace: OpenWorkspace) {
    return {
      range: workspace.rangeOf(found.location),
      severity: severities[found.severity],
      code: found.code,
      source: "tagma",
      message: renderInOne(found, this.language),
    };
  }

  /** Tokens as LSP encodes them: each relative to the one before; a token of several lines has no encoding and is left out. */
  private tokens(workspace: OpenWorkspace, path: string): number[] {
    const analysis = workspace.files.analysis();
    const file = analysis.file(path);
    if (file === undefined) return [];
    const data: number[] = [];
    let [line, character] = [0, 0];
    for (const token of semanticTokens(analysis, path)) {
      const { start, end } = file.lines.range(token);
      if (start.line !== end.line) continue;
      data.push(
        start.line - line,
        start.line === line ? start.character - character : start.character,
        end.character - start.character,
        tokenKinds.indexOf(token.kind),
        token.declares ? 1 : 0,
      );
      [line, character] = [start.line, start.character];
    }
    return data;
  }
}

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
