import { create } from "zustand";
import type { Bringing, FileChoice, FileProposal, Job, Trial } from "../../api/bringing.ts";
import { own } from "../../../../engine/invariant/own.ts";
import { draftTexts, setText, textOf, together, useRules } from "./rules.ts";
import { server, ServerError } from "./server.ts";

/** A file that is being brought: what it likely is, and what is said of it. */
export interface BroughtFile {
  readonly proposal: FileProposal;
  readonly choice: FileChoice;
  /** Whether the reader has changed what was proposed. */
  readonly touched: boolean;
}

/** What was tried and waits in the review, with the rules that it brought there. */
interface Reviewed {
  readonly trial: Trial;
  /** Of each rule file that changed by it, its text before. */
  readonly before: Readonly<Record<string, string | null>>;
}

export interface BringingState {
  readonly workspace: string;
  readonly files: readonly BroughtFile[];
  readonly remove: readonly string[];
  readonly fresh: boolean;
  readonly keepRest: boolean;
  readonly reviewed: Reviewed | undefined;
  /** The import that saves it, while it goes on. */
  readonly job: string | undefined;
}

const nothing: Omit<BringingState, "workspace"> = {
  files: [],
  remove: [],
  fresh: false,
  keepRest: false,
  reviewed: undefined,
  job: undefined,
};

/** Data that is being brought, and not saved yet. */
export const useBringing = create<BringingState>(() => ({ workspace: "", ...nothing }));

const storageKey = (workspace: string): string => `tagma data of ${workspace}`;

/** Changes what is being brought. It is kept while the window is open, a reload included. */
export function changeBringing(change: Partial<BringingState>): void {
  useBringing.setState(change);
  const { workspace, ...kept } = useBringing.getState();
  try {
    if (isEmpty(kept)) sessionStorage.removeItem(storageKey(workspace));
    else sessionStorage.setItem(storageKey(workspace), JSON.stringify(kept));
  } catch {
    // A browser without storage keeps it while the page is open.
  }
}

const isEmpty = ({ files, remove }: Pick<BringingState, "files" | "remove">): boolean =>
  files.length === 0 && remove.length === 0;

/** Takes up what this window was bringing to a workspace. */
export function openBringing(workspace: string): void {
  if (useBringing.getState().workspace === workspace) return;
  let kept: Partial<BringingState> = {};
  try {
    // What a window keeps is what it wrote itself.
    kept = JSON.parse(sessionStorage.getItem(storageKey(workspace)) ?? "{}");
  } catch {
    kept = {};
  }
  useBringing.setState({ ...nothing, ...kept, workspace });
}

const ASK_MS = 250;

/**
 * Waits for the import that saves what was brought; then nothing is brought any more. When it failed, all is as before.
 * @throws ServerError when it failed
 */
export async function followImport(begun: Job, show: (job: Job) => void): Promise<void> {
  let job = begun;
  changeBringing({ job: job.id });
  try {
    while (job.state === "working") {
      show(job);
      await new Promise((resume) => {
        setTimeout(resume, ASK_MS);
      });
      job = await server.job(job.id);
    }
  } finally {
    changeBringing({ job: undefined });
  }
  if (job.state === "failed") throw new ServerError(job.problem ?? { code: "internal", message: "" });
  changeBringing(nothing);
}

/** Goes on waiting for an import that began before this page was opened. @returns whether there was one that ended well */
export async function resumeImport(): Promise<boolean> {
  const { job } = useBringing.getState();
  if (job === undefined) return false;
  try {
    await followImport(await server.job(job), () => undefined);
    return true;
  } catch {
    // It failed, or nobody knows of it any more: what was brought still waits in the review.
    changeBringing({ job: undefined });
    return false;
  }
}

/** What is being brought, as the server takes it. */
export function bringingNow(): Bringing {
  const { files, remove, fresh, keepRest } = useBringing.getState();
  return {
    files: files.map(({ choice }) => choice),
    remove: [...remove],
    fresh,
    keepRest,
    drafts: draftTexts(useRules.getState().drafts),
  };
}

/** Uploads files, and says what they likely are beside those that are being brought already. @throws ServerError */
export async function bringFiles(more: readonly File[]): Promise<readonly string[]> {
  const before = useBringing.getState().files.map(({ choice }) => choice.upload);
  const brought: string[] = [];
  try {
    for (const file of more) brought.push((await server.upload(file)).id);
    const drafts = draftTexts(useRules.getState().drafts);
    takeProposals(await server.propose({ uploads: [...before, ...brought], drafts }));
    return brought;
  } catch (failure) {
    await Promise.allSettled(brought.map((id) => server.dropUpload(id)));
    throw failure;
  }
}

/** Brings a file to a source that there is. @throws ServerError */
export async function bringFor(file: File, source: string, how: "add" | "replace"): Promise<void> {
  const [upload] = await bringFiles([file]);
  const found = useBringing.getState().files.find(({ choice }) => choice.upload === upload);
  if (found !== undefined) changeFile(found.choice.upload, { ...found.choice, how, source });
}

/** Takes proposals in; what the reader said already of a file stays. */
function takeProposals(proposals: readonly FileProposal[]): void {
  const before = useBringing.getState().files;
  changeBringing({
    files: proposals.map((proposal) => {
      const known = before.find(({ choice }) => choice.upload === proposal.choice.upload);
      return known?.touched === true ? { ...known, proposal } : { proposal, choice: proposal.choice, touched: false };
    }),
  });
}

export function changeFile(upload: string, choice: FileChoice): void {
  changeBringing({
    files: useBringing
      .getState()
      .files.map((file) => (file.choice.upload === upload ? { ...file, choice, touched: true } : file)),
  });
}

/** Lays what was tried into the review: the declarations become drafts as any edit does. */
export function review(trial: Trial): void {
  const state = useRules.getState();
  const paths = Object.keys(trial.written.drafts);
  const before = Object.fromEntries(paths.map((path) => [path, textOf(state, path)]));
  together(() => {
    for (const path of paths) setText(path, own(trial.written.drafts, path) ?? null, "");
  });
  changeBringing({ reviewed: { trial, before } });
}

/** Takes it out of the review again; what was declared by it goes, unless it was edited since. */
export function takeOutOfReview(): void {
  const { reviewed } = useBringing.getState();
  if (reviewed === undefined) return;
  const { trial, before } = reviewed;
  const state = useRules.getState();
  together(() => {
    for (const [path, text] of Object.entries(before))
      if (textOf(state, path) === own(trial.written.drafts, path)) setText(path, text, "");
  });
  changeBringing({ reviewed: undefined });
}

/** Brings nothing after all: what was uploaded goes. */
export async function cancelBringing(): Promise<void> {
  takeOutOfReview();
  const { files } = useBringing.getState();
  changeBringing(nothing);
  await Promise.allSettled(files.map(({ choice }) => server.dropUpload(choice.upload)));
}
