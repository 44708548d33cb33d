import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";

const config = (more: object): string => JSON.stringify({ ...JSON.parse(String(shop["tagma.json"])), ...more });

/** How many customers are in the segment. */
async function count(studio: Awaited<ReturnType<typeof studioOver>>, name: string, drafts = {}): Promise<unknown> {
  const { json } = await studio.post("audience", { drafts, name });
  const audience: unknown = json?.["audience"];
  const values: unknown = typeof audience === "object" && audience !== null && "values" in audience && audience.values;
  return Array.isArray(values) ? values.map(({ value, customers }) => [value, customers]) : json;
}

it("counts by the date that tagma.json says now, not by the one that it said", async () => {
  const folder = await makeWorkspace();
  const studio = await studioOver(folder);
  const before = await count(studio, "buyers");
  expect(before).toContainEqual(["yes", 2]);
  writeFileSync(join(folder, "tagma.json"), config({ asOf: "2025-06-02" }));
  expect(await count(studio, "buyers")).toContainEqual(["yes", 1]);
  writeFileSync(join(folder, "tagma.json"), config({ asOf: "2026-03-01" }));
  expect(await count(studio, "buyers")).toEqual(before);
  await studio.app.close();
});

it("counts by what a list holds now", async () => {
  const rules = `${shop["tags.tagma"]}list cities from "lists/cities.txt"\nsegment there when city is in cities\n`;
  const folder = await makeWorkspace({ ...shop, "tags.tagma": rules, "lists/cities.txt": "Lyon\n" });
  const studio = await studioOver(folder);
  expect(await count(studio, "there")).toContainEqual(["yes", 2]);
  writeFileSync(join(folder, "lists/cities.txt"), "Lyon\nParis\n");
  expect(await count(studio, "there")).toContainEqual(["yes", 3]);
  await studio.app.close();
});

it("says that the database is damaged, in the reader's language, and not that it failed itself", async () => {
  const folder = await makeWorkspace();
  const path = join(folder, ".tagma/workspace.db");
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096 * 8);
  writeFileSync(path, bytes);
  const studio = await studioOver(folder);
  const { statusCode, body } = await studio.app.inject({
    method: "POST",
    url: "/api/audience",
    headers: { host: "localhost", "accept-language": "es-MX" },
    payload: { drafts: {}, name: "buyers" },
  });
  expect({ statusCode, body }).toEqual({
    statusCode: expect.toBeOneOf([200, 409, 422]),
    body: expect.stringContaining("está dañado"),
  });
  expect(studio.errors).toEqual([]);
  await studio.app.close();
});
