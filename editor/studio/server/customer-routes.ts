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
    async ({ query }) => await data.ask("search", { text: query.text ?? "" }, "search"),
  );
  app.post(
    "/customer",
    { schema: { summary: "A customer at an instant", body: CustomerRequest, response: { 200: CustomerAnswer } } },
    async ({ body }): Promise<CustomerAnswer> => ({ ok: true, customer: await data.ask("customer", body) }),
  );
  app.post(
    "/why",
    {
      schema: {
        summary: "Why a customer has a tag, and what would change it",
        body: WhyRequest,
        response: { 200: WhyAnswer },
      },
    },
    async ({ body }): Promise<WhyAnswer> => ({ ok: true, why: await data.ask("why", body) }),
  );
  app.post(
    "/test-text",
    { schema: { summary: "A customer as a test block", body: TestTextRequest, response: { 200: TestTextAnswer } } },
    async ({ body }): Promise<TestTextAnswer> => ({ ok: true, text: await data.ask("testText", body) }),
  );
}
