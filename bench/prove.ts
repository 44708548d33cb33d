import { check } from "../engine/check/check.ts";
import { lower } from "../engine/plan/lower.ts";
import { prove } from "../engine/prove/prove.ts";
import { planSettings } from "../engine/settings.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";

/**
 * How long the proofs of a workspace of about 1,000 tags take, as a ratio to parsing it.
 * `node bench/prove.ts [--tags 1000] [--runs 5] [--json]`
 */
const option = (name: string, fallback: number): number => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] ?? fallback) || fallback;
const tags = process.argv.includes("--tags") ? option("tags", 1000) : 1000;
const runs = process.argv.includes("--runs") ? option("runs", 5) : 5;

const schema = `profile customer { birth_date: date  income: money at least 0  city: text  sms_opt_in: yes/no required  joined_at: time required }
event order_paid { amount: money at least 0 required  category: one of (fresh, snacks, beauty, home)  channel: one of (app, web, store) }
event page_view { path: text required }
attribute tag age = years since birth_date
`;

/** Six tags for a number: the shapes that rule files are made of, each with thresholds of its own. */
function group(n: number): string {
  const [days, low, high] = [7 + (n % 90), 2 + (n % 5), 100 + n * 10];
  return `statistical tag orders_${n} = count of order_paid in last ${days} days
statistical tag spend_${n} = sum of order_paid.amount in last ${days} days
statistical tag app_share_${n} = share of order_paid where channel is app in last ${days + 90} days
rule tag tier_${n} = one of {
  "High" when spend_${n} >= ${high} and orders_${n} >= ${low}
  "Middle" when orders_${n} >= ${low} and spend_${n} < ${high}
  "Low" when orders_${n} < ${low}
}
rule tag habit_${n} = one of {
  "App" when app_share_${n} >= 60%
  "Mixed" when app_share_${n} from 40% to 59%
  "Other" when app_share_${n} < 40%
}
rule tag asleep_${n} when days since latest order_paid > ${days} and not did order_paid in last ${days} days
`;
}

const text = schema + Array.from({ length: Math.ceil(tags / 6) }, (_, index) => group(index)).join("");
const settings = planSettings({});
if (typeof settings === "string") throw new Error(settings);
const file = { path: "bench.tagma", text };

const times = { parse: [] as number[], check: [] as number[], prove: [] as number[] };
const timed = <Value>(into: number[], work: () => Value): Value => {
  const start = performance.now();
  const value = work();
  into.push(performance.now() - start);
  return value;
};
let outcome = "";
for (let run = 0; run < runs; run++) {
  timed(times.parse, () => parseFile(file));
  const program = timed(times.check, () => check({ files: [file], settings }));
  const plan = lower(program);
  const proofs = timed(times.prove, () => prove(plan, () => text));
  outcome = `${proofs.questions} questions, ${proofs.proved} impossible, ${proofs.refuted} refuted, ${proofs.open} open`;
}
const median = (values: readonly number[]): number => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
const ratio = median(times.prove) / median(times.parse);
if (process.argv.includes("--json")) console.log(JSON.stringify({ bench: "prove", metric: "time", ours: median(times.prove), peer: median(times.parse), ratio }));
else console.log(`${tags} tags: parse ${median(times.parse).toFixed(0)} ms, parse and check ${median(times.check).toFixed(0)} ms, prove ${median(times.prove).toFixed(0)} ms (${ratio.toFixed(1)} times parsing); ${outcome}`);
