import { required } from "../../../../engine/invariant/required.ts";
import { own } from "../../../../engine/invariant/own.ts";
import { create } from "zustand";
import type { TextEdit } from "../../../../grammar/diagnostics/catalogue.ts";
import type { ModelArtefact } from "../../../../engine/models/artefact.ts";
import type { RuleFile, WorkspaceView } from "../../api/workspace.ts";
import { language } from "../language/client.ts";

/** A file that was edited and not saved: its text, null for one that is to go, and what the edit began from. */
export interface Draft {
  readonly text: string | null;
  readonly base: { readonly text: string; readonly revision: string } | null;
}

interface Step {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly source: string;
  readonly at: number;
  /** Steps of one group are undone together. */
  readonly group: number | undefined;
}

/** The rule files as the studio has them. */
export interface RulesState {
  readonly workspace: string;
  readonly saved: Readonly<Record<string, RuleFile>>;
  readonly drafts: Readonly<Record<string, Draft>>;
  /** Counts up with every change of a text. */
  readonly version: number;
  readonly undoable: readonly Step[];
  readonly redoable: readonly Step[];
}

export const useRules = create<RulesState>(() => ({
  workspace: "",
  saved: {},
  drafts: {},
  version: 0,
  undoable: [],
  redoable: [],
}));

/** Keystrokes of one source within this time are undone together. */
const TOGETHER_MS = 900;
const STEPS_KEPT = 200;
const storageKey = (workspace: string): string => `tagma drafts of ${workspace}`;

/** The text of a file as it is edited; null when there is none. */
export function textOf({ saved, drafts }: Pick<RulesState, "saved" | "drafts">, path: string): string | null {
  const draft = own(drafts, path);
  return draft === undefined ? (own(saved, path)?.text ?? null) : draft.text;
}

/** The drafts as the server takes them. */
export function draftTexts(drafts: RulesState["drafts"]): Record<string, string | null> {
  return Object.fromEntries(Object.entries(drafts).map(([path, { text }]) => [path, text]));
}

/** Every path that has a text. */
export function pathsOf({ saved, drafts }: Pick<RulesState, "saved" | "drafts">): string[] {
  return [...new Set([...Object.keys(saved), ...Object.keys(drafts)])]
    .filter((path) => textOf({ saved, drafts }, path) !== null)
    .sort();
}

/** Takes a workspace as it is on disk; drafts of earlier visits are laid over it. */
export function openRules(view: WorkspaceView): void {
  const saved = Object.fromEntries(view.files.map((file) => [file.path, file]));
  const state = useRules.getState();
  const drafts = prune(state.workspace === view.name ? state.drafts : storedDrafts(view.name), saved);
  // The server has checked the models against their schema.
  void language.open(
    pathsOf({ saved, drafts }).map((path) => ({
      path,
      text: required(textOf({ saved, drafts }, path) ?? undefined, path),
    })),
    view.settings,
    view.lists,
    view.models as Readonly<Record<string, ModelArtefact>>,
  );
  useRules.setState({ workspace: view.name, saved, drafts, version: state.version + 1 });
  store();
}

/** Takes files as they are on disk now, while drafts stay as they are. */
export function refreshFiles(files: readonly RuleFile[], removed: readonly string[], all: boolean): void {
  const state = useRules.getState();
  const saved: Record<string, RuleFile> = all ? {} : { ...state.saved };
  for (const file of files) saved[file.path] = file;
  for (const path of removed) delete saved[path];
  const drafts = prune(state.drafts, saved);
  for (const path of new Set([...Object.keys(saved), ...Object.keys(state.saved)])) {
    const text = textOf({ saved, drafts }, path);
    if (text !== textOf(state, path)) void language.set(path, text);
  }
  useRules.setState({ saved, drafts, version: state.version + 1 });
  store();
}

/** A draft that is what the file is needs no saving. */
function prune(drafts: RulesState["drafts"], saved: RulesState["saved"]): Record<string, Draft> {
  return Object.fromEntries(
    Object.entries(drafts).filter(([path, { text }]) => text !== (own(saved, path)?.text ?? null)),
  );
}

function write(path: string, text: string | null): void {
  const { saved, drafts, version } = useRules.getState();
  const file = own(saved, path);
  const draft: Draft = {
    text,
    base: own(drafts, path)?.base ?? (file === undefined ? null : { text: file.text, revision: file.revision }),
  };
  void language.set(path, text);
  useRules.setState({ drafts: prune({ ...drafts, [path]: draft }, saved), version: version + 1 });
  store();
}

let group: number | undefined;
let groups = 0;

/** Makes edits of several files one step of undo. */
export function together(edit: () => void): void {
  group = ++groups;
  try {
    edit();
  } finally {
    group = undefined;
  }
}

/**
 * Puts another text in a file's place.
 * @param source who edits: what one source does in quick succession is undone together
 */
export function setText(path: string, text: string | null, source: string): void {
  const state = useRules.getState();
  const before = textOf(state, path);
  if (before === text) return;
  const last = state.undoable.at(-1);
  const joins =
    last !== undefined &&
    last.path === path &&
    last.source === source &&
    source !== "" &&
    Date.now() - last.at < TOGETHER_MS &&
    last.after === before;
  const step: Step = { path, before: joins ? last.before : before, after: text, source, at: Date.now(), group };
  useRules.setState({
    undoable: [...(joins ? state.undoable.slice(0, -1) : state.undoable), step].slice(-STEPS_KEPT),
    redoable: [],
  });
  write(path, text);
}

/** Makes edits of one file, all of the text as it is. */
export function applyEdits(path: string, edits: readonly TextEdit[], source = ""): void {
  const before = textOf(useRules.getState(), path) ?? "";
  let [text, at] = ["", 0];
  // Insertions at one place stand in the order in which they are given.
  for (const edit of edits.toSorted((left, right) => left.start - right.start)) {
    text += before.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  setText(path, text + before.slice(at), source);
}

/** Appends a declaration to a file, after an empty line. */
export function appendText(path: string, declaration: string): void {
  const text = textOf(useRules.getState(), path) ?? "";
  setText(path, text === "" ? `${declaration.trimEnd()}\n` : `${text.trimEnd()}\n\n${declaration.trimEnd()}\n`, "");
}

export function undo(): void {
  const { undoable, redoable } = useRules.getState();
  const step = undoable.at(-1);
  if (step === undefined) return;
  useRules.setState({ undoable: undoable.slice(0, -1), redoable: [...redoable, step] });
  write(step.path, step.before);
  if (step.group !== undefined && useRules.getState().undoable.at(-1)?.group === step.group) undo();
}

export function redo(): void {
  const { undoable, redoable } = useRules.getState();
  const step = redoable.at(-1);
  if (step === undefined) return;
  useRules.setState({ redoable: redoable.slice(0, -1), undoable: [...undoable, step] });
  write(step.path, step.after);
  if (step.group !== undefined && useRules.getState().redoable.at(-1)?.group === step.group) redo();
}

/** Throws the draft of a file away; it can be undone. */
export function discard(path: string): void {
  setText(path, own(useRules.getState().saved, path)?.text ?? null, "");
}

/** Says what an edit of a file begins from now: after the changes of somebody else were taken in. */
export function rebase(path: string, base: Draft["base"], text: string | null): void {
  const { saved, drafts, version } = useRules.getState();
  const files = { ...saved };
  if (base === null) delete files[path];
  else files[path] = { path, ...base };
  void language.set(path, text);
  useRules.setState({
    saved: files,
    drafts: prune({ ...drafts, [path]: { text, base } }, files),
    version: version + 1,
    undoable: [],
    redoable: [],
  });
  store();
}

/** Takes over what another window of this browser drafts, so that none loses what the other did. */
export function followOtherWindows(): () => void {
  const listen = ({ key }: StorageEvent): void => {
    const state = useRules.getState();
    if (key !== storageKey(state.workspace)) return;
    const drafts = prune(storedDrafts(state.workspace), state.saved);
    for (const path of new Set([...Object.keys(drafts), ...Object.keys(state.drafts)])) {
      const text = textOf({ saved: state.saved, drafts }, path);
      if (text !== textOf(state, path)) void language.set(path, text);
    }
    // What is undone here must not take back what was done there.
    useRules.setState({ drafts, version: state.version + 1, undoable: [], redoable: [] });
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}

function store(): void {
  const { workspace, drafts } = useRules.getState();
  if (workspace === "") return;
  try {
    if (Object.keys(drafts).length === 0) localStorage.removeItem(storageKey(workspace));
    else localStorage.setItem(storageKey(workspace), JSON.stringify(drafts));
  } catch {
    // A browser without storage keeps drafts while the page is open.
  }
}

function storedDrafts(workspace: string): Record<string, Draft> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(storageKey(workspace)) ?? "{}");
    return typeof found === "object" && found !== null
      ? Object.fromEntries(Object.entries(found).filter((entry): entry is [string, Draft] => isDraft(entry[1])))
      : {};
  } catch {
    return {};
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null || !("text" in value) || !("base" in value)) return false;
  const { text, base } = value;
  return (
    (text === null || typeof text === "string") &&
    (base === null ||
      (typeof base === "object" &&
        "text" in base &&
        typeof base.text === "string" &&
        "revision" in base &&
        typeof base.revision === "string"))
  );
}
