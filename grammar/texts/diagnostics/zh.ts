/** The diagnostics in simplified Chinese. */
export const chineseTexts = {
  // ── reading the file ──
  "bad-encoding": {
    message: "此文件不是有效的 UTF-8（第一个无效字节在位置 {offset}）。",
    help: "请将文件另存为 UTF-8。",
  },
  "file-too-large": {
    message: "此文件有 {size} 个字符，规则文件最多 {limit} 个字符。",
    help: "请拆成几个文件：同一工作区的所有 `.tagma` 文件共用名称。",
  },
  "bad-character": {
    message: "`{character}` 不能出现在这里。",
    help: "请删除它。文本放在双引号内，特殊名称放在反引号内。",
  },
  "unterminated-text": {
    message: '这段文本在本行内没有结束引号 `"`。',
    help: '请在末尾加上 `"`。文本中要换行请写 `\\n`。',
  },
  "unterminated-name": { message: "这个名称没有结束反引号。", help: "请在名称末尾加上反引号。" },
  "bad-escape": {
    message: "`{escape}` 在文本中没有含义。",
    help: '可以写 `\\"`、`\\\\`、`\\n`、`\\t` 或 `\\u{1F600}`。',
  },
  "bad-number": {
    message: "`{number}` 不是 Tagma 能表示的数字。",
    help: "整数最大为 9007199254740991；小数以其最后一位计数，同样以此为限：`decimal(9)` 最大为 9007199.254740991。任何数字最多 15 位；单位前要有空格：`90 days`。",
  },
  "no-such-date": { message: "日历中没有 {date} 这个日期。", help: "日期按“年-月-日”书写，例如 2026-03-01。" },
  "full-width": { message: "`{sign}` 是全角符号。", help: "请写 `{instead}`。" },
  "wrong-quotes": { message: "Tagma 不认识引号 {sign}。", help: "文本要放在半角双引号内：`{instead}`。" },
  "foreign-operator": { message: "`{operator}` 不是这里可用的运算符。", help: "请写 `{instead}`。" },
  "too-many-instants": {
    message: "规则回溯的时点超过了 {limit} 个。",
    help: "请减少 `as of … ago` 的嵌套层数：每多一层，时点数就成倍增加。",
  },
  "too-many-branches": {
    message: "此处的分支超过 {limit} 个。",
    help: "请把这些值放进文件并用 `is in` 判断，或拆成几个标签。",
  },
  "too-many-operands": {
    message: "此处连续的运算项超过 {limit} 个。",
    help: "请给其中的部分命名，各自写成一个标签。很长的选择请用列表：`is one of (…)` 或 `is in`。",
  },
  "too-many-values": {
    message: "这对括号中的值超过 {limit} 个。",
    help: '请把它们放进文件并声明：`list name from "file.csv"`。',
  },
  "too-many-declarations": {
    message: "规则的声明超过 {limit} 个；从这里开始不再读取。",
    help: "请拆分工作区，或删去没有人用到的声明。",
  },
  "too-many-mistakes": {
    message: "此文件中的错误超过 {limit} 个；从这里开始不再检查。",
    help: "请先改正前面的错误：其余的大多由它们引起；也可能这不是规则文件。",
  },
  "plan-too-large": {
    message: "规则要求的标签和聚合超过 {limit} 个；每个回看的时刻各算一次。",
    help: "请减少用 `as of … ago` 回看的标签。",
  },
  "too-deep": { message: "这里的嵌套超过了 {limit} 层。", help: "请把内层的一部分单独写成一个标签。" },
  "format-changes": {
    message: "在这里格式化会改变排版以外的内容，因此文件保持原样。",
    help: "请把这段文本反馈给我们：这是格式化程序的问题，不是您的问题。",
  },
  syntax: { message: "此处应为{expected}，却是{found}。", help: "{advice}" },

  // ── names ──
  "unknown-name": { message: "没有名为 `{name}` 的{kind}。", help: "{advice}" },
  "unknown-field": { message: "`{owner}` 没有名为 `{name}` 的字段。", help: "{advice}" },
  "unknown-value": { message: "`{value}` 不是{place}的可选值。", help: "可选值：{values}。" },
  "not-an-event": { message: "`{name}` 是{actual}，不是事件。", help: "这里需要一个事件。{advice}" },
  "wrong-name": { message: "`{name}` 是{actual}，不能当作{needed}使用。", help: "{advice}" },
  "duplicate-name": { message: "`{name}` 被声明了不止一次。", help: "另一处在{where}。请重命名其中一个。" },
  "case-clash": { message: "`{name}` 与 `{other}` 只有大小写不同。", help: "请重命名其中一个：人和数据库都容易混淆。" },
  "no-profile": { message: "工作区没有 `profile`。", help: "请声明客户档案：`profile customer { … }`。" },
  "unknown-annotation": { message: "Tagma 不认识注解 `@{name}`。", help: "{advice}" },
  "bad-annotation": { message: "`@{name}` 不完整：{reason}。", help: "例如：`{example}`" },
  unused: { message: "{what} `{name}` 从未被使用。", help: "请在标签中使用它，或将其删除。" },

  // ── types ──
  "type-mismatch": { message: "{problem}。", help: "{advice}" },
  "condition-expected": { message: "这里需要一个条件（是或否），但这是{actual}。", help: "{advice}" },
  "value-expected": { message: "这里需要{needed}，但这是{actual}。", help: "{advice}" },
  "excess-digits": {
    message: "{number} 的小数位数超过了{place}的上限（{digits} 位）。",
    help: "小数点后最多写 {digits} 位。",
  },
  "out-of-bounds": {
    message: "{value} 超出了 `{name}` 允许的范围（{bounds}）。",
    help: "请修改这个值，或修改字段声明中的范围。",
  },
  "bounds-reversed": { message: "下限 {low} 大于上限 {high}。", help: "请将两者对调。" },
  "list-mixed": { message: "列表 `{name}` 中既有{some}，又有{others}。", help: "列表中的所有值必须是同一类型。" },
  "list-unreadable": {
    message: "无法读取列表文件“{path}”：{reason}。",
    help: "路径相对于工作区文件夹；文件须为 UTF-8 编码的 CSV。",
  },
  "tag-of-duration": { message: "标签的值不能是时长。", help: "请说明以什么单位计：`days since …`、`hours since …`。" },
  "whole-set": {
    message: "整个集合不能作为这里的值：`{set}`。",
    help: '请判断该集合，用其结果：`{set} contains "…"`、`size of {set}`。',
  },

  // ── what may read what ──
  "kind-reads": { message: "{reader}不能读取{what}。", help: "{advice}" },
  "tag-in-where": {
    message: "`{name}` 是{actual}；`where` 只能查看事件和客户档案。",
    help: "请把这个条件移到计数之外：`… and {name}`。",
  },
  "aggregate-in-where": {
    message: "`where` 里不能再统计其他事件。",
    help: "请把它单独写成一个标签，再用 `and` 组合；或者使用序列：`A then B within 2 days`。",
  },
  "computed-reads": {
    message: "计算字段中不能使用 `{name}`。",
    help: "计算字段只能由所属事件自己的字段和 `time` 得出。取决于客户、其他事件或今天的，请写成标签。",
  },
  "computed-in-profile": {
    message: "档案中没有计算字段，但 `{name}` 是计算字段。",
    help: "请改写成标签：`attribute tag {name} = …`。",
  },
  "in-table": {
    message: "表不能有{what}，但 `{name}` 是。",
    help: "表的字段只用普通类型；是否已知取决于行。",
  },
  "computed-row": {
    message: "计算字段不能指向表中的行，但 `{name}` 要这样。",
    help: "请用 `text`，或在数据中提供键。",
  },
  "computed-required": {
    message: "计算字段不能带 `required` 或范围。",
    help: "请删去：它所用到的值都已知时，它就已知。",
  },
  "computed-too-large": {
    message: "`{name}` 展开后的值和运算（包括它所读取的计算字段）超过 {limit} 个。",
    help: "请让它少读取一些计算字段，或在数据中直接给出算好的值。",
  },
  "too-much-computed": {
    message: "规则中各处读取的计算字段，展开后合计超过 {limit} 个值和运算。",
    help: "请少在多处读取大的计算字段：把由它得出的写成标签，再读取该标签。",
  },
  "part-of-part": {
    message: "`{name}` 不能是 `{parent}` 的组成部分，因为 `{parent}` 本身就是另一个事件的组成部分。",
    help: "组成部分须属于独立的事件：请在 `part of` 后写该事件。",
  },
  "event-outside": {
    message: "`{name}` 属于事件，只能在 `where` 中使用。",
    help: "例如：`count of order_paid where weekday of time is monday`。",
  },
  "as-of-needs-tag": {
    message: "`as of … ago` 回看的是标签，但这是{actual}。",
    help: "请先把这个表达式写成一个标签，再写 `that_tag as of 30 days ago`。",
  },
  "label-expected": {
    message: "`predict` 如果不写未来的时间，就从标注学习，而标注是客户档案中的是/否字段。",
    help: "请写明看多远的将来，例如 `in next 60 days`；或者写上档案中的一个是/否字段，例如 `{example}`。",
  },
  "label-feature": {
    message: "`{name}` 读取了 `{label}`，而它正是模型要判断的标注。",
    help: "请去掉它：否则就是用标注来判断标注本身，在标注尚不可知的地方模型毫无用处。",
  },
  "model-untrained": {
    message: "模型 `{name}` 还没有训练：它的标签没有值。",
    help: "请用 `tagma train {name}` 训练它。",
  },
  "model-stale": {
    message: "模型 `{name}` 是按与现在不同的规则训练的：它的标签没有值。",
    help: "请用 `tagma train {name}` 重新训练。",
  },
  "model-unreadable": { message: "模型文件“{path}”无法使用：{reason}。", help: "请重新训练该模型，或恢复原来的文件。" },
  "not-in-sql": {
    message: "`{name}` 在 {target} 中无法准确表达：{reason}。",
    help: "用 `--leave-out` 略去它，或者用 `tagma run` 求值。",
  },
  cycle: { message: "它们循环依赖：{path}。", help: "请打破循环：其中一个不能读取另一个。" },

  // ── windows and sequences ──
  "window-empty": { message: "这个时间窗口不包含任何时间：{reason}。", help: "{advice}" },
  "window-reversed": { message: "这个时间窗口在 {end} 结束，却在其后的 {start} 才开始。", help: "请将两个日期对调。" },
  "window-units": {
    message: "`in last … {word} ending … {otherWord} ago` 混用了两种单位。",
    help: "请都用{unit}，或都用{otherUnit}。",
  },
  "last-units": {
    message: "由数值决定长短时，`in last` 只能用固定长度的单位，而{unit}的长短不一。",
    help: "请用天或周来写，例如 `in last 30 days`。",
  },
  "window-reads": {
    message: "`{name}` 不能用来表示时间窗口何时开始或有多长。",
    help: "`since` 和 `in last` 之后可以写客户档案的字段、由一个公式算出的属性标签、`now` 和 `today`。跟在另一个事件之后的，请写成序列：`count of A then B within 7 days`。",
  },
  "within-units": {
    message: "`within` 需要固定的时长，而{unit}的长短不一。",
    help: "请用天或周来写，例如 `within 30 days`。",
  },
  "not-last-step": { message: "`then not` 必须是序列的最后一步。", help: "请在这里结束序列，或去掉 `not`。" },
  "unit-of-date": { message: "日期没有{unit}这个单位。", help: "请按天、周、月、季度或年计算。" },
  "unit-until": { message: "不能使用 `{word} until`。", help: "{advice}" },

  // ── branches ──
  "no-branches": { message: "大括号里没有内容。", help: "{advice}" },
  "branch-order": {
    message: "`{branch}` 必须排在所有带条件的分支之后。",
    help: "顺序：先是条件，然后是 `when unknown`，最后是 `otherwise`。",
  },
  "duplicate-branch": { message: "值“{value}”出现了两次。", help: "请用 `or` 合并两个条件，或给其中一个换个名称。" },
  "equal-bounds": { message: "有两个分档都从 {bound} 开始。", help: "每个分档都要有自己的下限。" },
  "bad-test": { message: "{problem}。", help: "{advice}" },

  // ── proofs ──
  "branches-overlap": {
    message: "同一位客户可能既属于“{first}”又属于“{second}”。",
    help: "请让两个条件互斥，或改写为 `first of`，让排在前面的优先。下面这位客户同时属于两者。",
  },
  "not-proved-exclusive": {
    message: "未能证明“{first}”和“{second}”不会同时成立：{reason}。",
    help: "运行时会逐个客户检查；如果应由排在前面的优先，请写 `first of`。",
  },
  "proof-left": {
    message: "关于此处有 {count} 个问题未能解答：本次检查的计算量已用完。",
    help: "请把它拆成更小的标签，或给其中的部分单独命名。运行时仍会逐个客户判定。",
  },
  "branch-never": { message: "任何客户都不可能是“{value}”。", help: "{advice}" },
  "no-branch-taken": {
    message: "有些客户不属于任何分支。",
    help: "请为他们添加一个分支，或添加 `otherwise`。下面这位客户不属于任何分支。",
  },
  "law-broken": { message: "这条约束可能被违反：{law}。", help: "请修改规则使其成立。下面这位客户违反了它。" },
  "law-not-proved": { message: "未能证明这条约束始终成立：{reason}。", help: "运行时会逐个客户检查。" },
  "always-empty": { message: "任何客户都不可能属于 `{name}`。", help: "其中有两个条件互斥；请检查数值和时间窗口。" },
  "always-everyone": {
    message: "每位客户都始终属于 `{name}`。",
    help: "这个条件对所有人都成立；请检查数值和时间窗口。",
  },
  "condition-implied": { message: "这一条已经包含在旁边的条件里。", help: "可以省略。" },

  // ── hints ──
  "mixed-and-or": { message: "这里 `and` 的优先级高于 `or`。", help: "请加括号表明意图：`(a and b) or c`。" },
  "otherwise-takes-unknown": {
    message: "“{value}”也会包含条件未知的客户。",
    help: '如要区分，请在它前面添加分支 `"…" when unknown`。',
  },
  "not-leaves-unknown": {
    message: "这会漏掉 `{name}` 未知的客户。",
    help: "如果他们也应包含在内，请加上 `or {name} is unknown`。",
  },
  "where-runs-on": {
    message: "这个 `where` 也包含了 `{name}`，而它说的是客户，不是事件。",
    help: "请用括号括住您想要的部分：`(did … where …) and {name}`。",
  },
  "number-threshold": {
    message: "`{name}` 是浮点数；在非常接近阈值时，不同引擎的结果可能不同。",
    help: "请把字段声明为 `decimal(2)` 或 `money`，使其精确。",
  },
  "since-unknown": {
    message: "`{name}` 未知时，这里什么都不计入，就像没有事件一样。",
    help: "如果不是这个意思，请写明用什么代替：`({name} if unknown …)`。",
  },
  "since-ahead": {
    message: "`{name}` 还在将来的客户也会算在内：对他们来说 `{code}` 是负数。",
    help: "如果他们不应包含在内，请写 `{instead}`。",
  },
  "table-unfilled": {
    message: "没有数据源为表 `{name}` 提供数据，因此从它的行中读到的一切都是未知。",
    help: '请在 tagma.json 中写明它的行从哪里来：`{ "name": …, "file": …, "table": "{name}" }`。',
  },
  "field-hides-time": {
    message: "在针对 `{event}` 的 `where` 中，`time` 指的是这个字段，而不是事件发生的时间。",
    help: "请重命名该字段，以便两者都能使用。",
  },
} as const;
