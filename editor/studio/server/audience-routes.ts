import { Type } from "typebox";
import {
  AudienceAnswer,
  AudienceRequest,
  OverlapAnswer,
  OverlapRequest,
  TrendAnswer,
  TrendRequest,
} from "../api/audience.ts";
import { InstantText, ShortText } from "../api/common.ts";
import { ReviewAnswer, ReviewRequest } from "../api/review.ts";
import { inLane } from "./caller.ts";
import type { App, StudioContext } from "./context.ts";

/** Who has what, by the rules as they are drafted. */
export function audienceRoutes(app: App, { options: { showPersonal }, data, record }: StudioContext): void {
  app.post(
    "/audience",
    {
      config: { reads: true },
      schema: {
        summary: "Who has what of a tag or segment",
        body: AudienceRequest,
        response: { 200: AudienceAnswer },
      },
    },
    async ({ body, caller }): Promise<AudienceAnswer> => ({
      ok: true,
      audience: await data.ask("audience", body, inLane(caller, `audience ${body.value ?? ""}`)),
    }),
  );
  app.post(
    "/overlap",
    {
      config: { reads: true },
      schema: {
        summary: "How segments and yes/no tags overlap",
        body: OverlapRequest,
        response: { 200: OverlapAnswer },
      },
    },
    async ({ body, caller }): Promise<OverlapAnswer> => await data.ask("overlap", body, inLane(caller, "overlap")),
  );
  app.post(
    "/trend",
    {
      config: { reads: true },
      schema: {
        summary: "What became of a tag or segment over past dates",
        body: TrendRequest,
        response: { 200: TrendAnswer },
      },
    },
    async ({ body, caller }): Promise<TrendAnswer> => await data.ask("trend", body, inLane(caller, "trend")),
  );
  app.post(
    "/review",
    {
      config: { reads: true },
      schema: {
        summary: "What drafts change: tags by meaning, and customers who move",
        body: ReviewRequest,
        response: { 200: ReviewAnswer },
      },
    },
    async ({ body, caller }): Promise<ReviewAnswer> => await data.ask("review", body, inLane(caller, "review")),
  );
  const Wanted = Type.Object({
    name: ShortText,
    value: Type.Optional(Type.String({ maxLength: 1000 })),
    asOf: Type.Optional(InstantText),
    personal: Type.Optional(Type.Literal("yes")),
  });
  app.get(
    "/members.csv",
    { schema: { summary: "The customers with a value of a saved tag or segment, as CSV", querystring: Wanted } },
    async ({ query, caller }, reply) => {
      const text = await data.ask(
        "members",
        {
          name: query.name,
          value: query.value,
          asOf: query.asOf,
          personal: showPersonal && query.personal === "yes",
        },
        caller,
      );
      record(caller, "download", { tag: query.name, lines: text.split("\n").length - 2 });
      return await reply
        .header("content-type", "text/csv; charset=utf-8")
        .header(
          "content-disposition",
          `attachment; filename="${fileName(query.name)}.csv"; filename*=UTF-8''${encodeURIComponent(query.name)}.csv`,
        )
        .send(`\uFEFF${text}`);
    },
  );
}

/** A name that no file system and no header minds. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 80);
}
