import type { Language } from "../../../../grammar/texts/languages.ts";
import { message } from "../../../../grammar/texts/message.ts";
import { importSources } from "../../../../store/import/import.ts";
import { temporaryDatabase } from "../../../../store/sqlite/sqlite.ts";
import { plannedChange } from "../../../../store/workspace/config-file.ts";
import type { Bringing, Trial } from "../../api/bringing.ts";
import type { Drafts } from "../../api/common.ts";
import { StudioProblem } from "../problem.ts";
import type { DraftRules } from "../rules.ts";
import type { Uploads } from "../uploads.ts";
import { chosenOf } from "./chosen.ts";
import { declared } from "./declare.ts";
import type { KnownFacts } from "./known-facts.ts";
import { peopleIn } from "./people-in.ts";
import { plannedBringing } from "./plan.ts";
import { reportInWords, reportsOf, type ToldReport } from "./report.ts";

/** What would be written, and what would come in, before it is put into the reader's language. */
export interface ToldTrial extends Omit<Trial, "reports"> {
  readonly reports: readonly ToldReport[];
}

export const trialInWords = ({ reports, ...trial }: ToldTrial, language: Language): Trial => ({
  ...trial,
  reports: reports.map((report) => reportInWords(report, language)),
});

/**
 * Reads the files as is said of them and keeps nothing: what would be written, what would come in, and whose rows.
 * @param read the rules with drafts over them
 */
export async function tried(
  read: (drafts: Drafts) => DraftRules,
  { uploads, facts }: { readonly uploads: Uploads; readonly facts: KnownFacts },
  bringing: Bringing,
): Promise<ToldTrial> {
  const before = read(bringing.drafts);
  const { workspace } = before;
  const chosen = await chosenOf(bringing, facts);
  const plan = plannedBringing(chosen, bringing, {
    folder: workspace.folder,
    config: workspace.config,
    pathOf: (upload) => uploads.pathOf(upload),
  });
  const drafts = declared(chosen, before);
  const { before: configBefore, after } = plannedChange(workspace.folder, plan.changes);
  const rules = read({ ...bringing.drafts, ...drafts });
  if (!rules.complete) throw new StudioProblem("has-errors", message("drafts-have-errors"));
  const names = new Set([...plan.brought, ...bringing.remove]);
  const others = (workspace.config.sources ?? []).filter(({ name }) => !names.has(name));
  const trialWorkspace = { ...workspace, config: { ...workspace.config, sources: [...others, ...plan.trials] } };
  const database = temporaryDatabase();
  try {
    let people = { customers: 0, fresh: 0, known: 0, nameless: 0 };
    const reports = await importSources(trialWorkspace, rules.program, database, plan.trials, {
      patience: { seconds: 5, onWait: () => undefined },
      progress: () => undefined,
      dryRun: true,
      whenRead: () => {
        people = peopleIn(database, rules.program, trialWorkspace);
      },
    });
    return {
      written: {
        drafts,
        config: { before: configBefore, after },
        files: [
          ...plan.gone.map((path) => ({ kind: "gone" as const, path, from: path })),
          ...plan.moves.map(({ upload, from, to }) => ({
            kind: upload === undefined ? ("moved" as const) : ("new" as const),
            path: to,
            from,
          })),
        ],
      },
      reports: reportsOf(reports).filter(({ source }) => plan.brought.includes(source)),
      people,
    };
  } finally {
    database.close();
  }
}
