/** What the command says around diagnostics, in Chinese. */
export const chinese = {
  "severity.error": "错误",
  "severity.warning": "警告",
  "severity.hint": "提示",
  "counted.error_one": "{count} 个错误",
  "counted.error_other": "{count} 个错误",
  "counted.warning_one": "{count} 个警告",
  "counted.warning_other": "{count} 个警告",
  "counted.hint_one": "{count} 个提示",
  "counted.hint_other": "{count} 个提示",
  workspace: "{files} 个文件、{tags} 个标签、{segments} 个人群、{tests} 个测试：",
  askedAll: "证明器回答了 {questions} 个问题，全部有结论。",
  askedOpen: "证明器回答了 {questions} 个问题，{open} 个没有结论。",
  askedLeft: "证明器回答了 {questions} 个问题，{open} 个没有结论，其中 {left} 个是因为本次检查的计算量已用完。",
  mendFirst: "{counted}。请先修正规则；`tagma check` 会列出全部问题。",
} as const;
