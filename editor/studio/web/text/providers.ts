import i18next from "i18next";
import { languages, type editor, type IRange, type Position, type Uri } from "monaco-editor/editor";
import { languageOf, type Language } from "../../../../grammar/texts/languages.ts";
import { tokenKinds } from "../../../language/semantic-tokens.ts";
import type { CompletionKind } from "../../../language/completion.ts";
import { language } from "../language/client.ts";
import { problemsOfModel } from "./problem-marks.ts";

type Model = editor.ITextModel;
const pathOf = (model: { readonly uri: Uri }): string => model.uri.path.slice(1);

const kinds: Readonly<Record<CompletionKind, languages.CompletionItemKind>> = {
  keyword: languages.CompletionItemKind.Keyword,
  unit: languages.CompletionItemKind.Unit,
  event: languages.CompletionItemKind.Event,
  field: languages.CompletionItemKind.Field,
  tag: languages.CompletionItemKind.Variable,
  segment: languages.CompletionItemKind.Variable,
  value: languages.CompletionItemKind.EnumMember,
  list: languages.CompletionItemKind.Constant,
  model: languages.CompletionItemKind.Function,
  profile: languages.CompletionItemKind.Class,
  annotation: languages.CompletionItemKind.Property,
  snippet: languages.CompletionItemKind.Snippet,
};

function rangeOf(model: Model, { start, end }: { readonly start: number; readonly end: number }): IRange {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)];
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

/** The reader's language at the moment: Monaco's providers are registered once. */
const reader = (): Language => languageOf(i18next.resolvedLanguage ?? i18next.language);

/** Hands what Monaco asks to the language service. */
export function registerProviders(id: string): void {
  const at = (model: Model, position: Position): [string, number] => [pathOf(model), model.getOffsetAt(position)];
  languages.registerCompletionItemProvider(id, {
    triggerCharacters: [" ", ".", "@", "(", '"'],
    async provideCompletionItems(model, position) {
      const [path, offset] = at(model, position);
      const { items, from } = await language.complete(path, offset, reader());
      const range = rangeOf(model, { start: from, end: offset });
      return {
        suggestions: items.map((item, index) => ({
          label: item.label,
          kind: kinds[item.kind],
          detail: item.detail,
          insertText: item.insert,
          filterText: item.filter,
          range,
          sortText: String(index).padStart(5, "0"),
          ...(item.isSnippet ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
        })),
      };
    },
  });
  languages.registerHoverProvider(id, {
    async provideHover(model, position) {
      const found = await language.hover(...at(model, position), reader());
      return found === null
        ? null
        : { range: rangeOf(model, found), contents: [{ value: found.text, isTrusted: false, supportHtml: false }] };
    },
  });
  languages.registerSignatureHelpProvider(id, {
    signatureHelpTriggerCharacters: [" "],
    async provideSignatureHelp(model, position) {
      const found = await language.signature(...at(model, position), reader());
      if (found === null) return null;
      return {
        value: {
          signatures: [
            { label: found.label, documentation: found.help, parameters: found.parameters.map((label) => ({ label })) },
          ],
          activeSignature: 0,
          activeParameter: found.active,
        },
        dispose: () => undefined,
      };
    },
  });
  languages.registerDocumentSemanticTokensProvider(id, {
    getLegend: () => ({ tokenTypes: [...tokenKinds], tokenModifiers: ["declaration"] }),
    async provideDocumentSemanticTokens(model) {
      const { length, tokens } = await language.tokens(pathOf(model));
      // In the meantime another text may stand there: it is asked about again.
      if (model.isDisposed() || model.getValueLength() !== length) return null;
      const data: number[] = [];
      let [line, column] = [1, 1];
      for (const { start, end, kind, declares } of tokens) {
        const place = model.getPositionAt(start);
        data.push(
          place.lineNumber - line,
          place.lineNumber === line ? place.column - column : place.column - 1,
          end - start,
          tokenKinds.indexOf(kind),
          declares ? 1 : 0,
        );
        [line, column] = [place.lineNumber, place.column];
      }
      return { data: new Uint32Array(data) };
    },
    releaseDocumentSemanticTokens: () => undefined,
  });
  languages.registerDefinitionProvider(id, {
    async provideDefinition(model, position) {
      const found = await language.definition(...at(model, position));
      return found === null || found.file !== pathOf(model) ? null : { uri: model.uri, range: rangeOf(model, found) };
    },
  });
  languages.registerReferenceProvider(id, {
    async provideReferences(model, position) {
      const found = await language.references(...at(model, position));
      return found
        .filter(({ file }) => file === pathOf(model))
        .map((place) => ({ uri: model.uri, range: rangeOf(model, place) }));
    },
  });
  languages.registerDocumentFormattingEditProvider(id, {
    provideDocumentFormattingEdits: async (model) =>
      (await language.formatted(pathOf(model))).map((edit) => ({ range: rangeOf(model, edit), text: edit.text })),
  });
  languages.registerCodeActionProvider(id, {
    provideCodeActions(model, range) {
      const actions = problemsOfModel(model.uri.toString()).flatMap((problem) => {
        const own = rangeOf(model, problem);
        if (own.endLineNumber < range.startLineNumber || own.startLineNumber > range.endLineNumber) return [];
        return problem.fixes.map((fix): languages.CodeAction => ({
          title: fix.title,
          kind: "quickfix",
          isPreferred: fix.preferred,
          edit: {
            edits: fix.edits.map((edit) => ({
              resource: model.uri,
              versionId: undefined,
              textEdit: { range: rangeOf(model, edit), text: edit.text },
            })),
          },
        }));
      });
      return { actions, dispose: () => undefined };
    },
  });
}
