import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityTrouble, openSession, northwind, type Session } from "./studio.ts";

let session: Session;
beforeAll(async () => {
  session = await openSession(await northwind(200));
});
afterAll(async () => {
  await session.close();
});

const file = (path: string): string => readFileSync(join(session.folder, path), "utf8");

/** Types a line at the end of a rule file. */
async function typeAtEnd(page: Page, path: string, line: string): Promise<void> {
  await page.goto(`${session.url}files/${path}`);
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(`\n${line}`);
  await page.getByRole("link", { name: /Review \d file/ }).waitFor();
}

async function save(page: Page): Promise<void> {
  await page.getByRole("link", { name: /Review/ }).click();
  await page.getByRole("button", { name: "Save to the files" }).click();
}

describe("two people at the same file", () => {
  it("never overwrite each other: the second sees both changes, and saves them together", async () => {
    const [first, second] = [await session.page(), await session.page()];
    const before = file("journey.tagma");
    await typeAtEnd(first, "journey.tagma", "// the first was here");
    await typeAtEnd(second, "value.tagma", "// unrelated");
    await typeAtEnd(second, "journey.tagma", "// the second was here");
    await save(first);
    await first.getByText("Saved to the files.").waitFor();
    expect(file("journey.tagma")).toBe(`${before}\n// the first was here`);
    await second.getByRole("link", { name: /Review/ }).click();
    // The page may have noticed the change on disk by itself; the draft began from the older text all the same.
    await second.getByRole("button", { name: "Save to the files" }).click();
    const dialog = second.getByRole("dialog", { name: "Saved by somebody else" });
    await dialog.waitFor();
    expect(file("value.tagma")).not.toContain("unrelated");
    expect(file("journey.tagma")).toBe(`${before}\n// the first was here`);
    const together = `${before}\n// the first was here\n// the second was here`;
    await dialog.getByLabel("Together").fill(together);
    await dialog.getByRole("button", { name: "Take this text" }).click();
    await dialog.waitFor({ state: "hidden" });
    await second.getByRole("button", { name: "Save to the files" }).click();
    await second.getByText("Saved to the files.").waitFor();
    expect(file("journey.tagma")).toBe(together);
    expect(file("value.tagma")).toContain("// unrelated");
    await first.context().close();
    await second.context().close();
  });
});

describe("drafts", () => {
  it("outlive the page, can be undone, and are thrown away only when one says so", async () => {
    const page = await session.page();
    await typeAtEnd(page, "segments.tagma", "// only a thought");
    await page.reload();
    await page.getByRole("link", { name: "Review 1 file" }).click();
    await page.getByText("+ // only a thought").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing to review").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("+ // only a thought").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing to review").waitFor();
    expect(file("segments.tagma")).not.toContain("thought");
    await page.context().close();
  });

  it("change the audience while they are typed", async () => {
    const page = await session.page();
    await page.goto(`${session.url}tags/welcome`);
    const count = page.getByTestId("audience-count");
    const before = await count.innerText();
    await page.getByRole("tab", { name: "Text" }).click();
    await page.locator(".monaco-editor .view-line", { hasText: "when new_customer" }).click();
    await page.keyboard.press("End");
    await page.keyboard.type(' and id is "nobody at all"');
    await expect.poll(() => count.innerText()).toBe("0");
    expect(before).not.toBe("0");
    await page.keyboard.press("Control+z");
    await expect.poll(() => count.innerText()).toBe(before);
    await page.context().close();
  });
});

describe("two windows of one browser", () => {
  it("share what is drafted", async () => {
    const context = await session.context();
    const [first, second] = [await context.newPage(), await context.newPage()];
    await second.goto(`${session.url}review`);
    await second.getByText("Nothing to review").waitFor();
    await typeAtEnd(first, "basics.tagma", "// from the first window");
    await second.getByText("+ // from the first window").waitFor();
    await typeAtEnd(second, "behaviour.tagma", "// from the second window");
    await first.goto(`${session.url}review`);
    await first.getByText("+ // from the first window").waitFor();
    await first.getByText("+ // from the second window").waitFor();
    expect(
      (await first.locator(".diff .added").allInnerTexts()).filter((line) => line.includes("window")),
    ).toHaveLength(2);
    await context.close();
  });
});

describe("a tag", () => {
  it("is renamed everywhere, and that is undone in one step", async () => {
    const page = await session.page();
    await page.goto(`${session.url}tags/orders_90d`);
    await page.getByText("Name, texts, owner").click();
    await page.getByLabel("Name in the rules").fill("orders_q");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /Review [2-9] files/ }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByRole("link", { name: "Review", exact: true }).waitFor();
    await page.getByRole("button", { name: "Redo", exact: true }).click();
    await expect.poll(() => page.getByRole("link", { name: /Review [2-9] files/ }).isVisible()).toBe(true);
    await page.context().close();
  });

  it("is taken out after its readers are named, with the lines that document it, and comes back by undo", async () => {
    const before = file("segments.tagma");
    const page = await session.page();
    await page.goto(`${session.url}tags/winback`);
    await page.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("These read it, and would have an error:").waitFor();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Win back was removed. Undo brings it back.").waitFor();
    await page.goto(`${session.url}review`);
    await page.locator(".diff .removed").first().waitFor();
    const removed = await page.locator(".diff .removed").allInnerTexts();
    expect(removed[0]).toContain("/// Good customers who have gone quiet");
    expect(removed.some((line) => line.includes("reachable_by contains"))).toBe(true);
    expect(removed.join("\n")).not.toContain("vip_birthdays");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing to review").waitFor();
    expect(file("segments.tagma")).toBe(before);
    await page.context().close();
  });
});

describe("a customer", () => {
  it("is asked why, travels in time, and becomes a test that passes", async () => {
    const page = await session.page();
    await page.goto(`${session.url}customers`);
    await page.getByRole("searchbox").fill("0000007");
    await page.getByRole("link", { name: "c0000007" }).click();
    await page.getByRole("button", { name: "Why: Value tier" }).click();
    const why = page.getByRole("region", { name: "Why: Value tier" });
    await why.getByText("What would change it").waitFor();
    expect(await page.locator(".facts").first().innerText()).toContain("•••");
    await why.getByRole("button", { name: "Keep this customer as a test" }).click();
    await page.getByText("Added to the tests.").waitFor();
    await page.getByRole("link", { name: "Tests", exact: true }).click();
    await page.getByText(/^Value tier: /).waitFor();
    // Those in the files, and the one that was kept just now.
    const inFiles = readdirSync(session.folder)
      .filter((path) => path.endsWith(".tagma") && path !== ".tagma")
      .flatMap((path) => file(path).match(/^test "/gm) ?? []);
    await page.getByText(`All ${inFiles.length + 1} tests pass`).waitFor();
    await page.goto(`${session.url}customers/c0000007`);
    await page.getByLabel("As of", { exact: true }).last().fill("2024-01-01");
    await page.getByText("later than the date above").first().waitFor();
    await page.getByRole("button", { name: "Back to the usual date" }).waitFor();
    await page.context().close();
  });
});

describe("a file of events", () => {
  it("is looked at, mapped, tried and imported", async () => {
    const csv = join(session.folder, "..", "store visits.csv");
    writeFileSync(
      csv,
      "customer_id,visited_at,minutes\nc0000001,2026-02-01T10:00:00Z,12\nc0000002,nonsense,5\nc0000003,2026-02-03T10:00:00Z,30\n",
    );
    const page = await session.page();
    await page.goto(`${session.url}data`);
    await page.getByRole("button", { name: "Bring files" }).click();
    await page.locator("input[type=file][multiple]").setInputFiles(csv);
    await page.getByText("store visits.csv: 3 rows").waitFor();
    await page
      .getByLabel("What does the file hold?")
      .selectOption({ label: "What customers did: one row for each event" });
    await page.getByLabel("visited_at: What it is").selectOption({ label: "The time" });
    await page.getByLabel("minutes: What it is").selectOption({ label: "A field" });
    await page.getByLabel("Name of the event").fill("store_visit");
    // What a choice does is seen at once.
    await page.getByText("1 of 3 rows can't be used as they are read now.").waitFor();
    await page.getByText("line 3: nonsense").waitFor();
    expect(await accessibilityTrouble(page)).toEqual([]);
    await page.getByRole("button", { name: "Check all rows" }).click();
    await page.getByText("1 row can't be used and is left out.").waitFor();
    // One of three rows is more than is left out without a question.
    const begin = page.getByRole("button", { name: "Put it into the review" });
    expect(await begin.isDisabled()).toBe(true);
    await page.getByLabel("Leave them out and import the rest all the same").check();
    await begin.click();
    await page.getByText("store visits.csv comes to data/store_visits.csv").waitFor();
    expect(existsSync(join(session.folder, "data.tagma"))).toBe(false);
    expect(await accessibilityTrouble(page)).toEqual([]);
    await page.getByRole("button", { name: "Save and bring the data" }).click();
    await page.getByText("Saved, and the data is in.").waitFor();
    expect(file("data.tagma")).toContain("event store_visit");
    expect(JSON.parse(file("tagma.json")).sources.at(-1)).toMatchObject({
      name: "store visits",
      event: "store_visit",
      customer: "customer_id",
    });
    expect(existsSync(join(session.folder, JSON.parse(file("tagma.json")).sources.at(-1).file))).toBe(true);
    await page.context().close();
  });
});

it("nothing went wrong in any of the pages, and no request left the machine", () => {
  expect(session.trouble).toEqual([]);
});
