/** The diagnostics in Japanese. */
export const japaneseTexts = {
  // ── reading the file ──
  "bad-encoding": {
    message: "このファイルは正しい UTF-8 ではありません（最初の不正なバイトは位置 {offset}）。",
    help: "ファイルを UTF-8 で保存してください。",
  },
  "file-too-large": {
    message: "このファイルは {size} 文字あります。ルールファイルの上限は {limit} 文字です。",
    help: "複数のファイルに分けてください。同じワークスペースの `.tagma` ファイルは名前を共有します。",
  },
  "bad-character": {
    message: "`{character}` はここでは使えません。",
    help: "削除してください。テキストは二重引用符で、特殊な名前はバッククォートで囲みます。",
  },
  "unterminated-text": {
    message: 'このテキストは行末までに `"` で閉じられていません。',
    help: '末尾に `"` を付けてください。テキストの中の改行は `\\n` と書きます。',
  },
  "unterminated-name": {
    message: "この名前はバッククォートで閉じられていません。",
    help: "名前の末尾にバッククォートを付けてください。",
  },
  "bad-escape": {
    message: "`{escape}` はテキストの中で意味を持ちません。",
    help: '`\\"`、`\\\\`、`\\n`、`\\t`、`\\u{1F600}` のいずれかを書いてください。',
  },
  "bad-number": {
    message: "`{number}` は Tagma で扱える数値ではありません。",
    help: "整数は 9007199254740991 までで、小数も最後の桁を単位に数えて同じです（`decimal(9)` は 9007199.254740991 まで）。数値は 15 桁までです。単位の前には空白が必要です：`90 days`。",
  },
  "no-such-date": {
    message: "{date} という日付は暦にありません。",
    help: "日付は 2026-03-01 のように「年-月-日」の順で書きます。",
  },
  "full-width": { message: "`{sign}` は全角の記号です。", help: "`{instead}` と書いてください。" },
  "wrong-quotes": {
    message: "引用符 {sign} は使えません。",
    help: "テキストは半角の二重引用符で囲みます：`{instead}`。",
  },
  "foreign-operator": {
    message: "`{operator}` はここで使える演算子ではありません。",
    help: "`{instead}` と書いてください。",
  },
  "too-many-instants": {
    message: "ルールがさかのぼる時点が {limit} を超えています。",
    help: "`as of … ago` の入れ子を浅くしてください。1 段ごとに時点の数が掛け算で増えます。",
  },
  "too-many-branches": {
    message: "ここにある分岐は {limit} 個を超えています。",
    help: "値をファイルに入れて `is in` で調べるか、いくつかのタグに分けてください。",
  },
  "too-many-operands": {
    message: "ここに並ぶ項は {limit} 個を超えています。",
    help: "一部に名前を付け、それぞれ別のタグにしてください。長い選択肢はリストにします：`is one of (…)` または `is in`。",
  },
  "too-many-values": {
    message: "この括弧の中の値は {limit} 個を超えています。",
    help: 'ファイルに入れて宣言してください：`list name from "file.csv"`。',
  },
  "too-many-declarations": {
    message: "ルールの宣言が {limit} 個を超えています。ここから先は読み込みません。",
    help: "ワークスペースを分けるか、使われていない宣言を削除してください。",
  },
  "too-many-mistakes": {
    message: "このファイルの誤りは {limit} 個を超えています。ここから先は検査しません。",
    help: "最初の誤りから直してください。残りの多くはそれに起因します。ルールファイルではない可能性もあります。",
  },
  "plan-too-large": {
    message: "ルールが求めるタグと集計が {limit} 個を超えています。さかのぼる時点ごとに一つずつ数えます。",
    help: "`as of … ago` でさかのぼるタグを減らしてください。",
  },
  "too-deep": { message: "入れ子が {limit} 段を超えています。", help: "内側の部分を独立したタグにしてください。" },
  "format-changes": {
    message: "ここを整形すると体裁以外も変わるため、ファイルはそのままにしました。",
    help: "この文をお知らせください。整形機能の不具合であり、お客様の誤りではありません。",
  },
  syntax: { message: "{expected}が必要ですが、{found}があります。", help: "{advice}" },

  // ── names ──
  "unknown-name": { message: "`{name}` という{kind}はありません。", help: "{advice}" },
  "unknown-field": { message: "`{owner}` に `{name}` という項目はありません。", help: "{advice}" },
  "unknown-value": { message: "`{value}` は{place}の値ではありません。", help: "使える値：{values}。" },
  "not-an-event": {
    message: "`{name}` は{actual}であり、イベントではありません。",
    help: "ここにはイベントが必要です。{advice}",
  },
  "wrong-name": { message: "`{name}` は{actual}なので、{needed}としては使えません。", help: "{advice}" },
  "duplicate-name": {
    message: "`{name}` が複数回宣言されています。",
    help: "もう一方は{where}にあります。どちらかの名前を変えてください。",
  },
  "case-clash": {
    message: "`{name}` と `{other}` は大文字と小文字の違いしかありません。",
    help: "どちらかの名前を変えてください。人もデータベースも混同します。",
  },
  "no-profile": {
    message: "ワークスペースに `profile` がありません。",
    help: "顧客の項目を宣言してください：`profile customer { … }`。",
  },
  "unknown-annotation": { message: "`@{name}` という注釈は Tagma にはありません。", help: "{advice}" },
  "bad-annotation": { message: "`@{name}` が不完全です：{reason}。", help: "例：`{example}`" },
  unused: { message: "{what} `{name}` はどこからも使われていません。", help: "タグで使うか、削除してください。" },

  // ── types ──
  "type-mismatch": { message: "{problem}。", help: "{advice}" },
  "condition-expected": { message: "ここには条件（はい/いいえ）が必要ですが、これは{actual}です。", help: "{advice}" },
  "value-expected": { message: "ここには{needed}が必要ですが、これは{actual}です。", help: "{advice}" },
  "excess-digits": {
    message: "{number} の小数点以下の桁数が、{place}の上限（{digits} 桁）を超えています。",
    help: "小数点以下は {digits} 桁までにしてください。",
  },
  "out-of-bounds": {
    message: "{value} は `{name}` で許される範囲（{bounds}）の外です。",
    help: "値を変えるか、項目の宣言にある範囲を変えてください。",
  },
  "bounds-reversed": { message: "下限 {low} が上限 {high} を上回っています。", help: "両者を入れ替えてください。" },
  "list-mixed": {
    message: "リスト `{name}` に{some}と{others}が混ざっています。",
    help: "リストの値はすべて同じ型にしてください。",
  },
  "list-unreadable": {
    message: "リストのファイル「{path}」を読めません：{reason}。",
    help: "パスはワークスペースのフォルダーからの相対パスです。ファイルは UTF-8 の CSV にしてください。",
  },
  "tag-of-duration": {
    message: "タグの値を時間の長さにすることはできません。",
    help: "単位を指定してください：`days since …`、`hours since …`。",
  },
  "whole-set": {
    message: "集合全体をここの値にすることはできません：`{set}`。",
    help: '集合を調べ、その答えを使ってください：`{set} contains "…"`、`size of {set}`。',
  },

  // ── what may read what ──
  "kind-reads": { message: "{reader}は{what}を参照できません。", help: "{advice}" },
  "tag-in-where": {
    message: "`{name}` は{actual}です。`where` で参照できるのはイベントとプロフィールだけです。",
    help: "この条件を集計の外に出してください：`… and {name}`。",
  },
  "aggregate-in-where": {
    message: "`where` の中で別のイベントを集計することはできません。",
    help: "独立したタグにして `and` で組み合わせるか、順序を使ってください：`A then B within 2 days`。",
  },
  "computed-reads": {
    message: "計算フィールドの中で `{name}` は使えません。",
    help: "計算フィールドは、そのイベント自身のフィールドと `time` だけから求めます。顧客、ほかのイベント、今日によって変わるものはタグにしてください。",
  },
  "computed-in-profile": {
    message: "プロフィールに計算フィールドは置けませんが、`{name}` は計算フィールドです。",
    help: "代わりにタグを書いてください：`attribute tag {name} = …`。",
  },
  "in-table": {
    message: "テーブルに{what}は置けませんが、`{name}` はそうです。",
    help: "テーブルのフィールドは普通の型にしてください。値があるかどうかは行によります。",
  },
  "computed-row": {
    message: "計算フィールドはテーブルの行を指せませんが、`{name}` はそうなっています。",
    help: "`text` にするか、キーをデータで渡してください。",
  },
  "computed-required": {
    message: "計算フィールドに `required` や範囲は付けられません。",
    help: "取り除いてください。使っている値がすべて分かれば、このフィールドも分かります。",
  },
  "computed-too-large": {
    message: "`{name}` を展開すると、読み込む計算フィールドも含めて値と演算が {limit} 個を超えます。",
    help: "読み込む計算フィールドを減らすか、計算済みの値をデータに入れてください。",
  },
  "too-much-computed": {
    message: "ルールが読み込む計算フィールドを展開すると、合計で値と演算が {limit} 個を超えます。",
    help: "大きな計算フィールドを読む場所を減らしてください。そこから求めるものをタグにし、そのタグを読みます。",
  },
  "part-of-part": {
    message: "`{parent}` 自体が別のイベントの一部なので、`{name}` をその一部にはできません。",
    help: "一部が属するのは独立したイベントです。`part of` の後にそのイベントを書いてください。",
  },
  "event-outside": {
    message: "`{name}` はイベントに属し、`where` の中でだけ使えます。",
    help: "例：`count of order_paid where weekday of time is monday`。",
  },
  "as-of-needs-tag": {
    message: "`as of … ago` でさかのぼれるのはタグですが、これは{actual}です。",
    help: "式に名前を付けてタグにし、`that_tag as of 30 days ago` と書いてください。",
  },
  "label-expected": {
    message: "先の期間のない `predict` はラベルから学習します。ラベルはプロフィールのはい/いいえの項目です。",
    help: "`in next 60 days` のようにどこまで先を見るかを書くか、`{example}` のようなプロフィールのはい/いいえの項目を指定してください。",
  },
  "label-feature": {
    message: "`{name}` は、モデルが見分けるべきラベル `{label}` を読み取っています。",
    help: "取り除いてください。ラベルをラベル自身で見分けることになり、ラベルがまだ分からないところではモデルが役に立ちません。",
  },
  "model-untrained": {
    message: "モデル `{name}` はまだ学習していません。そのタグには値がありません。",
    help: "`tagma train {name}` で学習させてください。",
  },
  "model-stale": {
    message: "モデル `{name}` は今とは違うルールで学習したものです。そのタグには値がありません。",
    help: "`tagma train {name}` で学習し直してください。",
  },
  "model-unreadable": {
    message: "モデルファイル「{path}」は使えません: {reason}。",
    help: "学習し直すか、ファイルを元に戻してください。",
  },
  "not-in-sql": {
    message: "`{name}` は {target} では正確に表せません：{reason}。",
    help: "`--leave-out` で除くか、`tagma run` で評価してください。",
  },
  cycle: {
    message: "互いに循環して参照しています：{path}。",
    help: "循環を断ってください。どれか 1 つが他を参照しないようにしてください。",
  },

  // ── windows and sequences ──
  "window-empty": { message: "この期間には時間が含まれません：{reason}。", help: "{advice}" },
  "window-reversed": {
    message: "この期間は {end} に終わりますが、開始は後の {start} です。",
    help: "2 つの日付を入れ替えてください。",
  },
  "window-units": {
    message: "`in last … {word} ending … {otherWord} ago` で 2 つの単位が混ざっています。",
    help: "両方とも{unit}で、または両方とも{otherUnit}で書いてください。",
  },
  "last-units": {
    message: "値で長さを決める `in last` では長さの決まった単位だけが使えますが、{unit}は長さが一定ではありません。",
    help: "日または週で書いてください。例: `in last 30 days`。",
  },
  "window-reads": {
    message: "`{name}` で期間の始まりや長さを表すことはできません。",
    help: "`since` と `in last` の後には、プロフィールの項目、1 つの式で求める属性タグ、`now`、`today` が書けます。別のイベントに続くものはシーケンスで書いてください: `count of A then B within 7 days`。",
  },
  "within-units": {
    message: "`within` には一定の長さが必要ですが、{unit}は長さが一定ではありません。",
    help: "日か週で書いてください。例：`within 30 days`。",
  },
  "not-last-step": {
    message: "`then not` は順序の最後でなければなりません。",
    help: "ここで順序を終えるか、`not` を外してください。",
  },
  "unit-of-date": { message: "日付に{unit}はありません。", help: "日、週、月、四半期、年のいずれかで数えてください。" },
  "unit-until": { message: "`{word} until` は使えません。", help: "{advice}" },

  // ── branches ──
  "no-branches": { message: "波括弧の中が空です。", help: "{advice}" },
  "branch-order": {
    message: "`{branch}` は、条件のある分岐をすべて書いた後に置きます。",
    help: "順番：まず条件、次に `when unknown`、最後に `otherwise`。",
  },
  "duplicate-branch": {
    message: "値「{value}」が 2 回出てきます。",
    help: "2 つの条件を `or` でつなぐか、一方の名前を変えてください。",
  },
  "equal-bounds": { message: "{bound} から始まる区分が 2 つあります。", help: "区分ごとに異なる下限が必要です。" },
  "bad-test": { message: "{problem}。", help: "{advice}" },

  // ── proofs ──
  "branches-overlap": {
    message: "1 人の顧客が「{first}」と「{second}」の両方に当てはまることがあります。",
    help: "条件が重ならないようにするか、先に書いたものを優先するなら `first of` にしてください。下の顧客は両方に当てはまります。",
  },
  "not-proved-exclusive": {
    message: "「{first}」と「{second}」が同時に成り立たないことを証明できませんでした：{reason}。",
    help: "実行時に顧客ごとに確認します。先に書いたものを優先するなら `first of` にしてください。",
  },
  "proof-left": {
    message: "これについて {count} 件の問いが未解決です：この検査に許された計算量を使い切りました。",
    help: "小さなタグに分けるか、一部に名前を付けてください。実行時には顧客ごとに判定されます。",
  },
  "branch-never": { message: "「{value}」になる顧客は存在しません。", help: "{advice}" },
  "no-branch-taken": {
    message: "どの分岐にも当てはまらない顧客がいます。",
    help: "その顧客のための分岐か `otherwise` を追加してください。下の顧客はどれにも当てはまりません。",
  },
  "law-broken": {
    message: "この制約は破られることがあります：{law}。",
    help: "成り立つようにルールを変えてください。下の顧客が制約を破ります。",
  },
  "law-not-proved": {
    message: "この制約が常に成り立つことを証明できませんでした：{reason}。",
    help: "実行時に顧客ごとに確認します。",
  },
  "always-empty": {
    message: "`{name}` に入る顧客は存在しません。",
    help: "条件のうち 2 つが両立しません。数値と期間を確認してください。",
  },
  "always-everyone": {
    message: "すべての顧客が常に `{name}` に入ります。",
    help: "条件が全員に当てはまります。数値と期間を確認してください。",
  },
  "condition-implied": { message: "これは隣の条件からすでに導かれます。", help: "省略できます。" },

  // ── hints ──
  "mixed-and-or": {
    message: "ここでは `and` が `or` より先に結び付きます。",
    help: "意図がわかるように括弧を付けてください：`(a and b) or c`。",
  },
  "otherwise-takes-unknown": {
    message: "「{value}」には、条件が不明な顧客も入ります。",
    help: '分けたい場合は、その前に分岐 `"…" when unknown` を追加してください。',
  },
  "not-leaves-unknown": {
    message: "`{name}` が不明な顧客は、ここから漏れます。",
    help: "含めたい場合は `or {name} is unknown` を追加してください。",
  },
  "where-runs-on": {
    message: "この `where` には `{name}` も含まれますが、これはイベントではなく顧客についての条件です。",
    help: "意図した部分を括弧で囲んでください：`(did … where …) and {name}`。",
  },
  "number-threshold": {
    message: "`{name}` は浮動小数点数です。しきい値にごく近いと、エンジンによって結果が異なることがあります。",
    help: "項目を `decimal(2)` か `money` と宣言すると正確になります。",
  },
  "since-unknown": {
    message: "`{name}` が不明な場合、イベントが 1 件もないときと同じく、何も数えられません。",
    help: "そうでない場合は、代わりの値を書いてください: `({name} if unknown …)`。",
  },
  "since-ahead": {
    message: "`{name}` がまだ先の顧客もここに含まれます。その場合 `{code}` は負になります。",
    help: "含めたくない場合は `{instead}` と書いてください。",
  },
  "table-unfilled": {
    message: "テーブル `{name}` を満たすソースがないため、その行から読むものはすべて不明になります。",
    help: '行の出どころを tagma.json に書いてください: `{ "name": …, "file": …, "table": "{name}" }`。',
  },
  "field-hides-time": {
    message: "`{event}` についての `where` では、`time` は発生した日時ではなくこの項目を指します。",
    help: "両方を使えるように、項目の名前を変えてください。",
  },
} as const;
