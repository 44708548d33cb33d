/** What went wrong in a warehouse and what to do, in Japanese. */
export const japanese = {
  "duckdb-says": "DuckDB：{reason}",
  "duckdb-not-opened": "DuckDB は「{path}」を開けません：{reason}",
  "no-driver": "{engine} のドライバーがインストールされていません。`npm install {packages}` でインストールしてください",
  "interrupted-warehouse": "中断しました。データウェアハウスは元のままです",
  "bad-table-name": "「{name}」はテーブルの名前にできません：使えるのは英字、数字、_ で、最大 {limit} 文字です",
  "bad-column-name": "「{name}」は列の名前にできません：{limit} バイトを超えています",
  "postgres-address":
    "PostgreSQL のアドレスを読み取れません。postgres://user@host:5432/database のように書いてください",
  "postgres-encoding": "データベースの文字コードは {encoding} です。Tagma の文字列には UTF8 のデータベースが必要です",
  "postgres-zero": "「{table}」の列「{column}」にゼロ文字（U+0000）を含む文字列があり、PostgreSQL では保存できません",
  "postgres-no-files": "PostgreSQL は Parquet や CSV のファイルをその場では読めません。テーブルに読み込んでください",
  "postgres-silent": "{place} の PostgreSQL が応答しません。起動していて、アドレスは正しいですか",
  "postgres-password":
    "{place} の PostgreSQL はパスワードを求めています。PGPASSWORD、~/.pgpass、またはアドレスで指定してください",
  "postgres-refuses": "{place} の PostgreSQL に拒否されました：{reason}",
  "postgres-says": "PostgreSQL：{reason}",
  "postgres-broke": "{place} の PostgreSQL との接続が切れました。始めた処理は取り消されています",
  "run-under-way": "このデータベースでは別の計算が進行中です。終わってからもう一度試してください",
  "no-python": "Python を「{python}」として起動できません。場所を PYSPARK_PYTHON で指定してください",
  "spark-ended": "Spark のセッションが終了してしまいました{words}",
  "spark-missing":
    "この Python には Spark がインストールされていません。pyspark をインストールするか、Spark の場所を SPARK_HOME で指定してください",
  "spark-gone": "Spark との接続が切れました：{reason}",
  "spark-says": "Spark：{reason}",
  "spark-silent": "{master} の Spark マスターが応答しません。起動していて、アドレスは正しいですか",
  "engine-counted-nothing": "数えるよう求めましたが、エンジンは何も返しませんでした",
  "column-beyond": "列「{column}」に ±(2^53 − 1) を超える整数があり、正確に表せません",
  "column-type": "列「{column}」の型は {type} です。真偽値、数値、文字列のいずれかに変換してください",
  "spark-needs-java": "Spark を起動できません。Java 17 以降が必要です{words}",
  "spark-unreachable": "Spark に接続できません：{reason}{words}",
} as const;
