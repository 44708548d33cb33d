import type {
  Audience,
  AudienceRequest,
  OverlapAnswer,
  OverlapRequest,
  TrendAnswer,
  TrendRequest,
} from "../api/audience.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { ToldReport } from "./intake.ts";
import type { ToldProblem } from "./problem.ts";
import type {
  CustomerRequest,
  CustomerSearch,
  CustomerView,
  TestTextRequest,
  Why,
  WhyRequest,
} from "../api/customers.ts";
import type { Mapping, Preview } from "../api/imports.ts";
import type { ReviewAnswer, ReviewRequest } from "../api/review.ts";
import type { Size } from "./size.ts";
import type { LastRun } from "../api/workspace.ts";

/** What the data thread can be asked: input and answer by question. */
export interface Questions {
  readonly size: { readonly input: null; readonly answer: Size };
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
  readonly beginUpload: {
    readonly input: { readonly name: string };
    readonly answer: { readonly id: string; readonly path: string };
  };
  readonly preview: { readonly input: { readonly upload: string }; readonly answer: Preview };
  readonly tryImport: { readonly input: Mapping; readonly answer: ToldReport };
  /** `language`: of the list of rejected rows. */
  readonly importUpload: {
    readonly input: { readonly mapping: Mapping; readonly language: Language };
    readonly answer: ToldReport;
  };
  /** Puts back what `tagma.json` said before the last import that this thread did. */
  readonly undoConfig: { readonly input: null; readonly answer: null };
  readonly run: { readonly input: { readonly asOf: string | undefined }; readonly answer: null };
}
export type Question = keyof Questions;

/** Whoever can be asked about a workspace's customers. */
export interface Asks {
  /**
   * @param lane of several waiting questions of a lane only the last is answered; the others fail as superseded
   * @throws StudioProblem or WorkspaceError when there is no answer
   */
  ask<Asked extends Question>(
    question: Asked,
    input: Questions[Asked]["input"],
    lane?: string,
    progress?: (done: number, total: number) => void,
  ): Promise<Questions[Asked]["answer"]>;
  close(): Promise<void>;
}

export interface ThreadRequest {
  readonly id: number;
  readonly question: Question;
  readonly input: unknown;
  /** Of several waiting questions of a lane only the last is answered. */
  readonly lane: string | undefined;
}

export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: ToldProblem }
  | { readonly id: number; readonly failure: string }
  | { readonly id: number; readonly progress: { readonly done: number; readonly total: number } };
