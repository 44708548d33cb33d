import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revisionOf } from "../../../editor/studio/data/revisions.ts";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";

let studio: Awaited<ReturnType<typeof studioOver>>;

beforeAll(async () => {
  studio = await studioOver(await makeWorkspace());
});
afterAll(async () => {
  await studio.app.close();
});

/** A job when it has ended. */
async function ended(
  asked: Awaited<ReturnType<typeof studioOver>>,
  begun: Readonly<Record<string, unknown>> | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let job = begun;
  while (job?.["state"] === "working") {
    await new Promise((resume) => {
      setTimeout(resume, 50);
    });
    job = (await asked.get(`jobs/${String(job["id"])}`)).json;
  }
  return job;
}

describe("bringing data", () => {
  const mapping = {
    source: "visits",
    kind: "event",
    customer: "who",
    time: "at",
    id: null,
    event: "visit",
    fields: { page: "page" },
    drafts: {},
  };

  it("looks at a file, tries it, and imports it with its source", async () => {
    const own = await makeWorkspace();
    const other = await studioOver(own);
    const bytes = Buffer.from(
      "who,at,page\nann,2026-02-01T00:00:00Z,/home\nbob,not a time,/home\nann,2026-02-02T00:00:00Z,/sale\n",
    );
    const upload = await other.app.inject({
      method: "POST",
      url: "/api/uploads?name=visits.csv",
      headers: { host: "localhost", "content-type": "application/octet-stream" },
      payload: bytes,
    });
    const { preview } = JSON.parse(upload.body);
    expect(preview).toMatchObject({
      file: "visits.csv",
      rows: 3,
      columns: [{ name: "who" }, { name: "at" }, { name: "page" }],
      sample: [
        ["ann", "2026-02-01T00:00:00Z", "/home"],
        ["bob", "not a time", "/home"],
        ["ann", "2026-02-02T00:00:00Z", "/sale"],
      ],
    });
    const declared = "event visit { page: text }\n";
    const tried = await other.post("uploads/try", {
      ...mapping,
      upload: preview.upload,
      drafts: { "visits.tagma": declared },
    });
    expect(tried.json?.["report"]).toMatchObject({
      rows: 3,
      added: 2,
      rejected: 1,
      rejects: [{ line: 3, column: "at" }],
      beyondPercent: 5,
    });
    await other.post("save", { files: [{ path: "visits.tagma", text: declared, revision: null }] });
    // One of three rows: nothing comes in until it is said that the rest is to be kept.
    const refused = await ended(
      other,
      (await other.post("uploads/import", { ...mapping, upload: preview.upload })).json,
    );
    expect(refused).toMatchObject({
      state: "failed",
      problem: {
        message: expect.stringContaining(
          "1 of 3 rows can't be used, more than 5 %, so nothing was changed. 1 of them: line 3, at: is not a time",
        ),
      },
    });
    expect((await other.get("workspace")).json).toMatchObject({ events: 4, sources: [{}, {}] });
    const started = await other.post("uploads/import", { ...mapping, keepRest: true, upload: preview.upload });
    const job = await ended(other, started.json);
    expect(job).toMatchObject({
      state: "done",
      report: {
        added: 2,
        rejected: 1,
        told: [],
      },
    });
    expect((await other.get("workspace")).json).toMatchObject({
      customers: 4,
      events: 6,
      sources: [{ name: "people" }, { name: "orders" }, { name: "visits", fills: ["visit"] }],
    });
    await other.app.close();
  });

  it("reads a file as it is written: its encoding, delimiter, decimal sign and dates", async () => {
    const other = await studioOver(await makeWorkspace());
    const csv = (last: string): Buffer =>
      Buffer.from(
        `Ventas\n\nCliente;Fecha;Importe;Ciudad\nann;01/02/2026 10:30;1,50;M\xe1laga\nbob;${last};2,50;Le\xf3n\nann;05/01/2026 11:00;1;Lugo\n`,
        "latin1",
      );
    const brought = async (bytes: Buffer) =>
      JSON.parse(
        (
          await other.app.inject({
            method: "POST",
            url: "/api/uploads?name=ventas.csv",
            headers: { host: "localhost", "content-type": "application/octet-stream" },
            payload: bytes,
          })
        ).body,
      ).preview;
    const sale = {
      ...{ source: "ventas", kind: "event", customer: "Cliente", time: "Fecha", id: null, event: "venta" },
      fields: { Importe: "Importe", Ciudad: "Ciudad" },
      drafts: { "ventas.tagma": "event venta { Importe: money required  Ciudad: text }\n" },
    };
    const known = await brought(csv("31/12/2025 14:05"));
    expect(known).toMatchObject({
      columns: [{}, { type: "time", openType: null }, { type: "money at least 0" }, {}],
      notes: [
        expect.stringContaining("is read as windows-1252"),
        expect.stringContaining("lines before the heading"),
        expect.stringContaining('in "Fecha" the day stands before the month, by line 5'),
        expect.stringContaining('the numbers in "Importe" are read as written like'),
      ],
      guess: { kind: "event", customer: "Cliente", time: "Fecha" },
    });
    expect((await other.post("uploads/try", { ...sale, upload: known.upload })).json?.["report"]).toMatchObject({
      added: 3,
      rejected: 0,
    });
    // Where no row tells, it is asked.
    const open = await brought(csv("03/04/2026 14:05"));
    expect(open.columns[1]).toMatchObject({ type: "text", openType: "time" });
    expect((await other.post("uploads/try", { ...sale, upload: open.upload })).json).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining("each day could be the month") },
    });
    const said = await other.post("uploads/try", { ...sale, dates: "month-first", upload: open.upload });
    expect(said.json?.["report"]).toMatchObject({ added: 3, rejected: 0 });
    await other.app.close();
  });

  it("refuses a name that is taken, for one file twice in a row, too, and undoes what it wrote", async () => {
    const config = `{
  // Whose shop it is.
  "language": 1, "timeZone": "UTC", "currency": "EUR",
  "sources": [ { "name": "people", "file": "data/people.csv", "profile": true, "customer": "id" } ]
}
`;
    const own = await makeWorkspace({ ...shop, "tagma.json": config, "visit.tagma": "event visit { page: text }\n" });
    const other = await studioOver(own);
    const brought = async (): Promise<string> => {
      const { body } = await other.app.inject({
        method: "POST",
        url: "/api/uploads?name=visits.csv",
        headers: { host: "localhost", "content-type": "application/octet-stream" },
        payload: Buffer.from("who,at,page\nann,2026-02-01T00:00:00Z,/home\n"),
      });
      return JSON.parse(body).preview.upload;
    };
    const [first, second] = [await brought(), await brought()];
    const jobs = await Promise.all(
      [first, second].map(async (upload) =>
        ended(other, (await other.post("uploads/import", { ...mapping, upload })).json),
      ),
    );
    const taken = 'there is a source called "visits" already; choose another name';
    expect(jobs).toMatchObject([
      { state: "done", report: { added: 1 } },
      { state: "failed", problem: { message: taken } },
    ]);
    const after = readFileSync(join(own, "tagma.json"), "utf8");
    expect(after).toContain('// Whose shop it is.\n  "language": 1, "timeZone"');
    expect(jobs[0]?.["report"]).toMatchObject({ config: { before: config, after } });
    const third = await brought();
    expect((await other.post("uploads/try", { ...mapping, upload: third })).json).toMatchObject({
      ok: false,
      problem: { message: taken },
    });
    expect((await other.get("workspace")).json?.["sources"]).toMatchObject([{ name: "people" }, { name: "visits" }]);
    writeFileSync(join(own, "tagma.json"), `${after} `);
    expect((await other.post("config/undo", {})).json).toMatchObject({ ok: false, problem: { code: "stale" } });
    writeFileSync(join(own, "tagma.json"), after);
    expect((await other.post("config/undo", {})).json).toEqual({ ok: true });
    expect(readFileSync(join(own, "tagma.json"), "utf8")).toBe(config);
    await other.app.close();
  });

  it("sees that cells stand between semicolons", async () => {
    const upload = await studio.app.inject({
      method: "POST",
      url: "/api/uploads?name=puntos.csv",
      headers: { host: "localhost", "content-type": "application/octet-stream" },
      payload: Buffer.from("cliente;puntos;nota\nann;1;a,b\nbob;2;c\n"),
    });
    expect(JSON.parse(upload.body).preview).toMatchObject({
      rows: 2,
      columns: [{ name: "cliente" }, { name: "puntos", type: expect.stringContaining("integer") }, { name: "nota" }],
      sample: [
        ["ann", "1", "a,b"],
        ["bob", "2", "c"],
      ],
    });
  });

  it("refuses files of other kinds and ids that are none", async () => {
    const upload = await studio.app.inject({
      method: "POST",
      url: "/api/uploads?name=..%2F..%2Fevil.exe",
      headers: { host: "localhost", "content-type": "application/octet-stream" },
      payload: Buffer.from("x"),
    });
    expect(JSON.parse(upload.body)).toMatchObject({ ok: false, problem: { code: "bad-file" } });
    expect((await studio.post("uploads/try", { ...mapping, upload: "../../x" })).status).toBe(400);
    expect((await studio.post("uploads/try", { ...mapping, upload: "0".repeat(32) })).json).toMatchObject({
      ok: false,
      problem: { code: "bad-file" },
    });
  });

  it("brings the data to a changed schema where nothing is lost", async () => {
    const own = await makeWorkspace();
    const other = await studioOver(own);
    await other.post("save", {
      files: [
        {
          path: "schema.tagma",
          text: (shop["schema.tagma"] ?? "").replace("city: text", "city: text  age: integer"),
          revision: revisionOf(shop["schema.tagma"] ?? ""),
        },
      ],
    });
    expect((await other.get("workspace")).json).toMatchObject({ outdated: true });
    expect((await other.post("migrate", {})).json).toEqual({ ok: true });
    expect((await other.get("workspace")).json).toMatchObject({ outdated: false, customers: 4 });
    await other.app.close();
  });
});
