/** The direction of dependencies: cli → editor → engine → grammar; what a service embeds imports no Node module. */
module.exports = {
  forbidden: [
    {
      name: "grammar-knows-nobody",
      severity: "error",
      from: { path: "^grammar/" },
      to: { path: "^(engine|editor|cli)/" },
    },
    {
      name: "engine-knows-grammar-only",
      severity: "error",
      from: { path: "^engine/" },
      to: { path: "^(editor|cli)/" },
    },
    { name: "editor-does-not-know-cli", severity: "error", from: { path: "^editor/" }, to: { path: "^cli/" } },
    {
      name: "behind-the-plan-no-syntax",
      comment:
        "Executors and explanations see the plan, never syntax; what looks over the tables of a warehouse knows their schema.",
      severity: "error",
      from: { path: "^engine/(run|explain|sql)/", pathNot: "^engine/sql/(bindings|refusals|verify)\\.ts$" },
      to: { path: "^(grammar/|engine/check/)" },
    },
    {
      name: "the-front-knows-no-executor",
      severity: "error",
      from: { path: "^engine/check/" },
      to: { path: "^(engine/(run|explain)|store)/" },
    },
    {
      name: "embeddable-without-node",
      severity: "error",
      from: {
        path: "^(grammar/|engine/(calendar|statistics|check|compile|models|plan|run|explain|text|prove|testing|jsonlogic|sql|[a-z]+\\.ts$))",
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "embeddable-without-native",
      severity: "error",
      from: {
        path: "^(grammar/|engine/(calendar|statistics|check|compile|models|plan|run|explain|text|prove|testing|jsonlogic|sql|[a-z]+\\.ts$))",
      },
      to: { path: "better-sqlite3|^store/" },
    },
    {
      name: "reading-files-knows-no-database",
      comment: "Files become rows and cells, and rules are read off them, without a database.",
      severity: "error",
      from: { path: "^store/(infer/|import/(bytes|cells|csv|jsonl|parquet|rows|time-format)\\.ts$)" },
      to: { path: "better-sqlite3|^store/(sqlite|database|schema)\\.ts$" },
    },
    {
      name: "evaluating-and-storing-apart",
      comment: "The executor of a run can be replaced without touching how results are kept.",
      severity: "error",
      from: { path: "^store/evaluate\\.ts$" },
      to: { path: "^store/(tag-tables|run-changes|run|schema)\\.ts$" },
    },
    {
      name: "storing-and-evaluating-apart",
      severity: "error",
      from: { path: "^store/(tag-tables|run-changes)\\.ts$" },
      to: { path: "^store/evaluate\\.ts$" },
    },
    {
      name: "migrations-know-no-runs",
      severity: "error",
      from: { path: "^store/migrate/" },
      to: { path: "^store/(run|evaluate|tag-tables|import/)" },
    },
    {
      name: "compiled-executors-do-not-know-each-other",
      severity: "error",
      from: { path: "^engine/run/(ir|generate)/" },
      to: { path: "^engine/run/(one-customer|population)/" },
    },
    {
      name: "language-service-anywhere",
      comment: "The language service runs in a browser, too.",
      severity: "error",
      from: { path: "^editor/language/" },
      to: { path: "^store/|^editor/(?!language/)" },
    },
    {
      name: "language-service-without-node",
      severity: "error",
      from: { path: "^editor/language/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "views-anywhere",
      comment: "Forms, tables and sentences are read off the tree wherever the language service runs.",
      severity: "error",
      from: { path: "^editor/views/" },
      to: { path: "^store/|^editor/(?!language/|views/)" },
    },
    {
      name: "views-without-node",
      severity: "error",
      from: { path: "^editor/views/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "studio-api-knows-nobody",
      comment: "What server and browser say to each other stands on its own.",
      severity: "error",
      from: { path: "^editor/studio/api/" },
      to: { path: "^(grammar|engine|editor/(?!studio/api/))" },
    },
    {
      name: "studio-web-in-a-browser",
      comment: "The web application has the server behind its interface only, and no Node module.",
      severity: "error",
      from: { path: "^editor/studio/web/" },
      to: { path: "^store/|^editor/(lsp|studio/(server|data))/" },
    },
    {
      name: "studio-web-without-node",
      severity: "error",
      from: { path: "^editor/studio/web/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "warehouses-know-no-rules",
      comment: "What connects to an engine moves rows and runs statements; it knows neither plans nor syntax.",
      severity: "error",
      from: { path: "^warehouse/(duckdb|postgres|spark)/" },
      to: { path: "^(grammar/|engine/(check|plan|run|sql)/|store/(?!errors\\.ts$|column\\.ts$))" },
    },
    {
      name: "embeddable-without-warehouses",
      severity: "error",
      from: {
        path: "^(grammar/|engine/(calendar|statistics|check|compile|models|plan|run|explain|text|prove|testing|jsonlogic|sql|[a-z]+\\.ts$))",
      },
      to: { path: "^warehouse/" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true, viaOnly: { pathNot: "^engine/check/" } } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    parser: "swc",
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"] },
  },
};
