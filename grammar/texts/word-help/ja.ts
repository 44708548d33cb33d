import { aggregateHelpJa } from "../aggregates/ja.ts";

/** What the words of the language mean, in Japanese. */
export const japaneseWords = {
  ...aggregateHelpJa,
  where: "`where C`：条件に合うイベントだけを見る。期間か括弧が来るまで、`and` や `or` を越えて続く。",
  sequel: "`A then B within D`：その時間内に B が続いた A のすべて。`then not` は最後に置く。",
  within: "順序の最初から最後の段階までに許される時間。D を含む。",
  per: "`+2 per EVENT`：起こった回数だけ。`per 100 of EVENT.FIELD`：合計 100 ごとに。",
  unknown:
    "不明。不明なものとの比較や計算は不明になる。`when unknown` は、成り立つ分岐がなく、不明なものがある顧客が入る。",
  otherwise: "上のどの分岐にも入らない顧客すべて。条件が不明な顧客も含む。",
  bands: "`bands of E {…}`：達した中で最も高い下限。下限そのものを含む。",
  score: "`score {…}`：項目ごとに上限をかけてから合計し、最後に全体の範囲に収める。",
  exclusive: "制約：どの顧客も、このうち 1 つまでしか成り立たない。証明される。",
  never: "制約：どの顧客にも成り立たない。証明される。",
  ago: "`TAG as of 30 days ago`：現在をその時点に戻したときのタグ。",
  anniversary: "`anniversary of DATE`：その日付と同じ月日の次の日。今日も含む。",
  since: "`days since X`：経過した丸 1 日の数。`since 2026-01-01`：その日から（その日を含む）。",
} as const;
