import type { AggregateTexts } from "./texts.ts";

/** What each aggregate is called in a list, and what it says in a sentence. */
export const aggregatesZh = {
  count: { name: "次数", says: "{events}的次数" },
  sum: { name: "总和", says: "{events}的{field}合计" },
  average: { name: "平均值", says: "{events}的{field}平均值" },
  median: { name: "中位数", says: "{events}的{field}中位数" },
  quantile: { name: "分位数", says: "{events}的{field}的 {percent} 分位数" },
  minimum: { name: "最小值", says: "{events}的最小{field}" },
  maximum: { name: "最大值", says: "{events}的最大{field}" },
  "distinct count": { name: "不同取值的个数", says: "{events}中不同{field}的个数" },
  "most frequent": { name: "最常见的", says: "{events}中出现最多的{field}" },
  first: { name: "第一次的", says: "{rest}首次{event}的{field}" },
  latest: { name: "最近一次的", says: "{rest}最近一次{event}的{field}" },
  "time of first": { name: "第一次的时间", says: "{rest}首次{event}的时间" },
  "time of latest": { name: "最近一次的时间", says: "{rest}最近一次{event}的时间" },
  "distinct days": { name: "发生的天数", says: "{window}有{happening}的天数" },
  "longest streak": { name: "最长连续天数", says: "{window}连续有{happening}的最长天数" },
  "average gap": { name: "平均间隔天数", says: "{events}之间的平均间隔天数" },
} as const satisfies AggregateTexts;

/** What the words that begin an aggregate mean. */
export const aggregateHelpZh = {
  count: "`count of EVENT`：发生的次数；没有时为 0。",
  sum: "`sum of EVENT.FIELD`：合计；没有时为 0。",
  average: "`average of EVENT.FIELD`：对值已知的事件求平均；没有时未知。`average gap between EVENT`：平均间隔天数。",
  median: "`median of EVENT.FIELD`：居中的值；没有值时为未知。",
  quantile: "`90% quantile of EVENT.FIELD`：一百个值中有 90 个不超过的值；没有值时为未知。",
  minimum: "`minimum of EVENT.FIELD`：最小值；没有时未知。",
  maximum: "`maximum of EVENT.FIELD`：最大值；没有时未知。",
  distinct: "`distinct count of EVENT.FIELD`：不同值的个数。`distinct days of EVENT`：发生在多少个当地日期。",
  most: "`most frequent EVENT.FIELD`：出现最多的值；有几个并列时，取最近一次出现得最晚的。",
  first: "`first EVENT.FIELD`：最早一次事件的值。`= first of {…}`：第一个成立的分支优先。",
  latest: "`latest EVENT.FIELD`：最近一次事件的值，即使未知。",
  share: "`share of EVENT where C`：符合条件的事件所占比例，0 到 1；没有事件时未知。",
  did: "`did EVENT [at least N times]`：是否发生过。",
  longest: "`longest streak of days with EVENT`：连续有该事件的最多当地天数。",
} as const;
