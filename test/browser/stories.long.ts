import { afterAll, beforeAll, expect, it } from "vitest";
import { CUSTOMERS, live, stories } from "./newcomer.ts";
import { northwind, openSession, type Session } from "./studio.ts";

let session: Session;
beforeAll(async () => {
  session = await openSession(await northwind(CUSTOMERS));
});
afterAll(async () => {
  await session.close();
});

// In English it is lived in story.test.ts.
it.each(stories.filter(({ locale }) => locale !== "en"))("the newcomer's story is lived in $locale", async (story) => {
  await live(session, story);
  expect(session.trouble).toEqual([]);
});
