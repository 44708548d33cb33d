import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Bringing,
  ColumnChoice,
  FileChoice,
  FileProposal,
  Job,
  Trial,
} from "../../../editor/studio/api/bringing.ts";
import { revisionOf } from "../../../editor/studio/data/revisions.ts";
import { Accounts } from "../../../store/access/accounts.ts";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";

type Studio = Awaited<ReturnType<typeof studioOver>>;

/** Uploads files, and what they likely are. */
async function brought(studio: Studio, files: Readonly<Record<string, string | Buffer>>): Promise<FileProposal[]> {
  const uploads: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const { body } = await studio.app.inject({
      method: "POST",
      url: `/api/uploads?name=${encodeURIComponent(name)}`,
      headers: { host: "localhost", "content-type": "application/octet-stream" },
      payload: typeof content === "string" ? Buffer.from(content) : content,
    });
    uploads.push(JSON.parse(body).upload.id);
  }
  const { json } = await studio.post("uploads/propose", { uploads, drafts: {} });
  expect(json).toMatchObject({ ok: true });
  return json?.["files"] as FileProposal[];
}

const bringing = (files: readonly FileChoice[], more: Partial<Bringing> = {}): Bringing => ({
  files: [...files],
  remove: [],
  fresh: false,
  keepRest: false,
  drafts: {},
  ...more,
});
const choices = (proposals: readonly FileProposal[]): FileChoice[] => proposals.map(({ choice }) => choice);

/** A file's choice with another word on some of its columns. */
const saying = (choice: FileChoice, columns: Readonly<Record<string, Partial<ColumnChoice>>>): FileChoice => ({
  ...choice,
  columns: choice.columns.map((column) => ({ ...column, ...columns[column.column] })),
});

async function tried(studio: Studio, what: Bringing): Promise<Trial> {
  const { json } = await studio.post("uploads/try", what);
  expect(json).toMatchObject({ ok: true });
  return json?.["trial"] as Trial;
}

const problemOf = async (studio: Studio, path: string, what: unknown): Promise<unknown> => {
  const { json } = await studio.post(path, what);
  return (json?.["problem"] as { readonly message?: unknown } | undefined)?.message;
};

/** Saves what was tried, rules first, and waits for the import. */
async function saved(studio: Studio, what: Bringing, trial: Trial): Promise<Job> {
  const disk = (await studio.get("workspace")).json?.["files"] as { path: string; revision: string }[];
  const files = Object.entries(trial.written.drafts).map(([path, text]) => ({
    path,
    text,
    revision: disk.find((file) => file.path === path)?.revision ?? null,
  }));
  expect((await studio.post("save", { files })).json).toMatchObject({ saved: true });
  return await ended(
    studio,
    await studio.post("uploads/import", { bringing: what, config: trial.written.config.after }),
  );
}

/** A job when it has ended. */
async function ended(studio: Studio, begun: { readonly json: unknown }): Promise<Job> {
  let job = begun.json as Job;
  while (job.state === "working") {
    await new Promise((resume) => {
      setTimeout(resume, 20);
    });
    job = (await studio.get(`jobs/${job.id}`)).json as Job;
  }
  return job;
}

const empty = { "tagma.json": '{\n  "language": 1,\n  "timeZone": "Europe/Madrid",\n  "currency": "EUR"\n}\n' };
const latin = (text: string): Buffer => Buffer.from(text, "latin1");
/** Three exports of a shop, as its system writes them. */
const exports = {
  "pedidos.csv": latin(
    "pedido;cliente;fecha;total;canal;correo;tel\xe9fono\n1;ann;31/12/2025 14:05;25,50;web;ann@correo.example;+34 600 100 100\n2;bob;02/01/2026 09:00;8,00;tienda;bob@correo.example;+34 600 100 101\n3;ann;05/01/2026 10:00;12,00;web;ann@correo.example;+34 600 100 100\n4;cem;06/01/2026 10:00;1,00;tienda;cem@correo.example;+34 600 100 102\n",
  ),
  "lineas.csv": latin(
    "pedido;sku;cantidad;importe\n1;P1;2;20,00\n1;P2;1;5,50\n2;P1;1;8,00\n3;P2;3;12,00\n4;P2;1;1,00\n",
  ),
  "productos.csv": latin("sku;nombre;marca\nP1;Caf\xe9;Acme\nP2;T\xe9;R\xedo\nP3;Pan;Acme\n"),
};

describe("bringing the exports of a shop", () => {
  let [folder, studio, proposals]: [string, Studio | undefined, FileProposal[]] = ["", undefined, []];
  const open = (): Studio => {
    if (studio === undefined) throw new Error("there is no studio");
    return studio;
  };
  beforeAll(async () => {
    folder = await makeWorkspace(empty);
    studio = await studioOver(folder);
    proposals = await brought(open(), exports);
  });
  afterAll(async () => {
    await studio?.app.close();
  });

  it("says what each file and column likely is, and by which row", () => {
    expect(choices(proposals)).toMatchObject([
      {
        ...{ how: "new", source: "pedidos", kind: "event", record: "pedidos", join: null },
        columns: [
          { column: "pedido", meaning: "id" },
          { column: "cliente", meaning: "customer" },
          { column: "fecha", meaning: "time", format: "dd/MM/yyyy HH:mm" },
          { column: "total", meaning: "field", kind: "money", decimal: "," },
          { column: "canal", meaning: "field", kind: "one of", personal: false },
          { column: "correo", personal: true },
          { column: "teléfono", personal: true },
        ],
      },
      {
        ...{ source: "lineas", kind: "part", record: "lineas", join: { source: "pedidos", key: "pedido" } },
        columns: [
          { column: "pedido", meaning: "line" },
          { column: "sku", kind: "row", table: "productos" },
          { column: "cantidad", kind: "integer" },
          { column: "importe", kind: "money", decimal: "," },
        ],
      },
      {
        ...{ source: "productos", kind: "table", record: "productos" },
        columns: [
          { column: "sku", meaning: "key" },
          { column: "nombre", kind: "text", personal: false },
          { column: "marca", meaning: "field" },
        ],
      },
    ]);
    expect(proposals[0]?.notes).toEqual(["pedidos.csv is read as windows-1252: line 1 is not UTF-8"]);
    expect(proposals[0]?.columns[2]?.why).toEqual(['in "fecha" the day stands before the month, by line 2']);
    expect(proposals[1]?.columns[0]?.why).toEqual(['its rows are parts of what pedidos.csv has, named in "pedido"']);
  });

  it("shows the first rows as they are read, personal cells masked", async () => {
    const { json } = await open().post("uploads/look", bringing(choices(proposals)));
    expect(json).toMatchObject({
      ok: true,
      files: [
        { rows: 4, partly: false, rejected: 0, columns: [], problem: null },
        { rows: 5, rejected: 0, problem: null },
        { rows: 3, rejected: 0, problem: null },
      ],
    });
    const [first] = (json?.["files"] ?? []) as { sample: { text: string; ok: boolean }[][] }[];
    expect(first?.sample[0]?.map(({ text }) => text)).toEqual([
      ...["1", "ann", "31/12/2025 14:05", "25.5", "web", "•••", "•••"],
    ]);
  });

  it("counts at once which rows another choice would reject, with three examples of each mistake", async () => {
    const [orders, lines, products] = choices(proposals);
    if (orders === undefined || lines === undefined || products === undefined) throw new Error("three files");
    const wrong = saying(orders, { total: { decimal: "." }, fecha: { format: "MM/dd/yyyy HH:mm" } });
    const { json } = await open().post("uploads/look", bringing([wrong, lines, products]));
    expect(json).toMatchObject({
      files: [
        {
          rejected: 4,
          columns: [
            {
              column: "fecha",
              bad: [
                {
                  count: 1,
                  reason: expect.stringContaining("MM/dd/yyyy HH:mm"),
                  examples: [{ line: 2, cell: "31/12/2025 14:05" }],
                },
              ],
            },
            {
              column: "total",
              bad: [
                {
                  count: 3,
                  examples: [
                    { line: 3, cell: "8,00" },
                    { line: 4, cell: "12,00" },
                    { line: 5, cell: "1,00" },
                  ],
                },
              ],
            },
          ],
        },
        {},
        {},
      ],
    });
    const trial = await tried(open(), bringing([saying(orders, { total: { decimal: "." } }), lines, products]));
    // What is the same wrong with several rows is one line.
    expect(trial.reports[0]).toMatchObject({
      ...{ source: "pedidos", rows: 4, added: 0, rejected: 4, beyondPercent: 5 },
      kinds: [{ column: "total", count: 4, examples: [{ line: 2 }, { line: 3 }, { line: 4 }] }],
    });
  });

  it("says in the reader's language what is still to be said", async () => {
    const [orders, lines, products] = choices(proposals);
    if (orders === undefined || lines === undefined || products === undefined) throw new Error("three files");
    const asked = async (what: FileChoice[], language: string): Promise<unknown> => {
      const { body } = await open().app.inject({
        method: "POST",
        url: "/api/uploads/look",
        headers: { host: "localhost", "content-type": "application/json", "accept-language": language },
        payload: JSON.stringify(bringing(what)),
      });
      return JSON.parse(body).files.map(({ problem }: { problem: unknown }) => problem);
    };
    const nobody = saying(orders, { cliente: { meaning: "out" } });
    expect(await asked([nobody, lines, products], "en")).toEqual([
      "pedidos.csv: say which column holds the customer",
      null,
      null,
    ]);
    expect(await asked([saying(orders, { fecha: { meaning: "out" } })], "es")).toEqual([
      "pedidos.csv: diga qué columna contiene la hora",
    ]);
    expect(await asked([orders, lines, saying(products, { sku: { meaning: "field" } })], "ja")).toEqual([
      null,
      null,
      "productos.csv：どの列が表のキーかを指定してください",
    ]);
    expect(await asked([saying(orders, { canal: { meaning: "customer" } })], "zh")).toEqual([
      "pedidos.csv：“cliente”和“canal”不能同时作此用途；请给其中一列另选含义",
    ]);
    expect(await asked([saying(orders, { canal: { field: "total" } })], "en")).toEqual([
      'pedidos.csv: "total" and "canal" would both fill the field "total"; give one of them another name',
    ]);
  });

  it("writes nothing until it is saved, shows all that it writes, and then writes that", async () => {
    const what = bringing(choices(proposals));
    const trial = await tried(open(), what);
    expect(readdirSync(folder).sort()).toEqual([".tagma", "tagma.json"]);
    expect(readFileSync(join(folder, "tagma.json"), "utf8")).toBe(empty["tagma.json"]);
    expect(trial.people).toEqual({ customers: 3, fresh: 3, known: 0, nameless: 0 });
    expect(trial.reports).toMatchObject([
      { source: "pedidos", added: 4, rejected: 0 },
      { source: "lineas", added: 5, rejected: 0 },
      { source: "productos", added: 3, rejected: 0 },
    ]);
    const declared = trial.written.drafts["data.tagma"];
    expect(declared).toContain("event lineas part of pedidos {");
    expect(declared).toContain("  sku: productos");
    expect(declared).toContain("table productos by sku {");
    expect(declared).toMatch(/correo: text( required)? personal/);
    expect(trial.written.files).toEqual([
      { kind: "new", path: "data/pedidos.csv", from: "pedidos.csv" },
      { kind: "new", path: "data/lineas.csv", from: "lineas.csv" },
      { kind: "new", path: "data/productos.csv", from: "productos.csv" },
    ]);
    const job = await saved(open(), what, trial);
    expect(job).toMatchObject({ state: "done", reports: [{ added: 4 }, { added: 5 }, { added: 3 }] });
    expect(readFileSync(join(folder, "tagma.json"), "utf8")).toBe(trial.written.config.after);
    expect(readFileSync(join(folder, "data", "lineas.csv"))).toEqual(exports["lineas.csv"]);
    expect(readdirSync(join(folder, ".tagma", "uploads"))).toEqual([]);
    expect((await open().get("workspace")).json).toMatchObject({ customers: 3, events: 4, outdated: false });
  });

  it("answers the question that the files were brought for", async () => {
    const rules =
      'statistical tag spent = sum of lineas.importe where sku.marca is "Acme" in last 90 days\nsegment fans when spent > 10\n';
    const { json } = await open().post("audience", {
      drafts: { "fans.tagma": rules },
      name: "fans",
      asOf: "2026-01-31",
    });
    // Ann bought Acme for 20.00, Bob for 8.00.
    expect(json).toMatchObject({
      ok: true,
      audience: { customers: 3, values: [{ value: "yes", customers: 1 }, {}], sample: [{ id: "ann" }] },
    });
  });
});

describe("dates that could be either", () => {
  it("are asked about, and read as is said", async () => {
    const studio = await studioOver(await makeWorkspace(empty));
    const [visits] = await brought(studio, {
      "visits.csv": "who;at;page\nann;03/04/2026 10:00;/home\nbob;05/04/2026 11:00;/home\nann;06/04/2026 11:00;/sale\n",
    });
    if (visits === undefined) throw new Error("a file");
    expect(visits.columns[1]).toMatchObject({ open: true, formats: ["dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm"] });
    expect(visits.choice.columns[1]).toMatchObject({ meaning: "time", format: null });
    expect(await problemOf(studio, "uploads/try", bringing([visits.choice]))).toBe(
      'visits.csv: in "at" each day could be the month; say what stands first',
    );
    const said = saying(visits.choice, { at: { format: "MM/dd/yyyy HH:mm" } });
    const look = await studio.post("uploads/look", bringing([said]));
    expect(look.json).toMatchObject({ files: [{ rejected: 0, problem: null }] });
    const trial = await tried(studio, bringing([said]));
    expect(trial.written.config.after).toContain('"format": "MM/dd/yyyy HH:mm"');
    await studio.app.close();
  });
});

describe("an amount of each row", () => {
  const lines = (extra = ""): string =>
    `order_no,customer,time,precio,cantidad${extra}\n1,ann,2026-02-01T10:00:00Z,2.50,4${extra && ",10.00"}\n2,ann,2026-02-02T10:00:00Z,1.00,1${extra && ",1.00"}\n3,bob,2026-02-02T10:00:00Z,1.00,1${extra && ",1.00"}\n`;

  it("is offered as a price times how many, where there is none", async () => {
    const studio = await studioOver(await makeWorkspace(empty));
    const [sales, totals] = await brought(studio, { "sales.csv": lines(), "totals.csv": lines(",total") });
    if (sales === undefined || totals === undefined) throw new Error("two files");
    expect(sales.choice.worked).toEqual({ field: "importe", price: "precio", quantity: "cantidad" });
    expect(totals.choice.worked).toBeNull();
    const { written } = await tried(studio, bringing([sales.choice]));
    expect(written.drafts["data.tagma"]).toContain("  importe: money = precio * cantidad\n");
    const without = await tried(studio, bringing([{ ...sales.choice, worked: null }]));
    expect(without.written.drafts["data.tagma"]).not.toContain("importe");
    for (const worked of [
      { field: "importe", price: "salary", quantity: "cantidad" },
      { field: "cantidad", price: "precio", quantity: "cantidad" },
    ])
      expect(await problemOf(studio, "uploads/try", bringing([{ ...sales.choice, worked }]))).toContain(
        "can be worked out only of fields that",
      );
    await studio.app.close();
  });
});

describe("columns that hold people's data", () => {
  it("are proposed as personal in every language, and flags about mail are not", async () => {
    const studio = await studioOver(await makeWorkspace(empty));
    const headings = [
      "id",
      "姓名",
      "telefon",
      "correo",
      "電話",
      "Adresse",
      "card",
      "email_opt_in",
      "mail_count",
      "city",
    ];
    const row = (id: number): string =>
      `c${id},王小明${id},030 1234567${id},k${id}@x.example,02-2345-678${id},Weg ${id},4111 1111 1111 1111,yes,${id},${id % 2 === 0 ? "Leeds" : "York"}`;
    const [people] = await brought(studio, {
      "people.csv": `${headings.join(",")}\n${Array.from({ length: 8 }, (_, index) => row(index)).join("\n")}\n`,
    });
    const personal = people?.choice.columns.filter((column) => column.personal).map(({ column }) => column);
    expect(personal).toEqual(["姓名", "telefon", "correo", "電話", "Adresse", "card"]);
    await studio.app.close();
  });
});

describe("sources that there are", () => {
  const orders =
    "who,order,at,amount,category\nann,5,2026-02-25T10:00:00Z,7.00,fresh\neve,6,2026-02-26T10:00:00Z,9.00,beauty\n";

  it("take another file, of which is known whose rows it brings", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder);
    const [more] = await brought(studio, { "february.csv": orders });
    if (more === undefined) throw new Error("a file");
    expect(more).toMatchObject({ fits: ["orders"], choice: { how: "add", source: "orders" } });
    const what = bringing([more.choice]);
    const trial = await tried(studio, what);
    expect(trial).toMatchObject({
      people: { customers: 2, fresh: 1, known: 1, nameless: 1 },
      written: {
        drafts: {},
        files: [
          { kind: "moved", path: "data/orders/orders.csv", from: "data/orders.csv" },
          { kind: "new", path: "data/orders/february.csv", from: "february.csv" },
        ],
      },
    });
    expect(await saved(studio, what, trial)).toMatchObject({
      state: "done",
      reports: [{ source: "orders", added: 2 }],
    });
    expect(readdirSync(join(folder, "data", "orders")).sort()).toEqual(["february.csv", "orders.csv"]);
    expect((await studio.get("workspace")).json).toMatchObject({
      customers: 5,
      events: 6,
      sources: [{ name: "people" }, { name: "orders", file: "data/orders" }],
    });
    // And a third one into the folder that there is now.
    const [third] = await brought(studio, { "orders.csv": orders.replace("ann,5", "ann,7") });
    if (third === undefined) throw new Error("a file");
    expect(third.choice).toMatchObject({ how: "add", source: "orders" });
    const again = bringing([third.choice]);
    expect((await tried(studio, again)).written.files).toEqual([
      { kind: "new", path: "data/orders/orders_2.csv", from: "orders.csv" },
    ]);
    expect(await problemOf(studio, "uploads/try", bringing([{ ...third.choice, how: "replace" }]))).toBe(
      'the files of "orders" stand in a folder; add a file to them instead',
    );
    await studio.app.close();
  });

  it("have their file replaced, and forget what it said only when asked to", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder);
    const [other] = await brought(studio, { "orders.csv": orders.replaceAll(",", ";") });
    if (other === undefined) throw new Error("a file");
    const what = bringing([{ ...other.choice, how: "replace", source: "orders" }], { fresh: true });
    const trial = await tried(studio, what);
    expect(trial.written.files).toEqual([
      { kind: "gone", path: "data/orders.csv", from: "data/orders.csv" },
      { kind: "new", path: "data/orders.csv", from: "orders.csv" },
    ]);
    expect(trial.written.config.after).toMatch(/"delimiter": ?";"/);
    expect(await saved(studio, what, trial)).toMatchObject({ state: "done" });
    expect((await studio.get("workspace")).json).toMatchObject({ customers: 5, events: 2 });
    expect(readdirSync(join(folder, "data")).sort()).toEqual(["orders.csv", "people.csv"]);
    await studio.app.close();
  });

  it("go, and their rows with them only when asked to", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder);
    const what = bringing([], { remove: ["orders"] });
    const trial = await tried(studio, what);
    expect(await saved(studio, what, trial)).toMatchObject({ state: "done", reports: [] });
    expect((await studio.get("workspace")).json).toMatchObject({ events: 4, sources: [{ name: "people" }] });
    expect(existsSync(join(folder, "data", "orders.csv"))).toBe(true);
    const fresh = bringing([], { fresh: true });
    expect(await saved(studio, fresh, await tried(studio, fresh))).toMatchObject({ state: "done" });
    expect((await studio.get("workspace")).json).toMatchObject({ customers: 4, events: 0 });
    await studio.app.close();
  });

  it("of events that the rules have are filled, and what has no field is left out until it is wanted", async () => {
    const studio = await studioOver(await makeWorkspace());
    const [file] = await brought(studio, {
      "web orders.csv":
        "customer,order_no,time,amount,category,device\nann,9,2026-02-25T10:00:00Z,7.00,fresh,phone\nann,10,2026-02-26T10:00:00Z,7.00,fresh,phone\nbob,11,2026-02-26T10:00:00Z,7.00,fresh,phone\n",
    });
    if (file === undefined) throw new Error("a file");
    expect(file.choice).toMatchObject({ kind: "event", record: "order_paid", source: "web orders" });
    expect(file.choice.columns.map(({ column, meaning }) => `${column} ${meaning}`)).toEqual([
      ...["customer customer", "order_no id", "time time", "amount field", "category field", "device out"],
    ]);
    const wanted = saying(file.choice, { device: { meaning: "field", kind: "text", required: false } });
    const { written } = await tried(studio, bringing([wanted]));
    expect(written.drafts["schema.tagma"]).toBe(
      (shop["schema.tagma"] ?? "").replace("beauty) }", "beauty)\n  device: text\n}"),
    );
    expect(
      await problemOf(studio, "uploads/try", bringing([saying(file.choice, { amount: { meaning: "out" } })])),
    ).toBe('web orders.csv: "amount" is called like the field "amount", which it fills; it cannot be left out');
    await studio.app.close();
  });
});

describe("an import that fails", () => {
  const visits = "who,at,page\nann,2026-02-01T00:00:00Z,/home\nbob,not a time,/home\nann,2026-02-02T00:00:00Z,/sale\n";

  it("for too many rows that can't be used leaves everything as it was, until the rest is to be kept", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder);
    const [file] = await brought(studio, { "visits.csv": visits });
    if (file === undefined) throw new Error("a file");
    const said: FileChoice = {
      ...saying(file.choice, {
        who: { meaning: "customer" },
        at: { meaning: "time" },
        page: { meaning: "field", kind: "text" },
      }),
      kind: "event",
      record: "visit",
      types: [],
    };
    const what = bringing([said]);
    const trial = await tried(studio, what);
    expect(trial.reports).toMatchObject([{ rows: 3, added: 2, rejected: 1, beyondPercent: 5 }]);
    const before = readFileSync(join(folder, "tagma.json"), "utf8");
    expect(await saved(studio, what, trial)).toMatchObject({
      state: "failed",
      problem: {
        message: expect.stringContaining("1 of 3 rows can't be used, more than 5 %, so nothing was changed."),
      },
    });
    expect(readFileSync(join(folder, "tagma.json"), "utf8")).toBe(before);
    expect(readdirSync(join(folder, "data")).sort()).toEqual(["orders.csv", "people.csv"]);
    expect((await studio.get("workspace")).json).toMatchObject({ events: 4, sources: [{}, {}] });
    const rest = bringing([said], { keepRest: true });
    const job = await ended(
      studio,
      await studio.post("uploads/import", { bringing: rest, config: trial.written.config.after }),
    );
    expect(job).toMatchObject({ state: "done", reports: [{ added: 2, rejected: 1 }] });
    expect((await studio.get("workspace")).json).toMatchObject({ customers: 4, events: 6 });
    await studio.app.close();
  });

  it("because tagma.json has been changed since it was shown writes nothing", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder);
    const [file] = await brought(studio, { "people.csv": "id,name\nzoe,Zoe\n" });
    if (file === undefined) throw new Error("a file");
    const what = bringing([file.choice]);
    const trial = await tried(studio, what);
    const config = readFileSync(join(folder, "tagma.json"), "utf8").replace("EUR", "USD");
    writeFileSync(join(folder, "tagma.json"), config);
    const job = await ended(
      studio,
      await studio.post("uploads/import", { bringing: what, config: trial.written.config.after }),
    );
    expect(job).toMatchObject({
      state: "failed",
      problem: { code: "stale", message: expect.stringContaining("tagma.json has been changed since") },
    });
    expect(readFileSync(join(folder, "tagma.json"), "utf8")).toBe(config);
    await studio.app.close();
  });
});

describe("what is refused", () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await studioOver(await makeWorkspace());
  });
  afterAll(async () => {
    await studio.app.close();
  });
  const someone = async (): Promise<FileChoice> => {
    const [file] = await brought(studio, { "visitors.csv": "id,name\nzoe,Zoe\nann,Ann\n" });
    if (file === undefined) throw new Error("a file");
    return { ...file.choice, how: "new" };
  };

  it("is a file of another kind, an id that is none, and a name that is a path", async () => {
    const upload = await studio.app.inject({
      method: "POST",
      url: "/api/uploads?name=..%2F..%2Fevil.exe",
      headers: { host: "localhost", "content-type": "application/octet-stream" },
      payload: Buffer.from("x"),
    });
    expect(JSON.parse(upload.body)).toMatchObject({ ok: false, problem: { code: "bad-file" } });
    const choice = await someone();
    for (const path of ["uploads/look", "uploads/try"]) {
      expect((await studio.post(path, bringing([{ ...choice, upload: "../../x" }]))).status).toBe(400);
      expect((await studio.post(path, bringing([{ ...choice, upload: "0".repeat(32) }]))).json).toMatchObject({
        ok: false,
        problem: { code: "bad-file" },
      });
    }
    for (const source of ["../../tagma", "a/b", "C:\\x", "a.b", ".tagma"])
      expect(await problemOf(studio, "uploads/try", bringing([{ ...choice, source }]))).toBe(
        `a source cannot be called "${source}"; use letters, digits, blanks, - and _`,
      );
    expect((await studio.post("uploads/try", bringing([{ ...choice, record: "a`b" }]))).status).toBe(400);
    expect((await studio.post("uploads/try", bringing([{ ...choice, record: "a\nb" }]))).status).toBe(400);
  });

  it("is a name that is taken, by a source that there is or another that comes", async () => {
    const [one, other] = [await someone(), await someone()];
    expect(await problemOf(studio, "uploads/try", bringing([{ ...one, source: "people" }]))).toBe(
      'there is a source called "people" already; choose another name',
    );
    expect(await problemOf(studio, "uploads/try", bringing([one, other]))).toBe(
      'there is a source called "visitors" already; choose another name',
    );
    expect(
      await problemOf(
        studio,
        "uploads/try",
        bringing([{ ...one, how: "add", source: "people" }], { remove: ["people"] }),
      ),
    ).toBe('visitors.csv: there is no source called "people" that it could belong to');
  });

  it("is more than a request may hold", async () => {
    const choice = await someone();
    const [column] = choice.columns;
    if (column === undefined) throw new Error("a column");
    expect((await studio.post("uploads/try", bringing(Array.from({ length: 51 }, () => choice)))).status).toBe(400);
    const columns = Array.from({ length: 1001 }, () => column);
    expect((await studio.post("uploads/try", bringing([{ ...choice, columns }]))).status).toBe(400);
    expect((await studio.post("uploads/propose", { uploads: [], drafts: {} })).status).toBe(400);
  });

  it("is a column that the file has not, and a way of writing dates that is none", async () => {
    const choice = await someone();
    const [first, second] = choice.columns;
    if (first === undefined || second === undefined) throw new Error("two columns");
    expect(
      await problemOf(
        studio,
        "uploads/try",
        bringing([{ ...choice, columns: [first, { ...second, column: "salary" }] }]),
      ),
    ).toBe('visitors.csv has no column "salary"');
    const dated = { ...second, field: "since", kind: "date" as const, format: "((((" };
    expect(await problemOf(studio, "uploads/try", bringing([{ ...choice, columns: [first, dated] }]))).toContain(
      "((((",
    );
  });

  it("is what somebody else has brought, where people have names", async () => {
    const folder = await makeWorkspace();
    const accounts = new Accounts(folder);
    const tokens = { ann: accounts.add("ann", "write", new Date()), bob: accounts.add("bob", "write", new Date()) };
    const other = await studioOver(folder);
    const ask = async (token: string, method: "POST" | "DELETE", url: string, payload?: object | Buffer) =>
      JSON.parse(
        (
          await other.app.inject({
            method,
            url,
            headers: {
              host: "localhost",
              authorization: `Bearer ${token}`,
              ...(payload === undefined
                ? {}
                : { "content-type": payload instanceof Buffer ? "application/octet-stream" : "application/json" }),
            },
            ...(payload === undefined ? {} : { payload }),
          })
        ).body,
      );
    const { upload } = await ask(tokens.ann, "POST", "/api/uploads?name=a.csv", Buffer.from("id,name\nzoe,Zoe\n"));
    const gone = { ok: false, problem: { code: "bad-file" } };
    const request = { uploads: [upload.id], drafts: {} };
    expect(await ask(tokens.bob, "POST", "/api/uploads/propose", request)).toMatchObject(gone);
    expect(await ask(tokens.bob, "DELETE", `/api/uploads/${upload.id}`)).toMatchObject(gone);
    const { files } = await ask(tokens.ann, "POST", "/api/uploads/propose", request);
    expect(files).toHaveLength(1);
    for (const path of ["look", "try"])
      expect(await ask(tokens.bob, "POST", `/api/uploads/${path}`, bringing(choices(files)))).toMatchObject(gone);
    expect(
      await ask(tokens.bob, "POST", "/api/uploads/import", { bringing: bringing(choices(files)), config: "" }),
    ).toMatchObject(gone);
    // Whoever brought it may let it go: then nothing of it is left.
    expect(await ask(tokens.ann, "DELETE", `/api/uploads/${upload.id}`)).toEqual({ ok: true });
    expect(readdirSync(join(folder, ".tagma", "uploads"))).toEqual([]);
    await other.app.close();
  });
});

describe("a changed schema", () => {
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
