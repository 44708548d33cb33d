import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityTrouble, northwind, openSession, webFolder, type Session } from "./studio.ts";

let session: Session;
beforeAll(async () => {
  session = await openSession(await northwind(300));
});
afterAll(async () => {
  await session.close();
});

const pages = [
  { path: "", ready: "h1" },
  { path: "tags/winback", ready: "[data-testid=audience-count]" },
  { path: "tags/value_tier", ready: "[data-testid=audience-count]" },
  { path: "tags/spend_90d", ready: ".histogram" },
  { path: "segments", ready: ".upset" },
  { path: "customers", ready: "section.card" },
  { path: "customers/c0000007?why=value_tier", ready: ".why" },
  { path: "lineage?of=winback", ready: ".react-flow__node" },
  { path: "tests", ready: ".notice" },
  { path: "files/value.tagma", ready: ".monaco-editor .view-line" },
  { path: "data", ready: ".table" },
  { path: "review", ready: ".empty" },
  { path: "nowhere", ready: ".empty" },
] as const;

describe("every page", () => {
  let page: Page;
  beforeAll(async () => {
    page = await session.page();
  });
  afterAll(async () => {
    await page.context().close();
  });

  it.each(pages)(
    "/$path can be used by everybody in light and dark, speaks four languages, and nothing goes wrong",
    async ({ path, ready }) => {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(session.url + path);
      await page.waitForSelector(ready);
      expect(await accessibilityTrouble(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await accessibilityTrouble(page)).toEqual([]);
      for (const language of ["zh", "ja", "es", "en"]) {
        await page.selectOption("header select", language);
        await expect.poll(() => page.getAttribute("html", "lang")).toBe(language);
        await page.waitForSelector(ready);
        // Nothing is left that only a key or an empty place would show.
        const text = await page.innerText("body");
        expect(text).not.toMatch(/\{\{|undefined|\[object/);
        expect(text.match(/\b[a-z]+\.[a-z]+[A-Z][A-Za-z]+\b/g) ?? []).toEqual([]);
      }
      expect(session.trouble.splice(0)).toEqual([]);
    },
  );
});

it("fits a tablet: nothing is wider than the screen", async () => {
  const page = await session.page({ width: 820 });
  for (const { path, ready } of pages) {
    await page.goto(session.url + path);
    await page.waitForSelector(ready);
    expect({
      path,
      wider: await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"),
    }).toEqual({ path, wider: false });
  }
  await page.context().close();
});

it("changes its language without loading anew, and remembers it", async () => {
  const page = await session.page();
  await page.goto(session.url);
  await page.evaluate("window.theSamePage = true");
  await page.selectOption("header select", "ja");
  await page.getByRole("heading", { level: 1, name: "カタログ" }).waitFor();
  expect(await page.evaluate("window.theSamePage")).toBe(true);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "カタログ" }).waitFor();
  await page.context().close();
});

it("is reached by the keyboard alone: skip link, search, first tag", async () => {
  const page = await session.page();
  await page.goto(session.url);
  await page.waitForSelector(".tag-row");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.className")).toBe("skip");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("main");
  for (
    let press = 0;
    press < 40 && !(await page.evaluate("document.activeElement.classList.contains('tag-row')"));
    press++
  )
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-testid=audience-count]");
  await page.context().close();
});

it("keeps the language and Monaco in workers, and loads Monaco only for the text", async () => {
  const page = await session.page();
  session.requests.length = 0;
  await page.goto(`${session.url}tags/value_tier`);
  await page.waitForSelector("[data-testid=audience-count]");
  // What follows the name is a hash of the content, in which a dash may stand, too.
  expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
    expect.stringMatching(/^\/assets\/worker-[\w-]+\.js$/),
  ]);
  expect(session.requests.filter((url) => url.includes("text-editor"))).toEqual([]);
  await page.getByRole("tab", { name: "Text" }).click();
  await page.waitForSelector(".monaco-editor .view-line");
  // Monaco asks its worker for the first time when something is typed.
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.type("// ");
  await expect.poll(() => page.workers().length).toBe(2);
  expect(page.workers().some((worker) => worker.url().includes("editor.worker"))).toBe(true);
  expect(session.trouble.splice(0)).toEqual([]);
  await page.context().close();
});

it("stays within its budget: what the first page loads is below 1.5 MB, compressed", async () => {
  const page = await session.page();
  session.requests.length = 0;
  await page.goto(session.url);
  await page.waitForSelector(".tag-row");
  const size = (path: string): number => gzipSync(readFileSync(join(webFolder, path))).length;
  const loaded = [...new Set(session.requests.map((url) => new URL(url).pathname))].filter((path) =>
    path.startsWith("/assets/"),
  );
  const worker = readdirSync(join(webFolder, "assets")).find((name) => name.startsWith("worker-"));
  const total = [...loaded, `/assets/${worker ?? ""}`].reduce((sum, path) => sum + size(path), 0);
  expect(loaded.length).toBeGreaterThan(2);
  expect(total).toBeLessThan(1_500_000);
  await page.context().close();
});
