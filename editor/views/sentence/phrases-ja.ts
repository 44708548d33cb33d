import { aggregatesJa } from "../../../grammar/texts/aggregates/ja.ts";
import { fill, row, say, type Parts } from "./parts.ts";
import type { Measure, Occurrences, Phrases, Steps } from "./phrases.ts";
import type { TimePartName } from "../../../grammar/tree/expression.ts";

/** What stands before a noun: the window, then the condition. */
const before = ({ where, window }: Pick<Occurrences, "where" | "window">): Parts =>
  say`${window === undefined ? "" : say`${window}の`}${where ?? []}`;
const events = (occurrences: Occurrences): Parts => say`${before(occurrences)}${occurrences.event}`;

/** A window as the time in which something happened. */
function during(window: Parts): Parts {
  const last = window[window.length - 1]?.text ?? "";
  if (last.endsWith("まで")) return say`${window}の間に`;
  // 今日, 先週 and their like stand alone.
  return /^[今昨先前]/.test(last) ? window : say`${window}に`;
}

/** Endings as they are when the sentence goes on; the first that fits. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/である$/, "であり"],
  [/くない$/, "くなく"],
  [/ていない$/, "ておらず"],
  [/だった$/, "であり"],
  [/なかった$/, "なく"],
  [/ない$/, "なく"],
  [/あった$/, "あり"],
  [/ている$/, "ており"],
  [/当てはまる$/, "当てはまり"],
  [/含む$/, "含み"],
  [/大きい$/, "大きく"],
  [/始まる$/, "始まり"],
  [/終わる$/, "終わり"],
  [/ある$/, "あり"],
];

/** A clause that another follows. */
function goingOn(clause: Parts): Parts {
  const last = clause[clause.length - 1];
  const [pattern, ending] = endings.find(([candidate]) => candidate.test(last?.text ?? "")) ?? [];
  return last === undefined || pattern === undefined || ending === undefined
    ? clause
    : [...clause.slice(0, -1), { ...last, text: last.text.replace(pattern, ending) }];
}

const measure = (said: Measure): Parts =>
  fill(aggregatesJa[said.function].says, {
    ...said,
    events: events(said),
    rest: before(said),
  });

/** "その後 2 日以内に A があり、さらに B があった" */
function followed({ steps, each, within }: Steps): Parts {
  const [, ...rest] = steps;
  const parts = rest.map((step, index) => {
    const what = say`${step.where ?? []}${step.event}`;
    const last = index === rest.length - 1;
    return say`${index === 0 ? "" : step.negated ? "、しかしその後" : "、さらに"}${what}${step.negated ? "がなかった" : last ? "があった" : "があり"}`;
  });
  return say`の後${each && rest.length > 1 ? "それぞれ" : ""}${within}以内に${parts.flat()}`;
}

function start({ keep, steps, window }: Steps): Parts {
  const [first] = steps;
  return say`${before({ where: first?.where, window })}${{ all: "", first: "最初の", latest: "最新の" }[keep]}${first?.event ?? []}`;
}

/** Behind the right side. */
const comparisons = {
  "<": ["未満である", "未満ではない"],
  "<=": ["以下である", "以下ではない"],
  ">": ["より大きい", "より大きくない"],
  ">=": ["以上である", "以上ではない"],
} as const;
const moments = {
  "<": ["より前である", "より前ではない"],
  "<=": ["以前である", "以前ではない"],
  ">": ["より後である", "より後ではない"],
  ">=": ["以降である", "以降ではない"],
} as const;
const types = {
  "yes/no": "はい/いいえ",
  text: "テキスト",
  integer: "整数",
  number: "数値",
  money: "金額",
  date: "日付",
  time: "日時",
} as const;
const units = {
  second: "秒",
  minute: "分",
  hour: "時間",
  day: "日",
  week: "週間",
  month: "か月",
  quarter: "四半期",
  year: "年",
} as const;
const counted = {
  second: "秒数",
  minute: "分数",
  hour: "時間数",
  day: "日数",
  week: "週数",
  month: "月数",
  quarter: "四半期数",
  year: "年数",
} as const;
const thisUnit = {
  day: "今日",
  week: "今週",
  month: "今月",
  quarter: "今四半期",
  year: "今年",
  second: "この 1 秒",
  minute: "この 1 分",
  hour: "この 1 時間",
} as const;
const lastUnit = {
  day: "昨日",
  week: "先週",
  month: "先月",
  quarter: "前四半期",
  year: "昨年",
  second: "前の 1 秒",
  minute: "前の 1 分",
  hour: "前の 1 時間",
} as const;

const timeParts: Readonly<Record<TimePartName, string>> = {
  year: "年",
  month: "月",
  day: "日",
  weekday: "曜日",
  hour: "時刻（時）",
  date: "日付",
};

export const japanese: Phrases = {
  quotes: ["「", "」"],
  end: (parts, opens) => say`${parts}${opens ? "：" : "。"}`,
  brackets: (parts) => say`（${parts}）`,
  list: (items, word) => row(items, "、", word === "and" ? "と" : "または"),

  length: (amount, unit) => `${amount} ${units[unit]}`,
  lastLength: (amount, unit) => `${amount} ${units[unit]}`,
  yes: "はい",
  no: "いいえ",
  now: "現在",
  today: "今日",
  customerId: "顧客 ID",
  time: "発生日時",
  timePart: (part) => timeParts[part],
  timePartOf: (part, of) => say`${of}の${timeParts[part]}`,
  weekdays: {
    monday: "月曜日",
    tuesday: "火曜日",
    wednesday: "水曜日",
    thursday: "木曜日",
    friday: "金曜日",
    saturday: "土曜日",
    sunday: "日曜日",
  },
  asOf: (value, ago) => say`${ago}前の${value}`,
  ifUnknown: (value, fallback) => say`${value}（不明なら${fallback}）`,
  elapsed: (unit, direction, of) =>
    direction === "since" ? say`${of}からの経過${counted[unit]}` : say`${of}までの${counted[unit]}`,
  anniversary: (of) => say`${of}の次の記念日`,
  moment: (which, occurrences) =>
    say`${before(occurrences)}${which === "first" ? "最初の" : "最新の"}${occurrences.event}`,
  measure,
  share: ({ event, where, window }, among) =>
    say`${window === undefined ? "" : say`${window}の`}${among ?? []}${event}のうち${where ?? []}ものの割合`,
  sequenceCount: (steps) => say`${start(steps)}${followed(steps)}回数`,

  inLastOf: (value, unit) => say`直近${value}${units[unit]}`,
  inLast: (length) => say`直近${length}`,
  endingAgo: (length, ending) => say`${ending}前までの${length}`,
  calendarWindow: (which, unit) => (which === "this" ? thisUnit : lastUnit)[unit],
  during: (from, to) => say`${from}から${to}まで`,
  since: (from) => say`${from}以降`,

  and: (items) =>
    row(
      items.map((item, index) => (index < items.length - 1 ? goingOn(item) : item)),
      "、かつ",
    ),
  or: (items) => row(items, "か、または"),
  not: (condition) => say`${condition}というわけではない`,
  andKnown: "とわかっている",
  these: (word, negated) =>
    word === "and"
      ? negated
        ? "次のすべてに当てはまるわけではない"
        : "次のすべてに当てはまる"
      : negated
        ? "次のどれにも当てはまらない"
        : "次の少なくとも 1 つに当てはまる",
  compare: (left, comparator, right, operator, moment, negated) =>
    say`${left}が${right}${operator((moment ? moments : comparisons)[comparator][negated ? 1 : 0])}`,
  between: (value, from, to, negated) => say`${value}が${from}から${to}までの範囲に${negated ? "ない" : "ある"}`,
  equals: (left, right, operator, negated) => say`${left}が${right}${operator(negated ? "ではない" : "である")}`,
  oneOf: (left, values, negated) => say`${left}が${values}${negated ? "のどれでもない" : "のいずれかである"}`,
  inList: (left, list, negated) => say`${left}がリスト${list}に${negated ? "ない" : "ある"}`,
  rank: (left, direction, stage, negated) =>
    say`${left}が${stage}${direction === "at-least" ? (negated ? "に達していない" : "以上の段階に達している") : negated ? "を超えている" : "を超えていない"}`,
  known: (value, known) => say`${value}が${known ? "わかっている" : "不明である"}`,
  textTest: (left, test, right, negated) =>
    test === "starts with"
      ? say`${left}が${right}で${negated ? "始まらない" : "始まる"}`
      : test === "ends with"
        ? say`${left}が${right}で${negated ? "終わらない" : "終わる"}`
        : say`${left}が${right}を${negated ? "含まない" : "含む"}`,
  setTest: (left, quantifier, values, negated) =>
    say`${left}に${values}の${quantifier === "any" ? (negated ? "どれも含まれない" : "いずれかが含まれる") : negated ? "すべては含まれない" : "すべてが含まれる"}`,
  setSize: (of) => say`${of}の値の数`,
  ignoringCase: (condition) => say`${condition}（大文字と小文字は区別しない）`,
  isYes: (value, negated) => say`${value}が${negated ? "「いいえ」" : "「はい」"}である`,
  tagHolds: (tag, negated) => say`${tag}に${negated ? "当てはまらない" : "当てはまる"}`,
  inSegment: (segment, negated) => say`セグメント${segment}に${negated ? "入っていない" : "入っている"}`,
  did: ({ event, where, window }, atLeast, negated, future) => {
    const ends =
      atLeast === undefined
        ? negated
          ? future
            ? "一度もない"
            : "一度もなかった"
          : future
            ? "ある"
            : "あった"
        : say`${atLeast}回${negated ? (future ? "未満である" : "未満だった") : future ? "以上ある" : "以上あった"}`;
    return say`${window === undefined ? "" : during(window)}${where ?? []}${event}が${ends}`;
  },
  sequence: (steps, negated) => say`${start(steps)}${followed(steps)}${negated ? "ことが一度もない" : "ことがある"}`,

  tagWhen: (name, condition) => say`${name}が付くのは、${condition}顧客`,
  tagIs: (name, value) => say`${name}は、${value}`,
  branches: (name, form) =>
    say`${name}は、${{ "one of": "互いに重ならない次のうちの 1 つ", "first of": "次のうち、この順で最初に当てはまるもの", "all of": "次のうち、当てはまるものすべて" }[form]}`,
  branch: (value, condition) => say`${condition}場合は${value}`,
  whenUnknown: (value) => say`不明な点があり、どれとも決まらない場合は${value}`,
  otherwise: (value, withUnknown) => say`それ以外の顧客${withUnknown ? "（不明な点がある顧客も含む）" : ""}は${value}`,
  bands: (name, of) => say`${name}は、${of}で区分し、達した中で最も高い区分`,
  band: (value, from) => say`${from}以上なら${value}`,
  bandUnknown: (value) => say`値が不明なら${value}`,
  bandOtherwise: (value, withUnknown) => say`それより下${withUnknown ? "か、値が不明" : ""}なら${value}`,
  score: (name, bounds) =>
    say`${name}は、次の点数の合計${bounds === undefined ? "" : say`（${bounds.low}から${bounds.high}まで）`}`,
  scoreWhen: (points, condition) => say`${condition}場合は${points}点`,
  scorePer: (points, occurrences, hundreds) =>
    hundreds === undefined
      ? say`${events(occurrences)}1 回ごとに${points}点`
      : say`${events(occurrences)}の${hundreds.field}の合計${hundreds.size}ごとに${points}点`,
  atMost: (item, most) => say`${item}（最大${most}点）`,
  lifecycle: (name) => say`${name}は、次の段階のうち最後に当てはまるもの`,
  segment: (name, condition) => say`セグメント${name}に入るのは、${condition}顧客`,
  exclusive: () => "どの顧客も、次のうち 2 つに同時に当てはまってはならない",
  never: (reason, condition) => say`${condition}顧客がいてはならない（${reason}）`,
  listOf: (name, values) => say`リスト${name}：${values}`,
  listFrom: (name, path, column) =>
    column === undefined
      ? say`リスト${name}は、ファイル${path}から読む`
      : say`リスト${name}は、ファイル${path}の${column}列から読む`,
  test: (title, asOf) => say`テスト${title}（${asOf}時点）`,
  testProfile: (name, from) => (from === undefined ? name : say`${from}以降の${name}`),
  testEvents: (event, repeat, last) =>
    repeat === undefined
      ? say`${last}の${event}`
      : say`${event}が${repeat.every}ごとに${repeat.times}回、最後は${last}`,
  testAt: (at) => say`${at}`,
  testAgo: (ago) => say`${ago}前`,
  testNow: () => "その時点",
  given: (head, values) =>
    values.length === 0
      ? head
      : say`${head}：${row(
          values.map(({ name, value }) => say`${name}は${value}`),
          "、",
        )}`,
  expect: (condition) => say`${condition}はず`,
  record: (name, kind, empty) =>
    kind === "profile"
      ? say`${name}は、顧客ごとにわかっていること`
      : empty
        ? say`${name}は顧客の行動で、ほかには何も記録しない`
        : say`${name}は顧客の行動で、次のことを記録する`,
  partOf: (name, parent, empty) =>
    empty
      ? say`${name}は${parent}の一部で、ほかには何も記録しない`
      : say`${name}は${parent}の一部で、次のことを記録する`,
  fieldOfParent: (field, parent) => say`それが属する${parent}の${field}`,
  table: (name, key) => say`${name}は表で、各行に${key}と次のことがある`,
  rowOf: (table) => say`${table}の行を指すテキスト`,
  fieldOfRow: (field, key) => say`${key}の${field}`,
  testRow: (table) => say`${table}の行`,
  field: (name, type, required, personal) =>
    say`${name}：${type}${required ? "、必須" : ""}${personal ? "、表示時は伏せる" : ""}`,
  computed: (field, value) => say`${field}、計算式：${value}`,
  fieldType: (type) => types[type],
  decimal: (digits) => say`小数点以下${digits}桁の数値`,
  choices: (values) => say`${row(values, "、")}のいずれか`,
  setOf: (values) => (values === undefined ? say`テキストの集合` : say`${row(values, "、")}のうちいくつでも`),
  setValue: (values) => (values.length === 0 ? say`値なし` : row(values, "、")),
  bounds: (type, low, high) =>
    low !== undefined && high !== undefined
      ? say`${type}（${low}から${high}まで）`
      : low !== undefined
        ? say`${type}（${low}以上）`
        : high !== undefined
          ? say`${type}（${high}以下）`
          : type,
  tagKind: (kind) => ({ attribute: "属性タグ", statistical: "統計タグ", rule: "ルールタグ", mined: "予測タグ" })[kind],

  predict: (name, target, horizon) => say`${name}は、今後${horizon}以内に${target}見込みを予測する`,
  predictLabel: (name, label) => say`${name}は、同じ日に分かっている他の事柄から、${label}見込みを予測する`,
  predictAmount: (name, field, event, horizon, quantile) =>
    quantile === undefined
      ? say`${name}は、今後${horizon}の${event}の${field}の合計を予測する`
      : say`${name}は、今後${horizon}の${event}の${field}の合計について、${quantile}の確率で超えない値を予測する`,
  among: (condition) => say`対象は、${condition}顧客`,
  whether: (clause) => say`${clause}かどうか`,
  learnsFrom: (features, method) => say`${features}から学習する${method === undefined ? "" : `（手法：${method}）`}`,
  readsFrom: (features) => say`${features}を読む`,
  methods: { "logistic regression": "ロジスティック回帰", "boosted trees": "勾配ブースティング木" },
  cluster: (name, groups) =>
    groups === undefined
      ? say`${name}は、似た顧客を最も適した数のグループに分ける`
      : say`${name}は、似た顧客を${groups}個のグループに分ける`,
  lifetime: (name, field, event, over) => say`${name}は、${event}の${field}から、今後${over}の顧客ごとの価値を見積もる`,
  quantiles: (name, of, groups) => say`${name}は、${of}によって顧客を同じ人数の${groups}グループに分ける`,
  recommend: (name, field, event, top) => say`${name}は、${event}の${field}から、顧客ごとに最も合う${top}件を薦める`,
  elasticity: (name, of, to) => say`${name}は、${to}に対する${of}の反応を測る`,
  comparesWithin: (of) => say`${of}ごとに、それ自身とだけ比べる`,
  measuresEach: (groups) => say`${groups}で分けた顧客グループごとに測る`,
  fieldOfEvent: (field, event) => say`${event}の${field}`,
  onnx: (name, path) => say`${name}は、ファイル${path}にある学習済みモデル`,
};
