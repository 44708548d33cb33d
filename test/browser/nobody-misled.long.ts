import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkspace } from "../editor/studio/workspace.ts";
import { openSession, type Session } from "./studio.ts";

/** A shop whose names are as awkward as they may be. */
const files: Readonly<Record<string, string>> = {
  "tagma.json": `{
  // The shop's own notes stay.
  "language": 1, "timeZone": "UTC", "currency": "EUR", "asOf": "2026-03-01",
  "sources": [
    { "name": "people", "file": "data/people.csv", "profile": true, "customer": "id" },
    { "name": "orders", "file": "data/orders.csv", "customer": "who", "id": "order", "time": "at", "event": "order_paid" }
  ]
}
`,
  "schema.tagma": `profile customer {
  name: text personal
  gender "Gender": one of (
    @label(zh: "女", ja: "女性", es: "Mujer") f "Woman",
    @label(zh: "男", ja: "男性", es: "Hombre") m "Man"
  )
  rate: number
  joined_at: time required
}
event order_paid "Paid order" { amount: money at least 0 }
`,
  "tags.tagma": `@label(zh: "价值等级", ja: "ランク", es: "Nivel")
rule tag tier "Tier" = one of {
  "Gold" when spend >= 100
  "Silver" when spend < 100
}
statistical tag spend "Spend" = sum of order_paid.amount
rule tag constructor = one of {
  "toString" when spend >= 100
  "valueOf" when spend < 100
}
attribute tag sex "Sex" = gender
segment buyers "Buyers" when spend >= 20 and rate >= 1.5
`,
  "data/people.csv": "id,name,gender,rate,joined_at\nann,Ann Ash,f,2.5,2025-01-01\nbob,Bob Birch,m,1.0,2025-01-01\n",
  "data/orders.csv":
    "who,order,at,amount\nann,1,2026-02-20T10:00:00Z,60.00\nann,2,2026-02-21T10:00:00Z,60.00\nbob,3,2026-02-22T10:00:00Z,12.50\n",
};

let session: Session;
let page: Page;
beforeAll(async () => {
  const folder = await makeWorkspace(files);
  const git = (...args: string[]): unknown => execFileSync("git", ["-C", folder, ...args]);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "T");
  git("config", "user.email", "t@example.com");
  git("add", "tagma.json", "schema.tagma", "tags.tagma");
  git("commit", "-qm", "begin");
  session = await openSession(folder);
  page = await session.page();
});
afterAll(async () => {
  await session.close();
});

const file = (path: string): string => readFileSync(join(session.folder, path), "utf8");
const go = async (path: string): Promise<void> => {
  await page.goto(session.url + path);
};
/** Takes back what was drafted. */
async function undoAll(): Promise<void> {
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  while (await undo.isEnabled()) await undo.click();
}

describe("the reader's language", () => {
  it.each([
    ["zh-CN", "价值等级", "女"],
    ["ja-JP", "ランク", "女性"],
    ["es-MX", "Nivel", "Mujer"],
  ])("of a browser in %s has its labels, and values their words", async (locale, tier, woman) => {
    const own = await session.page({ locale });
    await own.goto(`${session.url}tags/tier`);
    await own.getByRole("heading", { name: tier, exact: true }).waitFor();
    // The tag takes its values from a field, and their labels with them.
    await own.goto(`${session.url}tags/sex`);
    await own.getByRole("button", { name: woman, exact: true }).waitFor();
    expect(session.trouble).toEqual([]);
    await own.context().close();
  });

  it("writes the numbers that its fields take", async () => {
    const own = await session.page({ locale: "es-ES" });
    await own.goto(`${session.url}tags/buyers`);
    const rate = own.getByLabel("Valor", { exact: true }).last();
    expect(await rate.inputValue()).toBe("1,5");
    const draft = (): Promise<string> =>
      own.evaluate(() => Object.values({ ...globalThis.localStorage }).find((text) => text.includes("segment")) ?? "");
    await rate.fill("2,25");
    await expect.poll(draft).toContain("rate >= 2.25");
    await rate.fill("１２，５");
    await expect.poll(draft).toContain("rate >= 12.5");
    await rate.fill("1.5");
    await rate.press("Enter");
    await own.getByText("Los números se escriben como 12.345,5.").waitFor();
    expect(await draft()).toContain("rate >= 12.5");
    await own.context().close();
  });
});

describe("a tag called constructor", () => {
  it("is a tag like others in the catalogue, on its page and in a draft", async () => {
    await go("");
    await page.getByRole("link", { name: /constructor/ }).waitFor();
    await go("tags/constructor");
    await page.getByRole("button", { name: "toString", exact: true }).waitFor();
    await go("files/constructor");
    await page.getByText("There is no such file").or(page.locator(".empty")).first().waitFor();
    expect(session.trouble).toEqual([]);
  });
});

describe("a condition that is half filled in", () => {
  it("makes no tag", async () => {
    await go("");
    await page.getByRole("button", { name: "New tag or segment" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What is it called?").fill("Gold ones");
    const create = dialog.getByRole("button", { name: "Create" });
    expect(await create.isEnabled()).toBe(true);
    await dialog.getByLabel("About").selectOption({ label: "Tier" });
    // The value of the tier is still to be chosen.
    await expect.poll(() => create.isEnabled()).toBe(false);
    await dialog.getByLabel("Value", { exact: true }).selectOption({ label: "Gold" });
    await expect.poll(() => create.isEnabled()).toBe(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  it("outlives a look at the sentence, the text and the table", async () => {
    await go("tags/buyers");
    await page.getByRole("button", { name: "Add a condition" }).click();
    await page.getByLabel("About").last().selectOption({ label: "Tier" });
    await page.getByRole("tab", { name: "Sentence" }).click();
    await page.getByRole("tab", { name: "Text" }).click();
    await page.getByRole("tab", { name: "Form" }).click();
    expect(await page.getByLabel("About").last().inputValue()).toContain("tier");
    await page.getByLabel("Value", { exact: true }).last().selectOption({ label: "Silver" });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("tab", { name: "Text" }).click();
    await page.getByText('tier is "Silver"').first().waitFor();
    await undoAll();
  });
});

describe("the text", () => {
  it("offers a tag's values behind its quote, and says of an error that it is in this tag", async () => {
    await go("tags/buyers?view=text");
    await page.locator(".monaco-editor .view-line", { hasText: "segment buyers" }).click();
    await page.keyboard.press("End");
    await page.keyboard.type(' and tier is "');
    const offered = page.locator(".suggest-widget .monaco-list-row");
    await offered.first().waitFor();
    const labels = await page.locator(".suggest-widget .label-name").allInnerTexts();
    expect(labels.sort()).toEqual(["Gold", "Silver"]);
    await page.keyboard.press("Escape");
    // The text is not finished, and nothing else is wrong.
    const problems = page.getByRole("region", { name: "Checks" });
    await problems.locator("article[data-code]").first().waitFor();
    await page.keyboard.press("End");
    await page.keyboard.type(" and rate >= ");
    await problems.locator("article[data-code=syntax]").first().waitFor();
    expect(await problems.innerText()).not.toContain("elsewhere");
    await undoAll();
  });
});

describe("the address", () => {
  it("keeps view, filter and date for reload, Back and links", async () => {
    await go("");
    await page.getByRole("searchbox").fill("buy");
    await page.getByRole("button", { name: /^Segment/ }).click();
    await page.reload();
    expect(await page.getByRole("searchbox").inputValue()).toBe("buy");
    expect(await page.getByRole("button", { name: /^Segment/ }).getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("link", { name: /Buyers/ }).click();
    await page.getByRole("tab", { name: "Sentence" }).click();
    await page.reload();
    await page.getByRole("tab", { name: "Sentence", selected: true }).waitFor();
    await page.goBack();
    await page.getByRole("tab", { name: "Form", selected: true }).waitFor();
    await page.goBack();
    expect(await page.getByRole("searchbox").inputValue()).toBe("buy");
    await go("customers/ann");
    const day = page.getByLabel("As of", { exact: true }).last();
    await day.fill("2026-02-21");
    await page.getByRole("button", { name: "Back to the usual date" }).waitFor();
    await page.reload();
    await expect.poll(() => day.inputValue()).toBe("2026-02-21");
    // The date goes along: on 21 February one order of 60 had been paid.
    await page.getByRole("link", { name: "Catalogue" }).first().click();
    await page.getByRole("link", { name: /Tier/ }).click();
    await page.getByText("on 2026-02-21", { exact: false }).or(page.getByText("2026-02-21")).first().waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole("button", { name: "Back to the usual date" }).click();
    await expect.poll(() => day.inputValue()).toBe("2026-03-01");
  });
});

describe("an import", () => {
  it("keeps the comments of tagma.json, is refused under a taken name, and leaves nothing behind when it is discarded", async () => {
    const before = file("tagma.json");
    await go("data");
    await page.getByRole("button", { name: "Bring files" }).click();
    await page.locator("input[type=file][multiple]").setInputFiles({
      name: "more.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("who,at,amount\nbob,2026-02-23T10:00:00Z,5.00\n"),
    });
    await page
      .getByLabel("What does the file hold?")
      .selectOption({ label: "What customers did: one row for each event" });
    await page.getByLabel("at: What it is").selectOption({ label: "The time" });
    await page.getByLabel("Name of the source").fill("orders");
    await page.getByRole("button", { name: "Check all rows" }).click();
    await page.getByText('there is a source called "orders" already; choose another name').waitFor();
    await page.getByLabel("Name of the source").fill("more");
    await page.getByRole("button", { name: "Check all rows" }).click();
    await page.getByRole("button", { name: "Put it into the review" }).click();
    const shown = page.getByRole("region", { name: "tagma.json" });
    await shown.getByText('"name": "more"').first().waitFor();
    expect(file("tagma.json")).toBe(before);
    await page.getByRole("region", { name: "Data", exact: true }).getByRole("button", { name: "Discard" }).click();
    await page.getByText("Nothing to review").waitFor();
    await expect.poll(() => readdirSync(join(session.folder, ".tagma", "uploads"))).toEqual([]);
    expect(file("tagma.json")).toBe(before);
  });
});

describe("a commit that git refuses", () => {
  it("is told, and done once git can", async () => {
    const hook = join(session.folder, ".git", "hooks", "pre-commit");
    writeFileSync(hook, "#!/bin/sh\necho 'the hook says no' >&2\nexit 1\n");
    chmodSync(hook, 0o755);
    await go("files/tags.tagma");
    await page.locator(".monaco-editor .view-line").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("// one more line");
    await page.getByRole("link", { name: "Review 1 file" }).click();
    await page.getByLabel("What and why").fill("Say one more");
    await page.getByRole("button", { name: "Save and commit" }).click();
    await page.getByText("Saved to the files, but not committed").first().waitFor();
    await page.getByText("the hook says no").waitFor();
    expect(await page.getByText("Everything is saved").count()).toBe(0);
    writeFileSync(hook, "#!/bin/sh\nexit 0\n");
    await page.getByRole("button", { name: "Commit again" }).click();
    await page.getByText("Everything is saved").waitFor();
    const log = execFileSync("git", ["-C", session.folder, "log", "--format=%s", "-1"], { encoding: "utf8" });
    expect(log.trim()).toBe("Say one more");
  });
});

it("nothing went wrong in any of the pages, and no request left the machine", () => {
  expect(session.trouble).toEqual([]);
});

describe("what leaves the studio", () => {
  it("as a list of members says the value that each has, and masks what is personal", async () => {
    await go("tags/tier");
    const wanted = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download list", exact: true }).click();
    const list = readFileSync(await (await wanted).path(), "utf8");
    const [heading = "", ...rows] = list.trim().split(/\r?\n/);
    const place = heading.split(",").indexOf("tier");
    expect(place).toBeGreaterThan(0);
    expect(rows.map((row) => [row.split(",")[0], row.split(",")[place]])).toEqual([
      ["ann", "Gold"],
      ["bob", "Silver"],
    ]);
    expect(list).not.toMatch(/Ash|Birch/);
  });

  it("as a test is of somebody made up: nothing of the customer's own stands in it", async () => {
    await go("customers/ann?why=tier");
    await page.getByRole("button", { name: "Keep this customer as a test" }).click();
    await page.getByText("Added to the tests.").waitFor();
    const drafts = await page.evaluate(() => Object.values({ ...globalThis.localStorage }).join("\n"));
    expect(drafts).toContain('test \\"');
    const kept = drafts.slice(drafts.lastIndexOf('test \\"'));
    expect(kept).toContain("order_paid");
    expect(kept).not.toMatch(/\bann\b|Ann|Ash|60(?:\.00)?\b|2026-02-2[01]|10:00/);
    await undoAll();
  });
});
