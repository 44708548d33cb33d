import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityTrouble, northwind, openSession, type Session } from "./studio.ts";

let session: Session;
let page: Page;
beforeAll(async () => {
  session = await openSession(await northwind(60));
});
afterAll(async () => {
  await session.close();
});
afterEach(async () => {
  await page.context().close();
});

/** The text of a rule file as it was edited on a page; undefined when it was not. */
async function draft(path: string): Promise<string | undefined> {
  return await page.evaluate((wanted) => {
    const drafts: Record<string, { text: string }> = JSON.parse(
      globalThis.localStorage.getItem("tagma drafts of northwind") ?? "{}",
    );
    return drafts[wanted]?.text;
  }, path);
}

/** Waits until an edited file holds a text; while it does not, the lines that are new in it stand for it. */
async function expectDraft(path: string, text: string): Promise<void> {
  const saved = new Set(readFileSync(join(session.folder, path), "utf8").split("\n"));
  await expect
    .poll(async () => {
      const edited = (await draft(path)) ?? "";
      return edited.includes(text)
        ? text
        : edited
            .split("\n")
            .filter((line) => !saved.has(line))
            .join("\n");
    })
    .toBe(text);
}

async function open(name: string, view: string): Promise<void> {
  page = await session.page();
  await page.goto(`${session.url}tags/${name}`);
  await page.getByRole("tab", { name: view }).click();
}

describe("a form", () => {
  it("changes the text where one changes a control, and nothing else", async () => {
    await open("value_tier", "Form");
    const vip = page.getByRole("region", { name: "Branch VIP" });
    await vip.getByLabel("Value", { exact: true }).first().fill("500");
    await expectDraft("value.tagma", '"VIP" when spend_90d >= 500 and orders_90d >= 6\n');
    await vip.getByLabel("Test").nth(1).selectOption("is more than");
    await expectDraft("value.tagma", '"VIP" when spend_90d >= 500 and orders_90d > 6\n');
    const undo = page.getByRole("button", { name: "Undo" });
    while (await undo.isEnabled()) await undo.click();
    await expect.poll(() => draft("value.tagma")).toBeUndefined();
    expect(session.trouble).toEqual([]);
  });

  it("keeps a condition that is not filled in out of the text", async () => {
    await open("value_tier", "Form");
    const vip = page.getByRole("region", { name: "Branch VIP" });
    await vip.getByRole("button", { name: "Add a condition" }).click();
    await vip.getByLabel("About").last().selectOption({ label: "The customer did something" });
    expect(await vip.getByRole("button", { name: "Add", exact: true }).isDisabled()).toBe(true);
    expect(await draft("value.tagma")).toBeUndefined();
    await vip.getByLabel("What happened").selectOption({ label: "Complaint" });
    await vip.getByLabel("Did or did not").selectOption({ label: "did not do" });
    await vip.getByLabel("Period").selectOption({ label: "in the last …" });
    await vip.getByRole("button", { name: "Add", exact: true }).click();
    await expectDraft(
      "value.tagma",
      '"VIP" when spend_90d >= 400 and orders_90d >= 6 and not did complaint in last 30 days\n',
    );
    await vip.getByLabel("Condition", { exact: true }).selectOption({ label: "At least one of these holds" });
    await expectDraft(
      "value.tagma",
      '"VIP" when spend_90d >= 400 or orders_90d >= 6 or not did complaint in last 30 days\n',
    );
    await vip.getByRole("button", { name: "More: Condition 2" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await expectDraft("value.tagma", '"VIP" when spend_90d >= 400 or not did complaint in last 30 days\n');
    await vip.getByRole("button", { name: "Narrow down" }).click();
    await vip.getByLabel("About").last().selectOption({ label: "Severity" });
    await vip.getByLabel("Value", { exact: true }).last().fill("3");
    await vip.getByRole("button", { name: "Add", exact: true }).click();
    await expectDraft("value.tagma", "or not did complaint where severity >= 3 in last 30 days\n");
    expect(await accessibilityTrouble(page)).toEqual([]);
    expect(session.trouble).toEqual([]);
  });

  it("has branches, labels and other texts", async () => {
    await open("value_tier", "Form");
    await page.getByRole("button", { name: "Add “everybody else”" }).click();
    await page.getByLabel("Value of the branch").last().fill("Rest");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expectDraft("value.tagma", '"Prospect" when not did order_paid\n  "Rest" otherwise\n}');
    await page.getByText("Name, texts, owner").click();
    await page.getByLabel("Label in 日本語").first().fill("ランク");
    await expectDraft("value.tagma", '@label(zh: "价值等级", ja: "ランク", es: "Nivel de valor")\nrule tag value_tier');
    await page.getByLabel("Status").selectOption({ label: "Draft" });
    await expectDraft("value.tagma", '@channel("all") @status(draft)\n');
    expect(await accessibilityTrouble(page)).toEqual([]);
    expect(session.trouble).toEqual([]);
  });

  it("shows bands, scores and values", async () => {
    await open("engagement", "Form");
    await page.getByLabel("Highest score").fill("90");
    await expectDraft("engagement.tagma", "score from 0 to 90 {");
    const second = page.getByRole("region", { name: "Points 2", exact: true });
    await second.getByLabel("Amount").fill("60");
    await expectDraft("engagement.tagma", "+15 per friend_invited in last 60 days");
    await page.goto(`${session.url}tags/recency`);
    await page.getByLabel("from: Warm").fill("20");
    await expectDraft("value.tagma", '"Warm" from 20\n');
    await page.goto(`${session.url}tags/spend_ratio`);
    await page.getByLabel("Operation").selectOption({ label: "minus" });
    await expectDraft("value.tagma", '"Spend against before" = spend_90d - spend_before\n');
    expect(session.trouble).toEqual([]);
  });
});

describe("a decision table", () => {
  it("marks rows that overlap and shows a customer who is in both", async () => {
    await open("value_tier", "Table");
    await page
      .getByRole("group", { name: "Occasional: Orders, 90 days" })
      .getByLabel("Value", { exact: true })
      .fill("9");
    await expectDraft("value.tagma", '"Occasional" when orders_365d >= 1 and orders_90d < 9\n');
    await page
      .getByText("“Occasional” and “VIP” overlap")
      .or(page.getByText("“VIP” and “Occasional” overlap"))
      .first()
      .waitFor();
    const card = page.getByRole("figure").first();
    await card.getByText("Paid order").first().waitFor();
    expect(await accessibilityTrouble(page)).toEqual([]);
    await page.getByRole("button", { name: /Occasional: Add a test of Spend, 90 days/ }).click();
    await page.locator(".decision .begun").getByLabel("Value", { exact: true }).fill("10");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expectDraft("value.tagma", '"Occasional" when orders_365d >= 1 and orders_90d < 9 and spend_90d >= 10\n');
    await page.getByRole("button", { name: "The first that holds" }).first().click();
    await expectDraft("value.tagma", '"Value tier" = first of {');
    expect(session.trouble).toEqual([]);
  });
});

describe("a sentence", () => {
  it("opens the control of a value where it is said", async () => {
    await open("value_tier", "Sentence");
    await page.getByRole("button", { name: "400", exact: true }).first().click();
    await page.getByRole("dialog").getByLabel("Value").fill("450");
    await expectDraft("value.tagma", '"VIP" when spend_90d >= 450 and');
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "450", exact: true }).waitFor();
    expect(await accessibilityTrouble(page)).toEqual([]);
    expect(session.trouble).toEqual([]);
  });
});

describe("a new tag", () => {
  it("is made without a word of the language", async () => {
    page = await session.page();
    await page.goto(session.url);
    await page.getByRole("button", { name: "New tag or segment" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What is it called?").fill("Big spenders");
    await dialog.getByRole("button", { name: /Segment/ }).click();
    await dialog.getByLabel("About").selectOption({ label: "Spend, a year" });
    await dialog.getByLabel("Value", { exact: true }).fill("1000");
    expect(await accessibilityTrouble(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "Big spenders" }).waitFor();
    await expectDraft("segments.tagma", '\n\nsegment big_spenders "Big spenders" when spend_365d >= 1000\n');
    expect(session.trouble).toEqual([]);
  });
});
