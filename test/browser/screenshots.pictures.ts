import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { northwind, openSession, root, type Session } from "./studio.ts";

/** The pictures of the documentation, taken of real pages: `npm run screenshots` puts them into `docs/images`. */
const target = join(root, "docs", "images");
let session: Session;
let page: Page;

beforeAll(async () => {
  mkdirSync(target, { recursive: true });
  session = await openSession(await northwind(2000));
  page = await session.page();
});
afterAll(async () => {
  await session.close();
});

const overlapping = (text: string): string =>
  text.replace("spend_90d >= 400 and orders_90d >= 6\n", "spend_90d >= 300 and orders_90d >= 5\n");

/** Puts an edit of a rule file among the drafts, as if it had been made on an earlier visit. */
async function draft(path: string, edit: (text: string) => string): Promise<void> {
  const text = readFileSync(join(session.folder, path), "utf8");
  const drafts = JSON.stringify({ [path]: { text: edit(text), base: { text, revision: "" } } });
  await page.evaluate(`localStorage.setItem("tagma drafts of northwind", ${JSON.stringify(drafts)})`);
}

const tab = (name: string) => async (): Promise<void> => {
  await page.getByRole("tab", { name }).click();
};
const pictures: Readonly<
  Record<
    string,
    {
      readonly path: string;
      readonly ready: string;
      readonly before?: () => Promise<void>;
      readonly after?: () => Promise<void>;
    }
  >
> = {
  catalogue: { path: "", ready: ".tag-row" },
  form: { path: "tags/winback", ready: ".chart svg" },
  sentence: { path: "tags/value_tier", ready: ".chart svg", after: tab("Sentence") },
  table: {
    path: "tags/value_tier",
    ready: ".problem[data-code=branches-overlap]",
    before: () => draft("value.tagma", overlapping),
    after: tab("Table"),
  },
  review: {
    path: "review",
    ready: ".diff",
    after: async () => {
      await page.waitForSelector("article.problem");
    },
  },
  customer: {
    path: "customers/c0000007?why=value_tier",
    ready: ".why",
    before: async () => {
      await page.evaluate("localStorage.clear()");
    },
  },
  overlap: {
    path: "segments",
    ready: ".upset",
    after: async () => {
      for (const name of [
        "Retention",
        "VIP birthdays",
        "Coupon audience",
        "Same-day delivery",
        "Survey outside the capital",
      ])
        await page.getByRole("button", { name, exact: true }).click();
      await page.waitForTimeout(500);
    },
  },
  lineage: { path: "lineage?of=value_tier", ready: ".react-flow__node" },
  tests: { path: "tests", ready: ".notice" },
  import: {
    path: "data",
    ready: ".table",
    after: async () => {
      const file = join(mkdtempSync(join(tmpdir(), "tagma-csv-")), "visits.csv");
      writeFileSync(
        file,
        "customer_id,visited_at,shop,minutes\nc0000001,2026-02-01T10:00:00Z,harbour,12\nc0000002,2026-02-01T11:30:00Z,station,5\nc0000001,2026-02-03T10:00:00Z,harbour,30\n",
      );
      await page.getByRole("button", { name: "Bring files" }).click();
      await page.locator("input[type=file][multiple]").setInputFiles(file);
      await page.getByText("visits.csv: 3 rows").waitFor();
    },
  },
};

it.each(Object.keys(pictures))("%s", async (name) => {
  const picture = pictures[name];
  if (picture === undefined) throw new Error(name);
  await picture.before?.();
  await page.goto(session.url + picture.path);
  await page.waitForSelector(picture.ready);
  await picture.after?.();
  await page.waitForLoadState("networkidle");
  const path = join(target, `${name}.png`);
  await page.screenshot({ path });
  expect(statSync(path).size).toBeGreaterThan(10_000);
  expect(session.trouble.splice(0)).toEqual([]);
});

it("every picture stands in the documentation", () => {
  const text = readFileSync(join(root, "docs/studio.md"), "utf8");
  expect(Object.keys(pictures).filter((name) => !text.includes(`images/${name}.png`))).toEqual([]);
});
