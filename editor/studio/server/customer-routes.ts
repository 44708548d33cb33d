import { Type } from "typebox";
import {
  CustomerAnswer,
  CustomerRequest,
  CustomerSearch,
  TestTextAnswer,
  TestTextRequest,
  WhyAnswer,
  WhyRequest,
} from "../api/customers.ts";
import { inLane } from "./caller.ts";
import type { App, StudioContext } from "./context.ts";

/** One customer: profile, events, tags and why. */
export function customerRoutes(app: App, { data }: StudioContext): void {
  app.get(
    "/customers",
    {
      schema: {
        summary: "Customers whose id has a text in it",
        querystring: Type.Object({ text: Type.Optional(Type.String({ maxLength: 200 })) }),
        response: { 200: CustomerSearch },
      },
    },
    async ({ query, caller }) => await data.ask("search", { text: query.text ?? "" }, inLane(caller, "search")),
  );
  app.post(
    "/customer",
    {
      config: { reads: true },
      schema: { summary: "A customer at an instant", body: CustomerRequest, response: { 200: CustomerAnswer } },
    },
    async ({ body, caller }): Promise<CustomerAnswer> => ({
      ok: true,
      customer: await data.ask("customer", body, caller),
    }),
  );
  app.post(
    "/why",
    {
      config: { reads: true },
      schema: {
        summary: "Why a customer has a tag, and what would change it",
        body: WhyRequest,
        response: { 200: WhyAnswer },
      },
    },
    async ({ body, caller }): Promise<WhyAnswer> => ({ ok: true, why: await data.ask("why", body, caller) }),
  );
  app.post(
    "/test-text",
    {
      config: { reads: true },
      schema: { summary: "A customer as a test block", body: TestTextRequest, response: { 200: TestTextAnswer } },
    },
    async ({ body, caller }): Promise<TestTextAnswer> => ({ ok: true, text: await data.ask("testText", body, caller) }),
  );
}
