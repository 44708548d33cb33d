import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { folderWith } from "../support/command.ts";

const engine = (file: string): string => JSON.stringify(new URL(`../../engine/${file}`, import.meta.url).href);

// Answers worked out by hand: 600 + 20.50 within 90 days; the first order leaves the window on 2026-05-21 at 02:15 UTC.
const script = `
import { compile, evaluate, explain, loadPlan, planSettings } from ${engine("index.ts")};
import { load } from ${engine("run/one-customer/index.ts")};
import { customerValidator } from ${engine("run/one-customer/validate.ts")};
let forbidden = false;
try { new Function("return 1"); } catch { forbidden = true; }
const files = [{ path: "rules.tagma", text: \`
  profile customer { sms_opt_in : yes/no required }
  event order_paid { amount : money at least 0 required }
  statistical tag spend_90d = sum of order_paid.amount in last 90 days
  rule tag vip when spend_90d >= 500\` }];
const compiled = compile({ files, settings: planSettings({ timeZone: "Asia/Taipei" }) });
const plan = loadPlan(JSON.parse(JSON.stringify(compiled.plan)));
const profile = { sms_opt_in: true };
const events = [["o1", "2026-02-20T10:15", 600], ["o2", "2026-02-28T10:15", 20.5]].map(([id, time, amount]) => ({ type: "order_paid", id, time, fields: { amount } }));
const executor = load(plan);
const why = explain(plan, { profile, events }, "vip", { asOf: "2026-03-01", files });
console.log(JSON.stringify({
  forbidden,
  evaluated: Object.fromEntries(evaluate(plan, { profile, events }, { asOf: "2026-03-01" }).tags),
  generated: executor.generated,
  asClosures: executor.evaluate(profile, events, "2026-03-01").tags,
  asked: load(plan, { generate: false }).evaluate(profile, events, "2026-03-01").tags,
  problems: customerValidator(plan)({}, events),
  why: [why.explanation.result, why.explanation.parts[0].conditions[0].text, why.explanation.next],
}));
`;

it("runs where no code may be made of strings", () => {
  const said = execFileSync(process.execPath, ["--disallow-code-generation-from-strings", "service.mjs"], {
    cwd: folderWith({ "service.mjs": script }),
    encoding: "utf8",
  });
  const tags = { spend_90d: 620.5, vip: true };
  expect(JSON.parse(said)).toEqual({
    forbidden: true,
    evaluated: tags,
    generated: false,
    asClosures: tags,
    asked: tags,
    problems: ["profile: sms_opt_in is missing"],
    why: [true, "spend_90d >= 500", { at: "2026-05-21T02:15:00.000Z", becomes: false }],
  });
});
