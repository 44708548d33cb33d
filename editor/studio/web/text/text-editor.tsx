import { KeyCode, KeyMod, MarkerSeverity, Uri } from "monaco-editor/editor";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useReaderLanguage } from "../state/reader-language.ts";
import { useLanguage } from "../state/ask.ts";
import { redo, setText, textOf, undo, useRules } from "../state/rules.ts";
import { useSettings } from "../state/settings.ts";
import { editor, LANGUAGE } from "./monaco.ts";
import { setProblemsOfModel } from "./problem-marks.ts";

const severities = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, hint: MarkerSeverity.Info } as const;

/** The source of a rule file. The studio's own undo holds here, too, so that it works across views. */
export function TextEditor({ path, reveal }: { readonly path: string; readonly reveal?: number }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const host = useRef<HTMLDivElement>(null);
  const made = useRef<editor.IStandaloneCodeEditor>(null);
  const theme = useSettings((state) => state.theme);
  const text = useRules((state) => textOf(state, path));
  const { value: problems } = useLanguage(`problems ${language}`, (service) => service.problems(language));
  useEffect(() => {
    if (host.current === null) return undefined;
    const uri = Uri.from({ scheme: "tagma", path: `/${path}` });
    const model = editor.getModel(uri) ?? editor.createModel(textOf(useRules.getState(), path) ?? "", LANGUAGE, uri);
    model.setEOL(0);
    const current = editor.create(host.current, {
      model,
      automaticLayout: true,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      fontSize: 13,
      lineHeight: 20,
      renderLineHighlight: "line",
      wordWrap: "on",
      padding: { top: 12, bottom: 12 },
      "semanticHighlighting.enabled": true,
      fixedOverflowWidgets: true,
      // Characters that nobody sees have no place in a rule; letters of other scripts do.
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true, nonBasicASCII: false },
      quickSuggestions: { other: true, comments: false, strings: true },
      // What is offered is what fits, never any word of the file.
      wordBasedSuggestions: "off",
      accessibilitySupport: "auto",
      tabFocusMode: false,
    });
    made.current = current;
    const typed = model.onDidChangeContent(() => setText(path, model.getValue(), "text"));
    current.addCommand(KeyMod.CtrlCmd | KeyCode.KeyZ, undo);
    current.addCommand(KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, redo);
    current.addCommand(KeyMod.CtrlCmd | KeyCode.KeyY, redo);
    if (reveal !== undefined) {
      const position = model.getPositionAt(reveal);
      current.setPosition(position);
      current.revealPositionNearTop(position);
    }
    return () => {
      typed.dispose();
      current.dispose();
      model.dispose();
      made.current = null;
    };
    // The declaration is shown when the editor opens; later the reader is where they are.
  }, [path]);
  useEffect(() => {
    const model = made.current?.getModel();
    if (model === undefined || model === null || text === null || model.getValue() === text) return;
    replaceChanged(model, text);
  }, [text]);
  useEffect(() => {
    const model = made.current?.getModel();
    if (model === undefined || model === null || problems === undefined) return;
    const own = problems.filter(({ file }) => file === path);
    setProblemsOfModel(model.uri.toString(), own);
    editor.setModelMarkers(
      model,
      "tagma",
      own.map((problem) => {
        const [from, to] = [model.getPositionAt(problem.start), model.getPositionAt(problem.end)];
        return {
          severity: severities[problem.severity],
          message: problem.help === "" ? problem.message : `${problem.message}\n${problem.help}`,
          code: problem.code,
          startLineNumber: from.lineNumber,
          startColumn: from.column,
          endLineNumber: to.lineNumber,
          endColumn: to.column,
        };
      }),
    );
  }, [problems, path]);
  useEffect(() => {
    const follow = (): void =>
      editor.setTheme(document.documentElement.dataset["theme"] === "dark" ? "tagma-dark" : "tagma-light");
    follow();
    const observer = new MutationObserver(follow);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, [theme]);
  return <div className="monaco-host" ref={host} role="group" aria-label={t("text.label", { path })} />;
}

/** Changes only what differs, so that the cursor stays where it is. */
function replaceChanged(model: editor.ITextModel, text: string): void {
  const before = model.getValue();
  let start = 0;
  while (start < before.length && start < text.length && before[start] === text[start]) start++;
  let same = 0;
  while (
    same < before.length - start &&
    same < text.length - start &&
    before[before.length - 1 - same] === text[text.length - 1 - same]
  )
    same++;
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(before.length - same)];
  model.pushEditOperations(
    [],
    [
      {
        range: {
          startLineNumber: from.lineNumber,
          startColumn: from.column,
          endLineNumber: to.lineNumber,
          endColumn: to.column,
        },
        text: text.slice(start, text.length - same),
      },
    ],
    () => null,
  );
}
