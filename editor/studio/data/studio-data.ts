import { sqliteProblem } from "../../../store/sqlite/sqlite.ts";
import { databasePath } from "../../../store/workspace/workspace.ts";
import { runWorkspace } from "../../../store/runs/run.ts";
import { audienceOf, overlapOf, trendOf } from "./audience.ts";
import { testOf } from "./customer-as-test.ts";
import { customerOf } from "./customer-view.ts";
import { findCustomers } from "./find-customers.ts";
import { bring } from "./bring/bring.ts";
import { KnownFacts } from "./bring/known-facts.ts";
import { lookedAt } from "./bring/look.ts";
import { proposals } from "./bring/propose.ts";
import { tried } from "./bring/trial.ts";
import { migrateData } from "./migrate.ts";
import { lastRunOf } from "./last-run.ts";
import { Uploads } from "./uploads.ts";
import { whyOf } from "./why.ts";
import { viewOf } from "./workspace-view.ts";
import { membersOf } from "./members.ts";
import { People } from "./people.ts";
import type { Question, Questions } from "./questions.ts";
import { reviewOf } from "./review.ts";
import { instantOf, RuleReader } from "./rules.ts";

type Progress = (done: number, total: number) => void;
type Asked = { readonly question: Question; readonly input: unknown };
type Answers = {
  readonly [Name in Question]: (
    input: Questions[Name]["input"],
    progress: Progress,
  ) => Questions[Name]["answer"] | Promise<Questions[Name]["answer"]>;
};

const NO_DRAFTS = {};
const pause = (): Promise<void> =>
  new Promise((resume) => {
    setImmediate(resume);
  });

/** Answers the studio's questions about a workspace's customers by its rules, saved or drafted. */
export class StudioData {
  private readonly answers: Answers;
  private readonly folder: string;

  /** @param showPersonal whether personal fields may leave the server */
  constructor(folder: string, showPersonal: boolean) {
    this.folder = folder;
    const [rules, saved, people, uploads] = [
      new RuleReader(folder),
      new RuleReader(folder),
      new People(),
      new Uploads(folder),
    ];
    const brought = { uploads, facts: new KnownFacts(uploads) };
    this.answers = {
      view: ({ language }) => viewOf(saved.read(NO_DRAFTS), language),
      lastRun: () => lastRunOf(saved.read(NO_DRAFTS)),
      audience: (input) => audienceOf(rules.read(input.drafts), people, input, showPersonal),
      overlap: (input) => overlapOf(rules.read(input.drafts), people, input),
      trend: (input) => trendOf(rules.read(input.drafts), people, input, pause),
      search: ({ text }) => findCustomers(saved.read(NO_DRAFTS), text),
      customer: (input) => customerOf(rules.read(input.drafts), input, showPersonal),
      why: (input) => whyOf(rules.read(input.drafts), input, showPersonal),
      testText: (input) => testOf(rules.read(input.drafts), input),
      review: (input) => reviewOf(saved.read(NO_DRAFTS), rules.read(input.drafts), people, input),
      members: (input) =>
        [...membersOf(saved.read(NO_DRAFTS), people, { ...input, personal: input.personal && showPersonal })].join(""),
      propose: async ({ uploads: ids, drafts }) => {
        const { program, workspace } = rules.read(drafts);
        return proposals(await brought.facts.of(ids), { program, config: workspace.config });
      },
      look: async (input) => await lookedAt((drafts) => rules.read(drafts), brought, input),
      tryBringing: async (input) => await tried((drafts) => rules.read(drafts), brought, input),
      bring: async ({ language, ...request }, progress) =>
        await bring(saved.read(NO_DRAFTS), brought, request, language, progress),
      warm: () => {
        people.warm(saved.read(NO_DRAFTS));
        return null;
      },
      migrate: async () => {
        await migrateData(saved.read(NO_DRAFTS));
        return null;
      },
      run: async ({ asOf }, progress) => {
        const current = saved.read(NO_DRAFTS);
        await runWorkspace(current.workspace.databasePath, current.program, current.plan, {
          asOf: instantOf(current, asOf),
          explicit: asOf !== undefined,
          patience: { seconds: 10, onWait: () => undefined },
          runs: current.workspace.config.runs ?? {},
          progress,
        });
        return null;
      },
    };
  }

  /** @throws StudioProblem or WorkspaceError when there is no answer */
  async ask({ question, input }: Asked, progress: Progress): Promise<unknown> {
    // Each question comes with the input that its type says.
    const answer: (input: never, progress: Progress) => unknown = this.answers[question];
    try {
      return await answer(input as never, progress);
    } catch (error) {
      throw sqliteProblem(error, databasePath(this.folder));
    }
  }
}
