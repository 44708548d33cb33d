import type {
  Audience,
  AudienceRequest,
  OverlapAnswer,
  OverlapRequest,
  TrendAnswer,
  TrendRequest,
} from "../api/audience.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { ToldLook } from "./bring/look.ts";
import type { ToldProposal } from "./bring/propose.ts";
import type { ToldReport } from "./bring/report.ts";
import type { ToldTrial } from "./bring/trial.ts";
import type { ToldProblem } from "./problem.ts";
import type {
  CustomerRequest,
  CustomerSearch,
  CustomerView,
  TestTextRequest,
  Why,
  WhyRequest,
} from "../api/customers.ts";
import type { Bringing, ImportRequest, ProposeRequest } from "../api/bringing.ts";
import type { ReviewAnswer, ReviewRequest } from "../api/review.ts";
import type { LastRun } from "../api/workspace.ts";
import type { StoredView } from "./workspace-view.ts";

/** What the data thread can be asked: input and answer by question. */
export interface Questions {
  readonly view: { readonly input: { readonly language: Language }; readonly answer: StoredView };
  readonly warm: { readonly input: null; readonly answer: null };
  readonly migrate: { readonly input: null; readonly answer: null };
  readonly lastRun: { readonly input: null; readonly answer: LastRun };
  readonly audience: { readonly input: AudienceRequest; readonly answer: Audience };
  readonly overlap: { readonly input: OverlapRequest; readonly answer: OverlapAnswer };
  readonly trend: { readonly input: TrendRequest; readonly answer: TrendAnswer };
  readonly search: { readonly input: { readonly text: string }; readonly answer: CustomerSearch };
  readonly customer: { readonly input: CustomerRequest; readonly answer: CustomerView };
  readonly why: { readonly input: WhyRequest; readonly answer: Why };
  readonly testText: { readonly input: TestTextRequest; readonly answer: string };
  readonly review: { readonly input: ReviewRequest; readonly answer: ReviewAnswer };
  readonly members: {
    readonly input: {
      readonly name: string;
      readonly value: string | undefined;
      readonly asOf: string | undefined;
      readonly personal: boolean;
    };
    readonly answer: string;
  };
  /** What uploads likely are. */
  readonly propose: { readonly input: ProposeRequest; readonly answer: readonly ToldProposal[] };
  readonly look: { readonly input: Bringing; readonly answer: readonly ToldLook[] };
  readonly tryBringing: { readonly input: Bringing; readonly answer: ToldTrial };
  /** `language`: of the list of rejected rows. */
  readonly bring: {
    readonly input: ImportRequest & { readonly language: Language };
    readonly answer: readonly ToldReport[];
  };
  readonly run: { readonly input: { readonly asOf: string | undefined }; readonly answer: null };
}
export type Question = keyof Questions;

/** Who asks. */
export interface Asker {
  /** One person's questions are answered one after another, so that they never hold up anybody else's. */
  readonly person: string;
  /** Of several waiting questions of a lane of one person only the last is answered; the others fail as superseded. */
  readonly lane?: string;
}

/** Whoever can be asked about a workspace's customers. */
export interface Asks {
  /** @throws StudioProblem or WorkspaceError when there is no answer */
  ask<Asked extends Question>(
    question: Asked,
    input: Questions[Asked]["input"],
    asker: Asker,
    progress?: (done: number, total: number) => void,
  ): Promise<Questions[Asked]["answer"]>;
  close(): Promise<void>;
}

export interface ThreadRequest {
  readonly question: Question;
  readonly input: unknown;
}

/** What a thread tells: once that it has begun, and then of the question that it was given last. */
export type ThreadAnswer =
  | { readonly ready: true }
  | { readonly value: unknown }
  | { readonly problem: ToldProblem }
  | { readonly failure: string }
  | { readonly progress: { readonly done: number; readonly total: number } };
