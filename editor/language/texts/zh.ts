import type { EditorTexts } from "./editor-texts.ts";

export const chinese: EditorTexts = {
  kinds: {
    "attribute tag": "属性标签", "statistical tag": "统计标签", "rule tag": "规则标签", "mined tag": "挖掘标签", profile: "客户档案", event: "事件", lifecycle: "生命周期",
    list: "列表", segment: "人群", model: "模型",
  },
  alwaysKnown: "必填", mayBeUnknown: "可能未知", personal: "个人信息",
  bounds: (low, high) => `${low} 到 ${high}`,
  valueOf: (field) => `${field} 的一个值`,
  owner: (name) => `负责人：${name}`, group: (name) => `分组：${name}`,
  reads: (names) => `读取：${names}`, usedBy: (names) => `被使用于：${names}`,
  comma: "、", more: (count) => `，另有 ${count} 个`,

  leaveOut: "省略它", changeTo: (text) => `改为 ${text}`, firstWins: "让第一个成立的分支优先（first of）", addOtherwise: "为其余客户添加一个分支", other: "其他",
  orUnknown: (name) => `也包含 ${name} 未知的客户`, asTest: "把这位客户添加为测试",
  noNameHere: "这里没有名称。", notDeclared: "这个名称没有声明，因此不能重命名。", notAName: (text) => `“${text}”不能用作名称。`, nameTaken: (name) => `已经有名为 \`${name}\` 的内容。`,

  snippets: {
    when: "是/否标签", "one-of": "互斥的值", "first-of": "按优先级取值", statistical: "客户做过什么", attribute: "来自档案字段",
    segment: "人群", event: "客户的行为", test: "一位客户，以及应当成立的结果",
  },
  annotations: {
    label: "其他语言中的名称", group: "在目录中的位置", owner: "负责人", status: "draft（草稿）、active（启用）或 retired（停用）", refresh: "多久计算一次",
    sensitivity: "敏感程度", channel: "所属的渠道编码", rename: "以前的名称",
  },

  runTest: "▶ 运行测试", rulesHaveErrors: "规则中有错误，请先修正。", got: (expectation, value) => `${expectation}：实际为 ${value}`,
  customers: (some, every, share) => `${every} 位客户中的 ${some} 位（${share}）`, knownOf: (some, every) => `${every} 位中有 ${some} 位已知`, moreValues: (count) => `另有 ${count} 个`, inError: (count) => `${count} 位出错`,
};
