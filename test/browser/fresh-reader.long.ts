import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyFiles } from "../../cli/starter.ts";
import { studioCatalogue } from "../../grammar/texts/studio/index.ts";
import { accessibilityTrouble, openSession } from "./studio.ts";

const words = studioCatalogue.en;
const latin = (text: string): Buffer => Buffer.from(text, "latin1");

/** Three exports of a shop: who bought how much of which brand is worked out below, by hand. */
const exports = [
  {
    name: "pedidos.csv",
    buffer: latin(
      "pedido;cliente;fecha;canal\n1;K1;31/12/2025 14:05;web\n2;K2;02/11/2025 09:00;tienda\n3;K1;05/10/2025 10:00;web\n4;K3;06/12/2025 10:00;tienda\n5;K4;30/09/2025 23:00;web\n",
    ),
  },
  {
    name: "lineas.csv",
    buffer: latin(
      "pedido;sku;cantidad;precio\n1;P1;2;30,50\n1;P2;1;500,00\n2;P1;3;30,50\n3;P3;1;45,00\n4;P2;9;99,00\n5;P1;9;99,00\n",
    ),
  },
  { name: "productos.csv", buffer: latin("sku;nombre;marca\nP1;Caf\xe9;Acme\nP2;T\xe9;R\xedo\nP3;Pan;Acme\n") },
];

it("a stranger brings three exports of a shop and has the customers who bought a brand for more than 100 last quarter", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "tagma-fresh-")), "shop");
  mkdirSync(folder);
  for (const [path, text] of emptyFiles("Europe/Madrid", "EUR")) writeFileSync(join(folder, path), text);
  const config = readFileSync(join(folder, "tagma.json"), "utf8");
  writeFileSync(join(folder, "tagma.json"), config.replace("{", '{\n  "asOf": "2026-02-01",'));
  const session = await openSession(folder);
  const page = await session.page();
  await page.goto(`${session.url}data`);
  await page.getByRole("button", { name: words["data.import"] }).first().click();
  await page
    .locator("input[type=file][multiple]")
    .setInputFiles(exports.map(({ name, buffer }) => ({ name, buffer, mimeType: "text/csv" })));
  await page.getByRole("button", { name: words["import.check"] }).click();
  await page.getByRole("button", { name: words["bring.review"] }).click();
  await page.getByText("table productos by sku").waitFor();
  expect(await accessibilityTrouble(page)).toEqual([]);
  await page.getByRole("button", { name: words["bring.save"] }).click();
  await page.getByText(words["bring.saved"]).waitFor();

  // The rule, in forms alone.
  await page.goto(session.url);
  await page.getByRole("button", { name: words["catalogue.new"] }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words["newTag.called"]).waitFor();
  await page.keyboard.type("Acme fans");
  const choose = async (label: string, option: string): Promise<void> => {
    await dialog.getByLabel(label, { exact: true }).first().selectOption({ label: option });
  };
  await choose("About", "A figure of what the customer did");
  await choose("What is worked out", "sum of");
  await choose("What happened", "lineas");
  await choose("Field", "importe");
  await choose("Period", "last quarter");
  await choose("Test", "is more than");
  await dialog.getByRole("button", { name: words["edit.addFilter"] }).click();
  const filter = dialog.locator(".filter");
  await filter.getByLabel(words["edit.about"]).selectOption({ label: "sku: marca" });
  // So few brands are texts: there could be others.
  await filter.getByLabel(words["edit.value"], { exact: true }).fill("Acme");
  await filter.getByRole("button", { name: words["edit.add"], exact: true }).click();
  await dialog.getByLabel(words["edit.value"], { exact: true }).last().fill("100");
  await dialog.getByRole("button", { name: words["new.create"] }).click();
  // In the fourth quarter of 2025 K1 bought Acme for 2 × 30.50 + 45.00, K2 for 91.50, K3 other things; K4 bought in the third.
  await expect.poll(() => page.getByTestId("audience-count").innerText()).toBe("1");
  await page.getByRole("region", { name: words["audience.title"] }).locator(".chip", { hasText: "K1" }).waitFor();
  await page.getByRole("tab", { name: "Sentence" }).click();
  await page.getByText("marca", { exact: true }).first().waitFor();
  expect(session.trouble).toEqual([]);
  await session.close();
});
