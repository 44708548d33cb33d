import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { en, type Messages } from "../../grammar/texts/studio/en.ts";
import { es } from "../../grammar/texts/studio/es.ts";
import { ja } from "../../grammar/texts/studio/ja.ts";
import { zh } from "../../grammar/texts/studio/zh.ts";
import type { Session } from "./studio.ts";

/**
 * The newcomer's story: without a word of the language, make "customers who bought fresh food at least three times in the
 * last month but never beauty", see how many, ask why one of them is in, mend an overlap, keep a test, save, and find it
 * in the file.
 */
export const stories = [
  {
    locale: "en",
    words: en,
    called: "Fresh but no beauty",
    name: "fresh_but_no_beauty",
    order: "Paid order",
    category: "Category",
    fresh: "Fresh food",
    beauty: "Beauty",
  },
  {
    locale: "zh",
    words: zh,
    called: "爱生鲜不买美妆",
    name: "爱生鲜不买美妆",
    order: "已付款订单",
    category: "品类",
    fresh: "生鲜",
    beauty: "美妆",
  },
  {
    locale: "ja",
    words: ja,
    called: "生鮮派",
    name: "生鮮派",
    order: "支払い済み注文",
    category: "カテゴリー",
    fresh: "生鮮",
    beauty: "コスメ",
  },
  {
    locale: "es",
    words: es,
    called: "Amantes de lo fresco",
    name: "amantes_de_lo_fresco",
    order: "Pedido pagado",
    category: "Categoría",
    fresh: "Frescos",
    beauty: "Belleza",
  },
] as const;

/** Who is meant, worked out from the file of orders alone. The month is 30 days before 1 March 2026 in Taipei. */
function meant(folder: string): { readonly ids: ReadonlySet<string>; readonly count: number } {
  const [head = "", ...lines] = readFileSync(join(folder, "data", "orders.csv"), "utf8")
    .trim()
    .split("\n");
  const column = (name: string): number => head.split(",").indexOf(name);
  const now = Date.parse("2026-03-01T00:00:00+08:00");
  const fresh = new Map<string, number>();
  const beauty = new Set<string>();
  for (const line of lines) {
    const cells = line.split(",");
    const [customer = "", paid = "", category = ""] = [
      cells[column("customer_id")],
      cells[column("paid_at")],
      cells[column("category")],
    ];
    const time = Date.parse(`${paid}+08:00`);
    if (time > now) continue;
    if (category === "beauty") beauty.add(customer);
    if (category === "fresh" && time > now - 30 * 86_400_000) fresh.set(customer, (fresh.get(customer) ?? 0) + 1);
  }
  const ids = new Set(
    [...fresh].filter(([customer, count]) => count >= 3 && !beauty.has(customer)).map(([customer]) => customer),
  );
  return { ids, count: ids.size };
}

/** Narrows the orders of a row down to one category. */
async function narrow(row: Locator, around: Locator, words: Messages, category: string, value: string): Promise<void> {
  await row.getByRole("button", { name: words["edit.addFilter"] }).click();
  const filter = row.locator(".filter");
  await filter.getByLabel(words["edit.about"]).selectOption({ label: category });
  // What is half filled in inside is never passed over by what is around it.
  expect(await around.isDisabled()).toBe(true);
  await filter.getByLabel(words["edit.value"], { exact: true }).selectOption({ label: value });
}

async function createAudience(page: Page, { words, called, category, fresh }: (typeof stories)[number]): Promise<void> {
  await page.getByRole("button", { name: words["catalogue.new"] }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words["newTag.called"]).waitFor();
  await page.keyboard.type(called);
  await dialog.getByLabel(words["edit.times"], { exact: true }).selectOption({ label: words["edit.atLeastTimes"] });
  await dialog.getByLabel(words["edit.timesLabel"]).fill("3");
  await narrow(dialog, dialog.getByRole("button", { name: words["new.create"] }), words, category, fresh);
  await dialog.getByRole("button", { name: words["new.create"] }).click();
}

/** The customers of whom the story is told. */
export const CUSTOMERS = 400;

/** Lives the story in one language, in a studio over {@link CUSTOMERS} customers of Northwind. */
export async function live(session: Session, story: (typeof stories)[number]): Promise<void> {
  const { locale, words, called, name, order, category, beauty } = story;
  const page = await session.page({ locale });
  await page.goto(session.url);
  await createAudience(page, story);
  await page.getByRole("heading", { level: 1, name: called }).waitFor();

  // … but never beauty.
  const form = page.getByRole("tabpanel");
  await form.getByRole("button", { name: words["edit.addCondition"], exact: true }).last().click();
  const begun = form.locator(".begun").first();
  await begun.getByLabel(words["edit.event"], { exact: true }).selectOption({ label: order });
  await begun.getByLabel(words["edit.didOrNot"]).selectOption({ label: words["edit.didNot"] });
  await narrow(
    begun,
    begun.getByRole("button", { name: words["edit.add"], exact: true }).last(),
    words,
    category,
    beauty,
  );
  await begun.getByRole("button", { name: words["edit.add"], exact: true }).last().click();

  // How many, by an independent count, and why one of them is in.
  const { ids, count } = meant(session.folder);
  expect(count).toBeGreaterThan(0);
  await expect.poll(() => page.getByTestId("audience-count").innerText()).toBe(String(count));
  const audience = page.getByRole("region", { name: words["audience.title"] });
  const someone = await audience.locator(".chip").first().innerText();
  expect(ids.has(someone.trim())).toBe(true);
  await audience.locator(".chip").first().click();
  const why = page.getByRole("region", { name: words["why.of"].replace("{tag}", called) });
  await why.locator(".mark.yes").first().waitFor();

  // A test of it.
  await why.getByRole("button", { name: words["why.asTest"] }).click();
  await page.getByText(words["tests.added"]).waitFor();

  // An overlap is shown with a customer, and mended.
  await page.goto(`${session.url}tags/value_tier`);
  const vip = page
    .getByRole("tabpanel")
    .locator("section")
    .filter({ has: page.locator("input[value=VIP]") })
    .first();
  await vip.getByLabel(words["edit.value"], { exact: true }).nth(1).fill("1");
  await page.locator(".problem[data-code=branches-overlap]").first().waitFor();
  await page.locator(".problem[data-code=branches-overlap] .witness").first().waitFor();
  await page.getByRole("button", { name: words.undo, exact: true }).click();
  await page.getByText(words["problems.none"]).first().waitFor();

  // Saved, and in the files.
  await page.getByRole("link", { name: new RegExp(words["nav.reviewCount_other"].replace("{count}", "2")) }).click();
  await page.getByRole("button", { name: words["review.saveFiles"] }).click();
  await page.getByText(words["review.saved"]).waitFor();
  const text = readFileSync(join(session.folder, "segments.tagma"), "utf8");
  const start = text.indexOf(`segment ${name} `);
  expect(text.slice(start).replaceAll(/\s+/g, " ").trim()).toBe(
    `segment ${name} "${called}" when did order_paid at least 3 times where category is fresh in last 30 days and not did order_paid where category is beauty`,
  );
  expect(readFileSync(join(session.folder, "tests.tagma"), "utf8")).toContain(`expect ${name}`);
  await page.goto(`${session.url}tests`);
  await page.locator(".notice.good").waitFor();
  await page.context().close();
}
