import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, it } from "vitest";
import { makeWorkspace, shop } from "../editor/studio/workspace.ts";
import { openSession, type Session } from "./studio.ts";
let session: Session;
beforeAll(async () => {
  const folder = await makeWorkspace({ ...shop, "order.tagma": "segment lots when spend >= 12.5\n" });
  const git = (...args: string[]): unknown => execFileSync("git", ["-C", folder, ...args]);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "T");
  git("config", "user.email", "t@example.com");
  git("add", ".");
  git("commit", "-qm", "begin");
  const hook = join(folder, ".git", "hooks", "pre-commit");
  writeFileSync(hook, "#!/bin/sh\necho 'the hook says no' >&2\nexit 1\n");
  chmodSync(hook, 0o755);
  session = await openSession(folder);
});
afterAll(async () => {
  await session.close();
});
it("x", async () => {
  for (const locale of ["ja-JP"]) {
    const page = await session.page({ locale });
    page.setDefaultTimeout(20000);
    await page.goto(`${session.url}tags/lots`);
    const field = page.locator("input.number").last();
    await field.fill(locale === "es-ES" ? "1.5" : "１２，５");
    await page.waitForTimeout(800);
    await page.screenshot({ path: `/tmp/wt/shot-number-${locale}.png`, fullPage: true });
    await field.fill("13");
    await page.waitForTimeout(1200);
    await page.goto(`${session.url}data`);
    await page.locator(".page-head button.primary").click();
    await page
      .locator("input[type=file]")
      .setInputFiles({
        name: "more.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("who,at,amount\nbob,2026-02-23T10:00:00Z,5.00\n"),
      });
    await page.locator("input[type=radio]").nth(1).check();
    const selects = page.locator("form select, .card select");
    await selects.nth(1).selectOption("order_paid");
    await page.locator("select").filter({ has: page.locator('option[value="at"]') }).nth(1).selectOption("at").catch(() => undefined);
    await page.waitForTimeout(300);
    await page.locator("button.primary").last().click();
    await page.waitForTimeout(1500);
    await page.locator("button.primary").last().click();
    await page.waitForTimeout(2500);
    await page.locator("details summary").last().click().catch(() => undefined);
    await page.screenshot({ path: `/tmp/wt/shot-imported-${locale}.png`, fullPage: true });
  }
  await (await session.page({ locale: "ja-JP" })).close();
});
