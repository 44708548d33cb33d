import { aggregateHelpZh } from "../aggregates/zh.ts";

/** What the words of the language mean, in Chinese. */
export const chineseWords = {
  ...aggregateHelpZh,
  where: "`where C`：只看符合条件的事件。它会越过 `and` 和 `or` 一直延续，直到时间窗口或括号为止。",
  sequel: "`A then B within D`：每一次 A，且在该时间内其后有 B。`then not` 放在最后。",
  within: "一个序列从开始到最后一步可用的时间；含 D。",
  per: "`+2 per EVENT`：每发生一次计一次。`per 100 of EVENT.FIELD`：合计每满一百计一次。",
  unknown: "未知。与未知比较或计算，结果未知。`when unknown` 取没有分支成立、且至少有一个未知的客户。",
  otherwise: "以上分支都没有取走的所有客户，包括条件未知的客户。",
  bands: "`bands of E {…}`：取达到的最高下限；下限本身包含在内。",
  score: "`score {…}`：各项先各自封顶，再相加，最后限定总分。",
  exclusive: "约束：任何客户至多满足其中一项。系统会加以证明。",
  never: "约束：任何客户都不满足。系统会加以证明。",
  ago: "`TAG as of 30 days ago`：该标签在当时的值，即把“现在”移回那一刻。",
  anniversary: "`anniversary of DATE`：该日期在一年中的下一次；今天也算。",
  since: "`days since X`：已过去的整天数。`since 2026-01-01`：从那天起，含当天。",
} as const;
