import i18next from "i18next";
import type {
  AudienceAnswer,
  AudienceRequest,
  OverlapAnswer,
  OverlapRequest,
  TrendAnswer,
  TrendRequest,
} from "../../api/audience.ts";
import type { Done, Problem } from "../../api/common.ts";
import type {
  CustomerAnswer,
  CustomerRequest,
  CustomerSearch,
  TestTextAnswer,
  TestTextRequest,
  WhyAnswer,
  WhyRequest,
} from "../../api/customers.ts";
import type {
  Bringing,
  ImportRequest,
  Job,
  LookAnswer,
  ProposeAnswer,
  ProposeRequest,
  TrialAnswer,
  UploadAnswer,
} from "../../api/bringing.ts";
import type { ReviewAnswer, ReviewRequest } from "../../api/review.ts";
import type { LastRun, Revisions, SaveAnswer, SaveRequest, WorkspaceView } from "../../api/workspace.ts";

/** Why the server did not answer; `code` has words in every language. */
export class ServerError extends Error {
  readonly code: string;
  constructor({ code, message }: Problem) {
    super(message);
    this.code = code;
  }
}

const windowName = crypto.randomUUID();

async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, {
      ...init,
      headers: { "x-tagma-window": windowName, "accept-language": i18next.resolvedLanguage ?? "en", ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServerError({ code: "no-server", message: i18next.t("problem.no-server") });
  }
  const answer: unknown = await response.json();
  if (!response.ok)
    throw new ServerError(isProblem(answer) ? answer : { code: "internal", message: response.statusText });
  // What the server sends is described by the schemas that the types come from.
  return answer as Answer;
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}

const post = <Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
  ask<Answer>(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
    ...(signal === undefined ? {} : { signal }),
  });

/** An answer that may be a problem, as its content or an error. */
async function content<Answer extends { readonly ok: boolean }>(
  answer: Promise<Answer>,
): Promise<Extract<Answer, { readonly ok: true }>> {
  const found = await answer;
  if (found.ok) return found as Extract<Answer, { readonly ok: true }>;
  throw new ServerError(
    "problem" in found && isProblem(found.problem) ? found.problem : { code: "internal", message: "" },
  );
}

/** The studio's server. Every call throws ServerError when there is no answer. */
export const server = {
  workspace: () => ask<WorkspaceView>("workspace"),
  revisions: () => ask<Revisions>("revisions"),
  lastRun: () => ask<LastRun>("last-run"),
  save: (request: SaveRequest) => post<SaveAnswer>("save", request),
  run: () => post<Job>("run", {}),
  migrate: () => content(post<Done>("migrate", {})),
  job: (id: string) => ask<Job>(`jobs/${encodeURIComponent(id)}`),
  audience: async (request: AudienceRequest, signal?: AbortSignal) =>
    (await content(post<AudienceAnswer>("audience", request, signal))).audience,
  overlap: (request: OverlapRequest, signal?: AbortSignal) => content(post<OverlapAnswer>("overlap", request, signal)),
  trend: (request: TrendRequest, signal?: AbortSignal) => content(post<TrendAnswer>("trend", request, signal)),
  review: (request: ReviewRequest, signal?: AbortSignal) => content(post<ReviewAnswer>("review", request, signal)),
  customers: (text: string, signal?: AbortSignal) =>
    ask<CustomerSearch>(`customers?text=${encodeURIComponent(text)}`, signal === undefined ? {} : { signal }),
  customer: async (request: CustomerRequest, signal?: AbortSignal) =>
    (await content(post<CustomerAnswer>("customer", request, signal))).customer,
  why: async (request: WhyRequest, signal?: AbortSignal) =>
    (await content(post<WhyAnswer>("why", request, signal))).why,
  testText: async (request: TestTextRequest) => (await content(post<TestTextAnswer>("test-text", request))).text,
  upload: async (file: File) =>
    (
      await content(
        ask<UploadAnswer>(`uploads?name=${encodeURIComponent(file.name)}`, {
          method: "POST",
          body: file,
          headers: { "content-type": "application/octet-stream" },
        }),
      )
    ).upload,
  dropUpload: (id: string) => content(ask<Done>(`uploads/${encodeURIComponent(id)}`, { method: "DELETE" })),
  propose: async (request: ProposeRequest) => (await content(post<ProposeAnswer>("uploads/propose", request))).files,
  look: async (bringing: Bringing, signal?: AbortSignal) =>
    (await content(post<LookAnswer>("uploads/look", bringing, signal))).files,
  tryBringing: async (bringing: Bringing) => (await content(post<TrialAnswer>("uploads/try", bringing))).trial,
  bring: (request: ImportRequest) => post<Job>("uploads/import", request),
  membersUrl: (name: string, value: string | undefined, asOf: string | undefined, personal: boolean) => {
    const asked = {
      name,
      ...(value === undefined ? {} : { value }),
      ...(asOf === undefined ? {} : { asOf }),
      ...(personal ? { personal: "yes" } : {}),
    };
    return `/api/members.csv?${new URLSearchParams(asked).toString()}`;
  },
};
