/** What a look at the store finds, and what to do about it, in Japanese. */
export const japanese = {
  "doctor-whole": "完全です",
  "doctor-damaged": "壊れています：{problems}",
  "doctor-put-backup": "バックアップと置き換えるか、別の場所に移してから取り込み直してください",
  "doctor-put-made-backup":
    "バックアップ（`tagma backup` で作れます）と置き換えるか、別の場所に移してから取り込み直してください",
  "doctor-no-data": "データがまだありません",
  "doctor-import-it": "`tagma import` で取り込んでください",
  "doctor-no-tables": "テーブルがまだありません",
  "doctor-import": "`tagma import` で取り込んでください",
  "doctor-other-layout": "データベースの構成は {found} ですが、このプログラムが扱えるのは {known} です",
  "doctor-update": "tagma を更新してください",
  "doctor-import-fresh": "`tagma import --fresh` で取り込み直してください",
  "doctor-layout": "構成 {version}",
  "doctor-lead-somewhere": "すべて有効です",
  "doctor-broken-references": "{rows} 行が、存在しない行を参照しています",
  "doctor-backup-or-fresh": "バックアップと置き換えるか、`tagma import --fresh` で取り込み直してください",
  "doctor-no-tags": "タグがまだありません",
  "doctor-none": "ありません",
  "doctor-orphans": "{customers} 人の顧客に、タグがあるのにデータがありません",
  "doctor-run-again": "`tagma run` を実行してください。すべてのタグを作り直します",
  "doctor-not-compared": "ルールに誤りがあるため、テーブルと比べていません",
  "doctor-check": "`tagma check` で誤りを確認できます",
  "doctor-fit": "テーブルはルールに合っています",
  "doctor-other-tables": "ルールは別のテーブルを必要としています",
  "doctor-migrate": "必要なことは `tagma migrate` でわかります",
  "doctor-current-only": "現在の値だけ：{fields}",
  "doctor-give-times": "過去の値が必要なら、データソースに時刻の列を加えてください。このような項目は学習には適しません",
  "doctor-erasure-pending": "消去が、ファイルを書き直す前に中断されています",
  "doctor-writing-completes": "`tagma run` など、書き込むコマンドを実行すれば完了します",
  "doctor-complete": "完了しています",
  "doctor-leftovers_one": "{names} は、中断された処理の残りです",
  "doctor-leftovers_other": "{names} は、中断された処理の残りです",
  "doctor-remove-them": "消しても残してもかまいません。次に同じ種類のコマンドを実行すると置き換わります",
  "doctor-free": "空きは {megabytes} MB です",
  "doctor-little-free": "空きは {megabytes} MB だけで、データベースを書き直すには足りません",
  "doctor-make-room": "空きを作ってください",
  "doctor-sources": 'tagma.json の "sources" を確認してください。取り込んだものは {path} に残っています',
  "erased-still-read":
    "別のプロセスがまだ以前の状態を読んでいます。ファイルは、次に書き込むコマンド（またはこのコマンドの再実行）で書き直されます。",
  "erased-no-room":
    "この顧客は削除され、どのコマンドからも見えません。ただしディスクに空きがなくファイルを書き直せないため、空きページにバイトが残っている可能性があります。{megabytes} MB 空けてください。次に書き込むコマンド（またはこのコマンドの再実行）で完了します。",
  "erased-in-file_one": "{file} にこの顧客の行がまだ {count} 行あります。そこから取り除いてください。",
  "erased-in-file_other": "{file} にこの顧客の行がまだ {count} 行あります。そこから取り除いてください。",
  "erased-in-rules":
    "{file} にこの顧客が書かれています。そこから取り除き、バージョン管理下なら履歴からも取り除いてください。",
  "erased-before-training": "{path} はこの顧客からも学習した可能性があります。学習し直してください: tagma train {name}",
  "erased-value-in-model":
    "{path} にはこの顧客だけが持っていたテキストが含まれています。学習し直してください: tagma train {name}",
  "erased-value-shown_one":
    "ほかの {count} 人の {tag} に、この顧客だけが持っていたテキストがあります。モデルを学習し直してから実行してください: tagma run",
  "erased-value-shown_other":
    "ほかの {count} 人の {tag} に、この顧客だけが持っていたテキストがあります。モデルを学習し直してから実行してください: tagma run",
  "erased-remembered": "今後のインポートはこの顧客を読み飛ばします（残るのは ID のソルト付きハッシュだけです）。",
  "erased-look-through": "バックアップと以前に書き出したファイルは、ご自身で確認してください。",
  "erased-forgotten":
    "置き換えられたデータベースは読めなかったため、そこから誰が消去されていたかはもう分かりません。もう一度消去してください。",
} as const;
