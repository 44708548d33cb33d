import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { Accounts } from "../../../store/access/accounts.ts";
import { openDatabase } from "../../../store/sqlite/database.ts";
import { importSources } from "../../../store/import/import.ts";
import { compileWorkspace, openWorkspace } from "../../../store/workspace/workspace.ts";
import type { Asker, Asks, Question, Questions } from "../../../editor/studio/data/questions.ts";
import { StudioData } from "../../../editor/studio/data/studio-data.ts";
import { questionLimits, type QuestionLimits } from "../../../editor/studio/data/question-limits.ts";
import { uploadLimits, type UploadLimits } from "../../../editor/studio/data/uploads.ts";
import { studioApp } from "../../../editor/studio/server/app.ts";

/** A small shop: four customers and what they bought until 1 March 2026. */
export const shop: Readonly<Record<string, string>> = {
  "tagma.json": JSON.stringify({
    language: 1,
    timeZone: "UTC",
    currency: "EUR",
    asOf: "2026-03-01",
    sources: [
      { name: "people", file: "data/people.csv", profile: true, customer: "id" },
      { name: "orders", file: "data/orders.csv", customer: "who", id: "order", time: "at", event: "order_paid" },
    ],
  }),
  "schema.tagma": `profile customer { name: text personal  city: text  joined_at: time required }
event order_paid "Paid order" { amount: money at least 0  category: one of (fresh "Fresh food", beauty) }
`,
  "tags.tagma": `statistical tag orders = count of order_paid in last 30 days
statistical tag spend = sum of order_paid.amount
rule tag tier = one of {
  "Gold" when spend >= 100
  "Silver" when spend >= 10 and spend < 100
  "None" otherwise
}
segment buyers "Buyers" when orders >= 1
segment locals when city is "Lyon"
`,
  "data/people.csv":
    "id,name,city,joined_at\nann,Ann Ash,Lyon,2025-01-01\nbob,Bob Birch,Paris,2025-01-01\ncem,Cem Çam,Lyon,2025-01-01\ndan,Dan Dill,,2025-01-01\n",
  "data/orders.csv":
    "who,order,at,amount,category\nann,1,2026-02-20T10:00:00Z,60.00,fresh\nann,2,2026-02-21T10:00:00Z,60.00,fresh\nbob,3,2026-02-22T10:00:00Z,12.50,beauty\ncem,4,2025-06-01T10:00:00Z,5.00,fresh\n",
};

/** Makes a workspace of files and imports its data. */
export async function makeWorkspace(files: Readonly<Record<string, string>> = shop): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tagma-studio-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const workspace = openWorkspace(folder);
  const database = openDatabase(workspace.databasePath);
  await importSources(workspace, compileWorkspace(workspace).program, database, workspace.config.sources ?? [], {
    patience: { seconds: 5, onWait: () => undefined },
    progress: () => undefined,
  });
  database.close();
  return folder;
}

/** Answers in this thread. */
class DataHere implements Asks {
  private readonly data: StudioData;

  constructor(folder: string, showPersonal: boolean) {
    this.data = new StudioData(folder, showPersonal);
  }

  async ask<Asked extends Question>(
    question: Asked,
    input: Questions[Asked]["input"],
    _asker: Asker,
    progress: (done: number, total: number) => void = () => undefined,
  ): Promise<Questions[Asked]["answer"]> {
    // The data answers each question with what its type says.
    return (await this.data.ask({ question, input }, progress)) as Questions[Asked]["answer"];
  }

  async close(): Promise<void> {
    // There is no thread to end.
  }
}

/** The studio's server over a workspace, asked without a network. */
export async function studioOver(
  folder: string,
  options: {
    readonly showPersonal?: boolean;
    readonly threads?: boolean;
    readonly token?: string;
    readonly trustProxy?: readonly string[];
    readonly limits?: Partial<QuestionLimits>;
    readonly uploads?: Partial<UploadLimits>;
  } = {},
): Promise<{
  readonly app: FastifyInstance;
  readonly errors: unknown[];
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
}> {
  const errors: unknown[] = [];
  const web = mkdtempSync(join(tmpdir(), "tagma-web-"));
  writeFileSync(join(web, "index.html"), "<!doctype html><title>studio</title>");
  const showPersonal = options.showPersonal === true;
  const served = {
    folder,
    access: { hosts: new Set(["localhost"]), token: options.token, accounts: new Accounts(folder) },
    trustProxy: options.trustProxy ?? [],
    showPersonal,
    questionLimits: questionLimits(options.limits),
    uploadLimits: uploadLimits(options.uploads),
    web,
    onError: (error: unknown) => errors.push(error),
  };
  const app = await (options.threads === true
    ? studioApp(served)
    : studioApp(served, () => new DataHere(folder, showPersonal)));
  const ask = async (method: "GET" | "POST", url: string, payload?: object): Promise<Answer> => {
    const { statusCode, body, headers } = await app.inject({
      method,
      url: `/api/${url}`,
      headers: { host: "localhost" },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: statusCode,
      body,
      json: String(headers["content-type"]).includes("json") ? JSON.parse(body) : undefined,
    };
  };
  return {
    app,
    errors,
    get: (path) => ask("GET", path),
    post: (path, body) => ask("POST", path, typeof body === "object" && body !== null ? body : {}),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>> | undefined;
}
