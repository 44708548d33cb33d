import type { SourceFile } from "../../grammar/source.ts";

const schema = `profile customer { birth_date: date  income: money at least 0  city: text  sms_opt_in: yes/no required  joined_at: time required }
event order_paid { amount: money at least 0 required  category: one of (fresh, snacks, beauty, home)  channel: one of (app, web, store) }
event page_view { path: text required }
attribute tag age = years since birth_date
`;

/** Six tags for a number: the shapes that rule files are made of, each with thresholds of its own. */
function group(n: number, high = 100 + n * 10): string {
  const [days, low] = [7 + (n % 90), 2 + (n % 5)];
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

/**
 * About so many tags: a schema file and files of nine groups each.
 * @param edited a group with another threshold
 */
export function manyTags(tags: number, edited = -1, threshold = 0): SourceFile[] {
  const groups = Array.from({ length: Math.ceil(tags / 6) }, (_, index) =>
    group(index, index === edited ? threshold : undefined),
  );
  const files = Array.from({ length: Math.ceil(groups.length / 9) }, (_, index) => ({
    path: `rules-${index}.tagma`,
    text: groups.slice(index * 9, index * 9 + 9).join(""),
  }));
  return [{ path: "schema.tagma", text: schema }, ...files];
}
