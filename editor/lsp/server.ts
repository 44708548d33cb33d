import {
  CodeActionKind,
  type CodeLens,
  type Connection,
  ErrorCodes,
  type InitializeResult,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";
import { languageOf, type Language } from "../../grammar/texts/languages.ts";
import { codeLenses } from "../language/code-lenses.ts";
import { definition, nameAt, references } from "../language/navigate.ts";
import type { Position } from "../language/positions.ts";
import { tokenKinds } from "../language/semantic-tokens.ts";
import { completions, fixesIn, hoverAt, locationOf, problemOf, signatureAt } from "./answers.ts";
import { documentAt, type Document } from "./document.ts";
import { foldsOf, formattingIn, formattingOf, renaming, symbolsOf, tokensOf } from "./file-answers.ts";
import { runTestBlock, type TestRun } from "./test-run.ts";
import type { OpenWorkspace, WorkspaceHost } from "./workspace-host.ts";

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

interface InFile {
  readonly textDocument: { readonly uri: string };
}
interface AtPosition extends InFile {
  readonly position: Position;
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
      return { serverInfo: { name: "tagma" }, capabilities: offered };
    });
    documents.onDidChangeContent(({ document }) => this.changed(document.uri, document.getText()));
    documents.onDidClose(({ document }) => this.host.locate(document.uri)?.workspace.reload(document.uri));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) if (documents.get(uri) === undefined) this.host.locate(uri)?.workspace.reload(uri);
      this.publishSoon();
    });
    this.listenAtPositions();
    this.listenInFiles();
    documents.listen(connection);
    connection.listen();
  }

  private listenAtPositions(): void {
    const { connection } = this;
    connection.onCompletion(
      (asked) => this.at(asked, (file, offset) => completions(file, offset, this.language)) ?? [],
    );
    connection.onHover((asked) => this.at(asked, (file, offset) => hoverAt(file, offset, this.language)) ?? null);
    connection.onSignatureHelp(
      (asked) => this.at(asked, (file, offset) => signatureAt(file, offset, this.language)) ?? null,
    );
    connection.onDefinition(
      (asked) =>
        this.at(asked, ({ workspace, analysis, path }, offset) => {
          const place = definition(analysis, path, offset);
          return place === undefined ? null : locationOf(workspace, place);
        }) ?? null,
    );
    connection.onReferences(
      (asked) =>
        this.at(asked, ({ workspace, analysis, path }, offset) =>
          references(analysis, path, offset, asked.context.includeDeclaration).map((place) =>
            locationOf(workspace, place),
          ),
        ) ?? [],
    );
    connection.onPrepareRename(
      (asked) =>
        this.at(asked, ({ analysis, path, file }, offset) => {
          const name = nameAt(analysis, path, offset);
          return name === undefined ? null : file.lines.range(name);
        }) ?? null,
    );
    connection.onRenameRequest(
      (asked) => this.at(asked, (file, offset) => renaming(file, offset, asked.newName, this.language)) ?? null,
    );
  }

  private listenInFiles(): void {
    const { connection } = this;
    connection.onDocumentSymbol((asked) => this.in(asked, (file) => symbolsOf(file, this.language)) ?? []);
    connection.onFoldingRanges((asked) => this.in(asked, foldsOf) ?? []);
    connection.onDocumentFormatting((asked) => this.in(asked, formattingOf) ?? []);
    connection.onDocumentRangeFormatting((asked) => this.in(asked, (file) => formattingIn(file, asked.range)) ?? []);
    connection.onCodeLens((asked) => this.in(asked, (file) => this.lenses(file, asked.textDocument.uri)) ?? []);
    connection.onCodeAction(
      (asked) => this.in(asked, (file) => fixesIn(file, asked.textDocument.uri, asked.range, this.language)) ?? [],
    );
    connection.languages.semanticTokens.on((asked) => ({ data: this.in(asked, tokensOf) ?? [] }));
    connection.onExecuteCommand(({ command, arguments: given = [] }) => {
      const [uri, test]: unknown[] = given;
      if (command !== RUN_TEST || typeof uri !== "string" || typeof test !== "number")
        throw new ResponseError(ErrorCodes.InvalidParams, `${RUN_TEST} takes a file and a test`);
      const located = this.host.locate(uri);
      return located === undefined ? null : this.runTest(located.workspace, test);
    });
  }

  /** What is asked of a file; undefined for a file of no workspace. */
  private in<Answer>({ textDocument }: InFile, answer: (file: Document) => Answer): Answer | undefined {
    const located = this.host.locate(textDocument.uri);
    const document = located === undefined ? undefined : documentAt(located.workspace, located.path);
    return document === undefined ? undefined : answer(document);
  }

  private at<Answer>(asked: AtPosition, answer: (file: Document, offset: number) => Answer): Answer | undefined {
    return this.in(asked, (document) => answer(document, document.file.lines.offset(asked.position)));
  }

  private lenses({ workspace, analysis, path, file }: Document, uri: string): CodeLens[] {
    const { plan, program } = analysis.checked;
    const counts =
      plan === undefined
        ? undefined
        : workspace.audience.counts(plan, program, this.language, () => {
            if (this.refreshes) void this.connection.sendRequest("workspace/codeLens/refresh");
          });
    return codeLenses(analysis, path, counts ?? new Map(), this.language).map(({ kind, title, test, start, end }) => ({
      range: file.lines.range({ start, end }),
      command: {
        title,
        command: kind === "test" ? RUN_TEST : "",
        ...(kind === "test" ? { arguments: [uri, test] } : {}),
      },
    }));
  }

  /** Runs one test block by the rules as they are in the editor, tells how it went, and gives it as JSON. */
  private runTest(workspace: OpenWorkspace, index: number): TestRun | null {
    const run = runTestBlock(workspace.files.analysis().checked.program, index, this.language);
    if (run === undefined) this.tell(MessageType.Error, editorTexts(this.language)("rulesHaveErrors"));
    else if (run.passed) this.tell(MessageType.Info, `✓ ${run.title}`);
    else this.tell(MessageType.Warning, `✗ ${run.title}\n${run.failures.join("\n")}`);
    return run ?? null;
  }

  private tell(type: MessageType, message: string): void {
    void this.connection.sendNotification(ShowMessageNotification.type, { type, message });
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
      const byFile = new Map<string, Diagnostic[]>(workspace.files.paths().map((path) => [path, []]));
      for (const found of workspace.files.analysis().diagnostics) byFile.get(found.location.file)?.push(found);
      for (const [path, found] of byFile) {
        const uri = workspace.uriOf(path);
        if (found.length === 0 && !this.published.has(uri)) continue;
        if (found.length === 0) this.published.delete(uri);
        else this.published.add(uri);
        await this.connection.sendDiagnostics({
          uri,
          diagnostics: found.map((problem) => problemOf(workspace, problem, this.language)),
        });
      }
    }
  }
}

const offered: InitializeResult["capabilities"] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [".", "@", " ", '"'] },
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
};
