/** What the command says around diagnostics, in Japanese. */
export const japanese = {
  "severity.error": "エラー",
  "severity.warning": "警告",
  "severity.hint": "ヒント",
  "counted.error_one": "エラー {count} 件",
  "counted.error_other": "エラー {count} 件",
  "counted.warning_one": "警告 {count} 件",
  "counted.warning_other": "警告 {count} 件",
  "counted.hint_one": "ヒント {count} 件",
  "counted.hint_other": "ヒント {count} 件",
  workspace: "ファイル {files} 件、タグ {tags} 件、セグメント {segments} 件、テスト {tests} 件：",
  askedAll: "証明器に {questions} 件を問い合わせ、すべて結論が出ました。",
  askedOpen: "証明器に {questions} 件を問い合わせ、{open} 件は結論が出ていません。",
  askedLeft:
    "証明器に {questions} 件を問い合わせ、{open} 件は結論が出ていません。うち {left} 件は、この検査に許された計算量を使い切ったためです。",
  mendFirst: "{counted}。先にルールを直してください。`tagma check` ですべて確認できます。",
} as const;
