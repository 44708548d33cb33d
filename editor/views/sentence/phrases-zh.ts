import { aggregatesZh } from "../../../grammar/texts/aggregates/zh.ts";
import { fill, row, say, type Parts } from "./parts.ts";
import type { Measure, Occurrences, Phrases, Steps } from "./phrases.ts";
import type { TimePartName } from "../../../grammar/tree/expression.ts";

/** What stands before a noun: the window, then the condition. */
const before = ({ where, window }: Pick<Occurrences, "where" | "window">): Parts =>
  say`${window ?? []}${where === undefined ? "" : say`满足${where}的`}`;
const events = (occurrences: Occurrences): Parts => say`${before(occurrences)}${occurrences.event}`;

const measure = (said: Measure): Parts =>
  fill(aggregatesZh[said.function].says, {
    ...said,
    events: events(said),
    rest: before(said),
    window: said.window ?? [],
    happening: events({ ...said, window: undefined }),
  });

/** "之后 2 天内有 A，然后有 B" */
function followed({ steps, each, within }: Steps): Parts {
  const [, ...rest] = steps;
  const parts = rest.map((step, index) => {
    const what = say`${step.where === undefined ? "" : say`满足${step.where}的`}${step.event}`;
    return say`${index === 0 ? "" : step.negated ? "，但其后" : "，其后又"}${step.negated ? "没有发生" : "发生了"}${what}`;
  });
  return say`之后${each && rest.length > 1 ? "每一步都在" : ""}${within}内${parts.flat()}`;
}

function start({ keep, steps, window }: Steps): Parts {
  const [first] = steps;
  const keeps = { all: "", first: "首次", latest: "最近一次" }[keep];
  return say`${before({ where: first?.where, window })}${keeps}${first?.event ?? []}`;
}

const comparisons = {
  "<": ["小于", "不小于"],
  "<=": ["小于等于", "不小于等于"],
  ">": ["大于", "不大于"],
  ">=": ["大于等于", "不大于等于"],
} as const;
const moments = {
  "<": ["早于", "不早于"],
  "<=": ["不晚于", "晚于"],
  ">": ["晚于", "不晚于"],
  ">=": ["不早于", "早于"],
} as const;
const tests = { contains: ["包含", "不包含"], includes: ["包含", "不包含"] } as const;
const types = {
  "yes/no": "是或否",
  text: "文本",
  integer: "整数",
  number: "数字",
  money: "金额",
  date: "日期",
  time: "日期和时间",
} as const;
const units = {
  second: "秒",
  minute: "分钟",
  hour: "小时",
  day: "天",
  week: "周",
  month: "个月",
  quarter: "个季度",
  year: "年",
} as const;
const counted = {
  second: "秒数",
  minute: "分钟数",
  hour: "小时数",
  day: "天数",
  week: "周数",
  month: "月数",
  quarter: "季度数",
  year: "年数",
} as const;
const calendar = {
  second: "秒",
  minute: "分钟",
  hour: "小时",
  day: "天",
  week: "周",
  month: "月",
  quarter: "季度",
  year: "年",
} as const;

const timeParts: Readonly<Record<TimePartName, string>> = {
  year: "年份",
  month: "月份",
  day: "日（几号）",
  weekday: "星期",
  hour: "时刻（小时）",
  date: "日期",
};

export const chinese: Phrases = {
  quotes: ["“", "”"],
  end: (parts, opens) => say`${parts}${opens ? "：" : "。"}`,
  brackets: (parts) => say`（${parts}）`,
  list: (items, word) => row(items, "、", word === "and" ? "和" : "或"),

  length: (amount, unit) => `${amount} ${units[unit]}`,
  lastLength: (amount, unit) => `${amount} ${units[unit]}`,
  yes: "是",
  no: "否",
  now: "现在",
  today: "今天",
  customerId: "客户编号",
  time: "发生时间",
  timePart: (part) => timeParts[part],
  timePartOf: (part, of) => say`${of}的${timeParts[part]}`,
  weekdays: {
    monday: "星期一",
    tuesday: "星期二",
    wednesday: "星期三",
    thursday: "星期四",
    friday: "星期五",
    saturday: "星期六",
    sunday: "星期日",
  },
  asOf: (value, ago) => say`${ago}前的${value}`,
  ifUnknown: (value, fallback) => say`${value}（未知时取${fallback}）`,
  elapsed: (unit, direction, of) =>
    direction === "since" ? say`自${of}以来的${counted[unit]}` : say`距${of}还有的${counted[unit]}`,
  anniversary: (of) => say`${of}的下一个周年日`,
  moment: (which, occurrences) =>
    say`${before(occurrences)}${which === "first" ? "首次" : "最近一次"}${occurrences.event}`,
  measure,
  share: ({ event, where, window }, among) =>
    say`${window ?? []}${among === undefined ? "" : say`满足${among}的`}${event}中${where === undefined ? "" : say`满足${where}的`}占比`,
  sequenceCount: (steps) => say`${start(steps)}${followed(steps)}的次数`,

  inLastOf: (value, unit) => say`近${value}${units[unit]}内`,
  inLast: (length) => say`近${length}内`,
  endingAgo: (length, ending) => say`截至${ending}前的${length}内`,
  calendarWindow: (which, unit) =>
    `${which === "this" ? { day: "今", week: "本", month: "本", quarter: "本", year: "今", second: "本", minute: "本", hour: "本" }[unit] : { day: "昨", week: "上", month: "上", quarter: "上", year: "去", second: "上", minute: "上", hour: "上" }[unit]}${calendar[unit]}`,
  during: (from, to) => say`${from}至${to}期间`,
  since: (from) => say`自${from}以来`,

  and: (items) => row(items, "，且"),
  or: (items) => row(items, "，或"),
  not: (condition) => say`并非${condition}`,
  andKnown: "（且信息已知）",
  these: (word, negated) =>
    word === "and"
      ? negated
        ? "不同时满足以下条件"
        : "满足以下所有条件"
      : negated
        ? "不满足以下任何一个条件"
        : "至少满足以下一个条件",
  compare: (left, comparator, right, operator, moment, negated) =>
    say`${left}${operator((moment ? moments : comparisons)[comparator][negated ? 1 : 0])}${right}`,
  between: (value, from, to, negated) => say`${value}${negated ? "不" : ""}在${from}至${to}之间`,
  equals: (left, right, operator, negated) => say`${left}${operator(negated ? "不为" : "为")}${right}`,
  oneOf: (left, values, negated) => (negated ? say`${left}不是${values}` : say`${left}为${values}`),
  inList: (left, list, negated) => say`${left}${negated ? "不" : ""}在列表${list}中`,
  rank: (left, direction, stage, negated) =>
    say`${left}${direction === "at-least" ? (negated ? "尚未到达" : "已到达") : negated ? "已超过" : "尚未超过"}${stage}${direction === "at-least" && !negated ? "或更后的阶段" : ""}`,
  known: (value, known) => say`${value}${known ? "已知" : "未知"}`,
  textTest: (left, test, right, negated) =>
    test === "starts with"
      ? say`${left}${negated ? "不以" : "以"}${right}开头`
      : test === "ends with"
        ? say`${left}${negated ? "不以" : "以"}${right}结尾`
        : say`${left}${tests[test][negated ? 1 : 0]}${right}`,
  setTest: (left, quantifier, values, negated) =>
    say`${left}${negated ? "不" : ""}包含${values}${quantifier === "any" ? "中的任意一个" : "的全部"}`,
  setSize: (of) => say`${of}中值的个数`,
  ignoringCase: (condition) => say`${condition}（不区分大小写）`,
  isYes: (value, negated) => say`${value}为${negated ? "“否”" : "“是”"}`,
  tagHolds: (tag, negated) => say`${negated ? "不符合" : "符合"}${tag}`,
  inSegment: (segment, negated) => say`${negated ? "不属于" : "属于"}人群${segment}`,
  did: ({ event, where, window }, atLeast, negated, future) => {
    const what = events({ event, where, window: undefined });
    if (atLeast !== undefined && negated) return say`${window ?? []}发生${what}不到${atLeast}次`;
    return say`${window ?? []}${negated ? (future ? "不发生" : "没有发生过") : future ? "发生" : "发生过"}${atLeast === undefined ? "" : say`至少${atLeast}次`}${what}`;
  },
  sequence: (steps, negated) =>
    negated ? say`从未有过这种情况：${start(steps)}${followed(steps)}` : say`${start(steps)}${followed(steps)}`,

  tagWhen: (name, condition) => say`${name}适用于${condition}的客户`,
  tagIs: (name, value) => say`${name}是${value}`,
  branches: (name, form) =>
    say`${name}${{ "one of": "取以下互斥的值之一", "first of": "取以下各项中按顺序第一个符合的", "all of": "取以下所有符合的项" }[form]}`,
  branch: (value, condition) => say`${condition}时，取${value}`,
  whenUnknown: (value) => say`因信息未知而无法确定以上任何一项时，取${value}`,
  otherwise: (value, withUnknown) => say`其余所有客户${withUnknown ? "（包括信息未知的客户）" : ""}，取${value}`,
  bands: (name, of) => say`${name}按${of}分档，取达到的最高一档`,
  band: (value, from) => say`从${from}起，取${value}`,
  bandUnknown: (value) => say`数值未知时，取${value}`,
  bandOtherwise: (value, withUnknown) => say`低于以上各档${withUnknown ? "或数值未知" : ""}时，取${value}`,
  score: (name, bounds) =>
    say`${name}按以下各项计分${bounds === undefined ? "" : say`，总分限于${bounds.low}至${bounds.high}`}`,
  scoreWhen: (points, condition) => say`${condition}时，${points}分`,
  scorePer: (points, occurrences, hundreds) =>
    hundreds === undefined
      ? say`${occurrences.window ?? []}每有一次${events({ ...occurrences, window: undefined })}，${points}分`
      : say`${events(occurrences)}的${hundreds.field}合计每满${hundreds.size}，${points}分`,
  atMost: (item, most) => say`${item}，最多${most}分`,
  lifecycle: (name) => say`${name}是以下阶段中最后一个符合的`,
  segment: (name, condition) => say`人群${name}包含${condition}的客户`,
  exclusive: () => "任何客户都不得同时满足以下任意两项",
  never: (reason, condition) => say`绝不允许（${reason}）出现${condition}的客户`,
  listOf: (name, values) => say`列表${name}：${values}`,
  listFrom: (name, path, column) =>
    column === undefined ? say`列表${name}取自文件${path}` : say`列表${name}取自文件${path}的${column}列`,
  test: (title, asOf) => say`测试${title}，时间为${asOf}`,
  testProfile: (name, from) => (from === undefined ? name : say`自${from}起的${name}`),
  testEvents: (event, repeat, last) =>
    repeat === undefined
      ? say`${last}${event}`
      : say`${event}${repeat.times}次，每${repeat.every}一次，最近一次在${last}`,
  testAt: (at) => say`${at}`,
  testAgo: (ago) => say`${ago}前`,
  testNow: () => "当时",
  given: (head, values) =>
    values.length === 0
      ? head
      : say`${head}：${row(
          values.map(({ name, value }) => say`${name}为${value}`),
          "，",
        )}`,
  expect: (condition) => say`应当${condition}`,
  record: (name, kind, empty) =>
    kind === "profile"
      ? say`${name}是每位客户的档案`
      : empty
        ? say`${name}是客户的行为，不记录其他内容`
        : say`${name}是客户的行为，记录以下内容`,
  partOf: (name, parent, empty) =>
    empty ? say`${name}是${parent}的组成部分，不记录其他内容` : say`${name}是${parent}的组成部分，记录以下内容`,
  fieldOfParent: (field, parent) => say`所属${parent}的${field}`,
  table: (name, key) => say`${name}是一张表；每行有${key}和以下内容`,
  rowOf: (table) => say`指向${table}中一行的文本`,
  fieldOfRow: (field, key) => say`${key}的${field}`,
  testRow: (table) => say`${table}的一行`,
  field: (name, type, required, personal) =>
    say`${name}：${type}${required ? "，必填" : ""}${personal ? "，显示时打码" : ""}`,
  computed: (field, value) => say`${field}，等于${value}`,
  fieldType: (type) => types[type],
  decimal: (digits) => say`${digits}位小数`,
  choices: (values) => say`${row(values, "、")}之一`,
  setOf: (values) => (values === undefined ? say`文本的集合` : say`${row(values, "、")}中的任意多个`),
  setValue: (values) => (values.length === 0 ? say`没有值` : row(values, "、")),
  bounds: (type, low, high) =>
    low !== undefined && high !== undefined
      ? say`${type}，${low}至${high}`
      : low !== undefined
        ? say`${type}，至少${low}`
        : high !== undefined
          ? say`${type}，至多${high}`
          : type,
  tagKind: (kind) => ({ attribute: "属性标签", statistical: "统计标签", rule: "规则标签", mined: "挖掘标签" })[kind],

  predict: (name, target, horizon) => say`${name}预测客户在未来${horizon}内${target}的可能性`,
  predictLabel: (name, label) => say`${name}根据同一天已知的其他信息，预测客户${label}的可能性`,
  predictAmount: (name, field, event, horizon, quantile) =>
    quantile === undefined
      ? say`${name}预测未来${horizon}内${event}的${field}合计`
      : say`${name}预测未来${horizon}内${event}的${field}合计以${quantile}的概率不会超过的数值`,
  among: (condition) => say`只看${condition}的客户`,
  whether: (clause) => say`${clause}与否`,
  learnsFrom: (features, method) => say`依据${features}学习${method === undefined ? "" : `，方法为${method}`}`,
  readsFrom: (features) => say`读取${features}`,
  methods: { "logistic regression": "逻辑回归", "boosted trees": "梯度提升树" },
  cluster: (name, groups) =>
    groups === undefined ? say`${name}把相似的客户分成最合适数目的群组` : say`${name}把相似的客户分成${groups}个群组`,
  lifetime: (name, field, event, over) => say`${name}按${event}的${field}估计每位客户未来${over}的价值`,
  quantiles: (name, of, groups) => say`${name}按${of}把客户分成人数相同的${groups}组`,
  recommend: (name, field, event, top) => say`${name}为每位客户推荐最合适的${top}个${event}的${field}`,
  elasticity: (name, of, to) => say`${name}衡量${of}对${to}的反应`,
  comparesWithin: (of) => say`每个${of}只与自身比较`,
  measuresEach: (groups) => say`按${groups}分别衡量各组客户`,
  fieldOfEvent: (field, event) => say`${event}的${field}`,
  onnx: (name, path) => say`${name}是文件${path}中训练好的模型`,
};
