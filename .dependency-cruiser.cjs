/** The direction of dependencies: cli → editor → engine → grammar; what a service embeds imports no Node module. */
module.exports = {
  forbidden: [
    { name: "grammar-knows-nobody", severity: "error", from: { path: "^grammar/" }, to: { path: "^(engine|editor|cli)/" } },
    { name: "engine-knows-grammar-only", severity: "error", from: { path: "^engine/" }, to: { path: "^(editor|cli)/" } },
    { name: "editor-does-not-know-cli", severity: "error", from: { path: "^editor/" }, to: { path: "^cli/" } },
    { name: "behind-the-plan-no-syntax", comment: "Executors and explanations see the plan, never syntax.", severity: "error", from: { path: "^engine/(run|explain)/" }, to: { path: "^(grammar/|engine/check/)" } },
    { name: "the-front-knows-no-executor", severity: "error", from: { path: "^engine/check/" }, to: { path: "^engine/(run|store|explain)/" } },
    { name: "embeddable-without-node", severity: "error", from: { path: "^(grammar/|engine/(calendar|check|plan|run|explain|text|prove|testing|[a-z]+\\.ts$))", pathNot: "^engine/run/population/" }, to: { dependencyTypes: ["core"] } },
    { name: "embeddable-without-native", severity: "error", from: { path: "^(grammar/|engine/(calendar|check|plan|run|explain|text|prove|testing|[a-z]+\\.ts$))" }, to: { path: "better-sqlite3|^engine/store/" } },
    { name: "reading-files-knows-no-database", comment: "Files become rows and cells, and rules are read off them, without a database.", severity: "error", from: { path: "^engine/store/(infer/|import/(bytes|cells|csv|jsonl|parquet|rows|time-format)\\.ts$)" }, to: { path: "better-sqlite3|^engine/store/(sqlite|database|schema)\\.ts$" } },
    { name: "evaluating-and-storing-apart", comment: "The executor of a run can be replaced without touching how results are kept.", severity: "error", from: { path: "^engine/store/evaluate\\.ts$" }, to: { path: "^engine/store/(tag-tables|run-changes|run|schema)\\.ts$" } },
    { name: "storing-and-evaluating-apart", severity: "error", from: { path: "^engine/store/(tag-tables|run-changes)\\.ts$" }, to: { path: "^engine/store/evaluate\\.ts$" } },
    { name: "migrations-know-no-runs", severity: "error", from: { path: "^engine/store/migrate/" }, to: { path: "^engine/store/(run|evaluate|tag-tables|import/)" } },
    { name: "populations-are-for-node", comment: "The population executor has threads and shared memory; what a service embeds does not know it.", severity: "error", from: { path: "^(grammar/|engine/(calendar|check|plan|run|explain|text|prove|testing|[a-z]+\\.ts$))", pathNot: "^engine/run/population/" }, to: { path: "^engine/run/population/" } },
    { name: "compiled-executors-do-not-know-each-other", severity: "error", from: { path: "^engine/run/(ir|generate)/" }, to: { path: "^engine/run/(profile|population)/" } },
    { name: "language-service-anywhere", comment: "The language service runs in a browser, too.", severity: "error", from: { path: "^editor/language/" }, to: { path: "^engine/store/|^editor/(?!language/)" } },
    { name: "language-service-without-node", severity: "error", from: { path: "^editor/(language|views)/" }, to: { dependencyTypes: ["core"] } },
    { name: "views-anywhere", comment: "Forms, tables and sentences are read in a browser, too.", severity: "error", from: { path: "^editor/views/" }, to: { path: "^engine/store/|^editor/(?!language/|views/)" } },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true, viaOnly: { pathNot: "^engine/check/" } } },
  ],
  options: { doNotFollow: { path: "node_modules" }, parser: "swc", enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs"] } },
};
