import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";

const customers = `customer_id,full_name,email,birth_date,city,is_active,zip,segment,income\n${Array.from({ length: 40 }, (_, index) => `c${index},Name ${index},n${index}@example.org,19${60 + index}-05-01,${["Lugo", "Vigo", "Málaga"][index % 3]},${index % 2},0${1000 + index},${["gold", "silver"][index % 2]},${index % 7 === 0 ? "NA" : `${index}.50`}`).join("\n")}\n`;
const orders = `order_id;customer_id;paid_at;amount;items;channel;note\n${Array.from({ length: 80 }, (_, index) => `o${index};c${index % 40};2026-01-${String(1 + (index % 28)).padStart(2, "0")}T10:00;${index}.9${index % 9};${1 + (index % 4)};${["app", "web store"][index % 2]};${index % 2 === 0 ? `text ${index}` : ""}`).join("\n")}\n`;
const log = Array.from(
  { length: 60 },
  (_, index) =>
    `${JSON.stringify(index % 3 === 0 ? { customer_id: `c${index % 40}`, ts: 1_767_225_600 + index, event: "login" } : { customer_id: `c${index % 40}`, ts: 1_767_225_600 + index, event: "view", path: `/p${index}`, seconds: index / 4 })}\n`,
).join("");

describe("init --from", () => {
  it("reads a profile, events and sources off files, and they run as they are", async () => {
    const folder = folderWith({
      "in/customers.csv": customers,
      "in/orders.csv": orders.replaceAll(";", ","),
      "in/log.jsonl": log,
    });
    expect(
      await tagmaOut(
        "init",
        join(folder, "w"),
        "--time-zone",
        "Europe/Madrid",
        "--from",
        ...["customers.csv", "orders.csv", "log.jsonl"].map((name) => join(folder, "in", name)),
      ),
    ).toContain("Made tagma.json, rules.tagma, data/customers.csv, data/orders.csv, data/log.jsonl, .gitignore");
    const rules = readFileSync(join(folder, "w/rules.tagma"), "utf8");
    for (const line of [
      "full_name: text required personal",
      "email: text required personal",
      "birth_date: date required",
      "city: one of (Lugo, `Málaga`, Vigo) required",
      "is_active: yes/no required",
      "zip: text required",
      "segment: one of (gold, silver) required",
      "income: money at least 0  // amounts, 6 of 40 unknown",
      "amount: money at least 0 required",
      "items: integer at least 0 required",
      "channel: one of (app, `web store`) required",
      "note: text  // 40 different texts, 40 of 80 unknown",
      "event login {",
      "event view {",
      "path: text required",
      "seconds: decimal(2) at least 0 required",
    ])
      expect(rules).toContain(line);
    const config: { readonly sources: readonly object[] } = JSON.parse(
      readFileSync(join(folder, "w/tagma.json"), "utf8"),
    );
    expect(config.sources).toEqual([
      {
        name: "customers",
        file: "data/customers.csv",
        format: "csv",
        customer: "customer_id",
        profile: true,
        unknown: ["", "NA"],
      },
      {
        name: "orders",
        file: "data/orders.csv",
        format: "csv",
        customer: "customer_id",
        id: "order_id",
        time: "paid_at",
        event: "orders",
      },
      {
        name: "log",
        file: "data/log.jsonl",
        format: "jsonl",
        customer: "customer_id",
        time: { column: "ts", format: "epoch seconds" },
        event: { column: "event", types: { login: { event: "login" }, view: { event: "view" } } },
      },
    ]);
    expect((await tagma("check", "-w", join(folder, "w"))).code).toBe(0);
    expect(await tagmaOut("fmt", "--check", "-w", join(folder, "w"))).toContain("All files are laid out");
    expect(
      (await tagmaJson<{ readonly sources: readonly object[] }>("import", "-w", join(folder, "w"))).sources,
    ).toMatchObject([
      { added: 40, rejected: 0 },
      { added: 80, rejected: 0 },
      { added: 60, rejected: 0 },
    ]);
    expect((await tagma("run", "-w", join(folder, "w"))).code).toBe(0);
  });

  it("leaves files in their place that are in the folder, and takes odd names", async () => {
    const folder = folderWith({ "data/odd.csv": "id,Größe (cm),when,`x`,of\na,180,yes,1,b\nb,,no,2,c\n" });
    expect(await tagmaOut("init", folder, "--from", join(folder, "data/odd.csv"))).toContain(
      "Made tagma.json, rules.tagma, .gitignore",
    );
    const rules = readFileSync(join(folder, "rules.tagma"), "utf8");
    expect(rules).toContain("`Größe (cm)`: integer at least 0");
    expect(rules).toContain("`when`: yes/no required");
    expect((await tagma("check", "-w", folder)).code).toBe(0);
  });

  it.for([
    [{ "a.csv": "customer_id,x\na,1\na,2\n" }, "no column holds times"],
    [{ "a.csv": "" }, "is empty"],
    [{ "a.jsonl": "\n" }, "has no rows to look at"],
    [{ "a.xls": "x" }, "does not say what it is"],
  ] as const)("refuses %j", async ([files, message]) => {
    const folder = folderWith(files);
    const { code, err } = await tagma("init", join(folder, "w"), "--from", join(folder, Object.keys(files)[0] ?? ""));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });

  it("refuses a file that is not there, and a folder that is taken", async () => {
    const folder = folderWith({ "c.csv": customers });
    expect((await tagma("init", join(folder, "w"), "--from", join(folder, "none.csv"))).err).toContain(
      "there is no file",
    );
    await tagmaOut("init", join(folder, "w"), "--from", join(folder, "c.csv"));
    expect((await tagma("init", join(folder, "w"), "--from", join(folder, "c.csv"))).err).toContain(
      "already has tagma.json",
    );
  });
});
