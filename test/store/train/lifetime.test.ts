import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../engine/models/load.ts";
import { refuseBadFit } from "../../../store/train/lifetime.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../../support/command.ts";

const figures = (name: string): string =>
  readFileSync(new URL(`../../engine/models/figures/${name}`, import.meta.url), "utf8");

interface Figures {
  readonly refunds: {
    readonly customers: number;
    readonly repeatBuyers: number;
    readonly worthNothing: number;
    readonly notPositive: number;
    readonly bgNbd: Readonly<Record<"r" | "alpha" | "a" | "b", number>>;
    readonly likelihood: number;
    readonly spend: Readonly<Record<"p" | "q" | "v" | "share", number>>;
    readonly ofAnybody: number;
  };
}
/** Made by figures/lifetimes.py with scipy from the same orders. */
const { refunds }: Figures = JSON.parse(figures("lifetimes.json"));

const workspace = (orders: string): string =>
  folderWith({
    "tagma.json": JSON.stringify({
      language: 1,
      timeZone: "UTC",
      currency: "USD",
      asOf: "2026-01-01",
      sources: [
        { name: "orders", file: "orders.csv", customer: "customer", id: "id", time: "at", event: "order_paid" },
      ],
    }),
    "rules.tagma": `
profile customer { city : text }
event order_paid { amount : money }
model worth = lifetime of order_paid.amount over next 365 days
mined tag worth_ahead = worth.value
mined tag orders_ahead = worth.orders
`,
    "orders.csv": orders,
  });

describe("a lifetime of orders with refunds and gifts", () => {
  const folder = workspace(figures("orders.csv"));
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
    await tagmaOut("train", "-w", folder);
  });

  it("is the one that an independent fit finds: gifts are no purchases, refunds lessen what repeat orders are worth", () => {
    const { fits, report, rows } = loadModel(readFileSync(join(folder, "models/worth.model.json"), "utf8"));
    const fit = fits["value"];
    if (fit?.kind !== "lifetime" || fit.parameters.model !== "BG/NBD" || report.kind !== "lifetime")
      throw new Error("no lifetime");
    expect(rows).toBe(refunds.customers);
    expect([report.repeatBuyers, report.worthNothing, report.notPurchases]).toEqual([
      refunds.repeatBuyers,
      refunds.worthNothing,
      refunds.notPositive,
    ]);
    expect(Math.abs(report.logLikelihood - refunds.likelihood)).toBeLessThan(1e-4);
    const { r, alpha, a, b } = fit.parameters;
    const found = refunds.bgNbd;
    expect(Math.abs(r / found.r - 1)).toBeLessThan(0.003);
    expect(Math.abs(alpha / found.alpha - 1)).toBeLessThan(0.003);
    // Everybody leaves as easily as everybody else, so only the share of a in a + b can be told.
    expect(Math.abs(a / (a + b) / (found.a / (found.a + found.b)) - 1)).toBeLessThan(0.003);
    for (const name of ["p", "q", "v", "share"] as const)
      expect([name, Math.abs(fit.spend[name] / refunds.spend[name] - 1) < 0.003]).toEqual([name, true]);
  });

  it("says so in the report, with how many of those with one order came back", async () => {
    const shown = await tagmaOut("model", "worth", "-w", folder);
    expect(shown).toMatch(new RegExp(`of these, worth nothing after refunds +${refunds.worthNothing}\\b`));
    expect(shown).toMatch(new RegExp(`orders of 0, less or unknown: no purchases +${refunds.notPositive}\\b`));
    expect(shown).toMatch(/came back/);
  });

  it("expects of somebody with one order what it expects of anybody, and has an answer for everybody", async () => {
    const { customers } = await tagmaJson<{ customers: { id: string; tags: Record<string, number | null> }[] }>(
      "run",
      "-w",
      folder,
    );
    expect(customers).toHaveLength(refunds.customers);
    for (const { tags } of customers) expect(tags["worth_ahead"]).not.toBeNull();
    const purchases = new Map<string, number>();
    for (const line of figures("orders.csv").trim().split("\n").slice(1)) {
      const [, customer = "", , amount] = line.split(",");
      if (Number(amount) > 0) purchases.set(customer, (purchases.get(customer) ?? 0) + 1);
    }
    const once = customers.filter(({ id }) => purchases.get(id) === 1);
    expect(once.length).toBeGreaterThan(5);
    for (const { tags } of once) {
      const spend = Number(tags["worth_ahead"]) / Number(tags["orders_ahead"]);
      expect(Math.abs(spend / refunds.ofAnybody - 1)).toBeLessThan(0.005);
    }
  });
});

describe("a lifetime that can't be learned", () => {
  const bg = { model: "BG/NBD", r: 1, alpha: 10, a: 1.5, b: 2 } as const;
  const orders = [{ x: 2, tx: 20, T: 30 }];

  it("is refused by name when its search came to nothing", () => {
    const refused = (fitted: Parameters<typeof refuseBadFit>[1]): unknown => {
      try {
        refuseBadFit("worth", fitted, orders, 90);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : error;
      }
    };
    expect(refused({ parameters: bg, likelihood: -10, start: -20 })).toBeUndefined();
    expect(refused({ parameters: bg, likelihood: Infinity, start: -20 })).toContain("ends in no number");
    expect(refused({ parameters: bg, likelihood: -20, start: -20 })).toContain("likelier");
    expect(refused({ parameters: { ...bg, a: Number.NaN }, likelihood: -10, start: -20 })).toContain(
      "1 of 1 customers would have no answer",
    );
  });

  it("is refused when no repeat order is worth anything", async () => {
    const lines = Array.from({ length: 60 }, (_, customer) =>
      [0, 1, 2].flatMap((order) => {
        const day = `2025-0${3 + order}-${String(1 + ((customer * (order + 1)) % 28)).padStart(2, "0")}`;
        const row = (what: string, amount: number): string =>
          `${what}${order}${customer},c${customer},${day}T10:00Z,${amount}`;
        return order === 0 ? [row("o", 50)] : [row("o", 50), row("r", -50)];
      }),
    ).flat();
    const folder = workspace(`id,customer,at,amount\n${lines.join("\n")}\n`);
    await tagmaOut("import", "-w", folder);
    const failed = await tagma("train", "worth", "-w", folder);
    expect(failed.err).toContain("0 customers whose repeat orders are worth something");
  });
});
