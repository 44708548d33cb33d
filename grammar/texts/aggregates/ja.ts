import type { AggregateTexts } from "./texts.ts";

/** What each aggregate is called in a list, and what it says in a sentence. */
export const aggregatesJa = {
  count: { name: "回数", says: "{events}の回数" },
  sum: { name: "合計", says: "{events}の{field}の合計" },
  average: { name: "平均", says: "{events}の{field}の平均" },
  median: { name: "中央値", says: "{events}の{field}の中央値" },
  quantile: { name: "分位数", says: "{events}の{field}の{percent}分位数" },
  minimum: { name: "最小", says: "{events}の{field}の最小値" },
  maximum: { name: "最大", says: "{events}の{field}の最大値" },
  "distinct count": { name: "値の種類の数", says: "{events}の{field}の種類の数" },
  "most frequent": { name: "最も多い", says: "{events}で最も多い{field}" },
  first: { name: "最初の", says: "{rest}最初の{event}の{field}" },
  latest: { name: "最新の", says: "{rest}最新の{event}の{field}" },
  "time of first": { name: "最初の日時", says: "{rest}最初の{event}の日時" },
  "time of latest": { name: "最新の日時", says: "{rest}最新の{event}の日時" },
  "distinct days": { name: "あった日数", says: "{events}があった日数" },
  "longest streak": { name: "最長の連続日数", says: "{events}が続いた最長日数" },
  "average gap": { name: "平均間隔（日）", says: "{events}の平均間隔（日）" },
} as const satisfies AggregateTexts;

/** What the words that begin an aggregate mean. */
export const aggregateHelpJa = {
  count: "`count of EVENT`：回数。なければ 0。",
  sum: "`sum of EVENT.FIELD`：合計。なければ 0。",
  average:
    "`average of EVENT.FIELD`：値がわかっているイベントの平均。なければ不明。`average gap between EVENT`：平均間隔の日数。",
  median: "`median of EVENT.FIELD`：中央の値。値がなければ不明。",
  quantile: "`90% quantile of EVENT.FIELD`：百個の値のうち 90 個が超えない値。値がなければ不明。",
  minimum: "`minimum of EVENT.FIELD`：最小値。なければ不明。",
  maximum: "`maximum of EVENT.FIELD`：最大値。なければ不明。",
  distinct: "`distinct count of EVENT.FIELD`：異なる値の数。`distinct days of EVENT`：起こった現地日付の数。",
  most: "`most frequent EVENT.FIELD`：最も多い値。同数なら、最後に現れたのが最も遅いもの。",
  first: "`first EVENT.FIELD`：最初のイベントの値。`= first of {…}`：最初に成り立つ分岐が優先。",
  latest: "`latest EVENT.FIELD`：最新のイベントの値。不明な場合もそのまま。",
  share: "`share of EVENT where C`：条件に合うイベントの割合（0 から 1）。イベントがなければ不明。",
  did: "`did EVENT [at least N times]`：起こったかどうか。",
  longest: "`longest streak of days with EVENT`：続けて起こった現地日数の最大。",
} as const;
