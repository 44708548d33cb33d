import { newConfig } from "../store/workspace/config-file.ts";
import type { WorkspaceConfig } from "../store/workspace/config.ts";

/** The files that `tagma init --empty` writes, by path: what is to be known before anything is brought. */
export const emptyFiles = (timeZone: string, currency: string): ReadonlyMap<string, string> =>
  new Map([
    ["tagma.json", newConfig({ language: 1, timeZone, currency, weekStart: "monday", sources: [] })],
    [".gitignore", ".tagma/\n"],
  ]);

/** The files that `tagma init` writes, by path. */
export function starterFiles(timeZone: string, currency: string): ReadonlyMap<string, string> {
  const config: WorkspaceConfig = {
    language: 1,
    timeZone,
    currency,
    weekStart: "monday",
    languages: ["en"],
    asOf: "2026-03-01",
    sources: [
      { name: "customers", file: "data/customers.csv", format: "csv", profile: true, customer: "id" },
      {
        name: "orders",
        file: "data/orders.csv",
        format: "csv",
        customer: "customer",
        id: "order",
        time: "paid_at",
        event: "order_paid",
      },
    ],
  };
  return new Map([
    ["tagma.json", newConfig(config)],
    ["rules.tagma", rules],
    ["data/customers.csv", customers],
    ["data/orders.csv", orders],
    [".gitignore", ".tagma/\n"],
  ]);
}

const rules = `/// Who our customers are.
profile customer {
  birth_date: date
  city: text
  sms_opt_in: yes/no required
}

event order_paid "Paid order" {
  amount: money at least 0 required
  channel: one of (app, web, store)
}

attribute tag age "Age" = years since birth_date

statistical tag orders_90d "Orders in 90 days" = count of order_paid in last 90 days
statistical tag spend_90d "Spend in 90 days" = sum of order_paid.amount in last 90 days
statistical tag quiet_days "Days since the last order" = days since latest order_paid

/// How much a customer is worth to us right now.
rule tag value_tier "Value tier" = one of {
  "VIP" when spend_90d >= 500
  "Regular" when spend_90d < 500 and orders_90d >= 2
  "Casual" when spend_90d < 500 and orders_90d < 2
}

segment win_back "Win back" when quiet_days > 60 and sms_opt_in

test "two large orders make a VIP" as of 2026-03-01 {
  customer { sms_opt_in: yes }
  order_paid 2 times every 10 days until 3 days ago { amount: 300 }
  expect value_tier is "VIP"
  expect not win_back
}
`;

const customers = `id,birth_date,city,sms_opt_in
c1,1994-05-17,Taipei,yes
c2,1988-11-02,Málaga,no
c3,,大阪,yes
c4,2001-02-28,Leeds,yes
`;

const orders = `order,customer,paid_at,amount,channel
o1,c1,2026-02-20T10:15,320.00,app
o2,c1,2026-02-27T18:40,240.50,app
o3,c2,2026-01-11T09:05,38.90,web
o4,c2,2026-02-14T12:30,61.00,store
o5,c3,2025-12-01T20:00,112.25,web
`;
