import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";
import { listShapes } from "../support/list-shapes.ts";
import { acmeFans, orderExports, shapes } from "../support/public-shapes.ts";
import { imported, tagsOf } from "../support/store.ts";

interface Made {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}
interface Config {
  readonly sources: readonly object[];
}

describe("init --from", () => {
  it.for([...shapes, ...listShapes].map((shape) => [shape.name, shape] as const))(
    "reads %s, and what it writes is laid out, checks and imports every row",
    async ([, { files, sources, rules, notes }]) => {
      const folder = folderWith(files);
      const made = await tagmaJson<Made>(
        ...["init", join(folder, "w"), "--time-zone", "Europe/Madrid", "--from"],
        ...Object.keys(files).map((name) => join(folder, name)),
      );
      const workspace = join(folder, "w");
      const config: Config = JSON.parse(readFileSync(join(workspace, "tagma.json"), "utf8"));
      expect(config.sources).toMatchObject(sources);
      const written = readFileSync(join(workspace, "rules.tagma"), "utf8");
      for (const part of rules) expect(written).toContain(part);
      for (const note of notes) expect(made.notes.join("\n")).toContain(note);
      expect(await tagma("check", "-w", workspace)).toMatchObject({ code: 0 });
      expect(await tagmaOut("fmt", "--check", "-w", workspace)).toContain("All files are laid out");
      const reports = await imported(workspace);
      expect(reports.map(({ rejects }) => rejects)).toEqual(reports.map(() => []));
      expect(reports.every(({ added }) => added > 0)).toBe(true);
    },
  );

  it("makes of three exports of a shop what a rule on brands needs, without a file being edited by hand", async () => {
    const folder = folderWith(orderExports);
    const workspace = join(folder, "w");
    const files = Object.keys(orderExports).map((name) => join(folder, name));
    await tagmaOut("init", workspace, "--time-zone", "Europe/Madrid", "--currency", "EUR", "--from", ...files);
    await imported(workspace);
    writeFileSync(
      join(workspace, "own.tagma"),
      'statistical tag acme = sum of lineas.Precio where `Artículo`.Marca is "Acme" in last 90 days\nsegment fans when acme > 100\n',
    );
    const tags = await tagsOf(workspace, "--as-of", "2025-12-31");
    const fans = Object.entries(tags).flatMap(([customer, { fans: is }]) => (is === true ? [customer] : []));
    expect(acmeFans().length).toBeGreaterThan(0);
    expect(fans.sort()).toEqual(acmeFans());
  });

  const open = "customer_id,at,amount\na,01/02/2025 10:00,1.50\na,03/04/2025 11:00,2.50\nb,05/06/2025 12:00,3.50\n";

  it("does not guess a day that could be the month, but asks", async () => {
    const folder = folderWith({ "o.csv": open });
    const from = join(folder, "o.csv");
    expect(await tagma("init", join(folder, "w"), "--from", from)).toMatchObject({
      code: 2,
      err: expect.stringContaining('in "at" (as in line 2) each day could be the month'),
    });
    for (const [dates, format] of [
      ["day-first", "dd/MM/yyyy HH:mm"],
      ["month-first", "MM/dd/yyyy HH:mm"],
    ] as const) {
      await tagmaOut("init", join(folder, dates), "--dates", dates, "--from", from);
      const config: Config = JSON.parse(readFileSync(join(folder, dates, "tagma.json"), "utf8"));
      expect(config.sources).toMatchObject([{ time: { column: "at", format } }]);
    }
    expect((await tagma("init", join(folder, "x"), "--dates", "dayfirst", "--from", from)).err).toContain("day-first");
  });

  it("reads it as another column says, and tells by which row", async () => {
    const folder = folderWith({
      "o.csv": open
        .replaceAll("\n", ",02/01/2025\n")
        .replace("amount,02/01/2025", "amount,sent")
        .replace(/02\/01\/2025\n$/, "25/12/2025\n"),
    });
    const { notes } = await tagmaJson<Made>("init", join(folder, "w"), "--from", join(folder, "o.csv"));
    expect(notes.slice(0, 2)).toEqual([
      expect.stringContaining('in "sent" the day stands before the month, by line 4'),
      expect.stringContaining('in "at" day and month could be either; the day is read first as in "sent" (line 4)'),
    ]);
  });

  it("says nothing of what stands in a personal column", async () => {
    const folder = folderWith({
      "c.csv": "customer_id,email,born\na,zoe@example.org,31/12/1990\nb,y@example.org,01/02/1991\n",
    });
    const out = await tagmaOut("init", join(folder, "w"), "--from", join(folder, "c.csv"));
    expect(out).toContain('in "born" the day stands before the month, by line 2');
    expect(out).not.toMatch(/1990|zoe/);
  });
});
