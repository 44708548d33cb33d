import type { EditorTexts } from "./editor-texts.ts";

export const japanese: EditorTexts = {
  kinds: {
    "attribute tag": "属性タグ", "statistical tag": "統計タグ", "rule tag": "ルールタグ", "mined tag": "予測タグ", profile: "プロフィール", event: "イベント", lifecycle: "ライフサイクル",
    list: "リスト", segment: "セグメント", model: "モデル",
  },
  alwaysKnown: "必須", mayBeUnknown: "不明なことがある", personal: "個人情報",
  bounds: (low, high) => `${low} から ${high} まで`,
  valueOf: (field) => `${field} の値`,
  owner: (name) => `担当：${name}`, group: (name) => `グループ：${name}`,
  reads: (names) => `参照先：${names}`, usedBy: (names) => `参照元：${names}`,
  comma: "、", more: (count) => `、ほか ${count} 件`,

  leaveOut: "省略する", changeTo: (text) => `${text} に変える`, firstWins: "先に成り立つ分岐を優先する（first of）", addOtherwise: "それ以外の顧客のための分岐を追加する", other: "その他",
  orUnknown: (name) => `${name} が不明な顧客も含める`, asTest: "この顧客をテストに追加する",
  noNameHere: "ここに名前はありません。", notDeclared: "この名前は宣言されていないため、変更できません。", notAName: (text) => `「${text}」は名前として使えません。`, nameTaken: (name) => `\`${name}\` という名前はすでに使われています。`,

  snippets: {
    when: "はい/いいえのタグ", "one-of": "互いに重ならない値", "first-of": "優先順位のある値", statistical: "顧客がしたこと", attribute: "プロフィールの項目から",
    segment: "対象者のまとまり", event: "顧客の行動", test: "顧客の例と、成り立つべきこと",
  },
  annotations: {
    label: "他の言語での名前", group: "カタログでの位置", owner: "担当者", status: "draft（下書き）、active（使用中）、retired（廃止）", refresh: "計算の頻度",
    sensitivity: "取り扱いの注意度", channel: "対応するチャネルコード", rename: "以前の名前",
  },

  runTest: "▶ テストを実行", rulesHaveErrors: "ルールに誤りがあります。先に直してください。", got: (expectation, value) => `${expectation}：実際は ${value}`,
  customers: (some, every, share) => `顧客 ${every} 人中 ${some} 人（${share}）`, knownOf: (some, every) => `${every} 人中 ${some} 人でわかっている`, moreValues: (count) => `ほか ${count} 件`, inError: (count) => `エラー ${count} 人`,
};
