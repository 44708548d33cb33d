/**
 * Who may import whom: cli → editor/studio → store → engine → grammar, and behind the plan nobody sees syntax.
 * A folder may import itself, what its row names, and the texts, which import nobody. A folder without a row is an error.
 */
const texts = "grammar/texts";
const base = "engine/(invariant|calendar|text|plan)";
const interpreter = "engine/run/[a-z-]+\\.ts$";
const compiled = [interpreter, "engine/run/(ir|generate)", "engine/models", base];
const rows = {
  grammar: [],
  "engine/invariant": [],
  "engine/calendar": ["engine/invariant"],
  "engine/text": ["engine/invariant"],
  "engine/statistics": ["engine/invariant"],
  "engine/identity": ["engine/invariant", "engine/text"],
  "engine/plan": [base],
  "engine/models": ["engine/statistics", base],
  [interpreter]: ["engine/models", base],
  "engine/run/ir": [interpreter, base],
  "engine/run/generate": compiled,
  "engine/run/one-customer": compiled,
  "engine/run/population": compiled,
  "engine/instants": [interpreter, base],
  "engine/explain": ["engine/(run|models|instants)", base],
  "engine/sql": ["engine/run", base, "grammar/diagnostics"],
  "engine/source": ["grammar", base],
  "engine/jsonlogic": ["engine/source", "grammar", base],
  "engine/check": ["grammar", base],
  "engine/prove": ["engine/(run|source)", "grammar", base],
  "engine/compile": ["engine/(check|prove|models)", "grammar", base],
  "engine/testing": ["engine/(check|compile|explain|prove|run|source)", "grammar", base],
  "engine/index\\.ts$": ["engine", "grammar"],
  store: ["engine", "grammar"],
  "store/read": ["store/[a-z-]+\\.ts$", "store/workspace/config\\.ts$", base, "grammar/diagnostics"],
  "store/population": ["engine"],
  "store/migrate": ["store/sqlite", base],
  warehouse: ["store", "engine", "grammar"],
  "warehouse/(duckdb|postgres|spark)": ["warehouse", "store/errors\\.ts$"],
  "editor/[a-z-]+\\.ts$": ["grammar"],
  "editor/vscode": [],
  "editor/language": ["engine", "grammar"],
  "editor/views": ["editor/language", "engine", "grammar"],
  "editor/lsp": ["editor/(language|views)", "store", "engine", "grammar"],
  "editor/studio/api": [],
  "editor/studio/web": ["editor/(studio/api|language|views)", "engine", "grammar"],
  "editor/studio/data": ["editor/studio/api", "store", "engine", "grammar"],
  "editor/studio/server": ["editor/studio/(api|data)", "store", "engine", "grammar"],
  cli: ["editor", "warehouse", "store", "engine", "grammar"],
};
const sources = "^(grammar|engine|store|warehouse|service|editor|cli)/";
const within = (folders) => `^(${folders.map((folder) => (folder.endsWith("$") ? folder : `${folder}/`)).join("|")})`;
const arrows = Object.entries(rows).map(([folder, allowed]) => ({
  name: `what ${folder} may import`,
  severity: "error",
  from: { path: within([folder]) },
  to: { path: sources, pathNot: within([folder, texts, ...allowed]) },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: "every folder has a row",
      severity: "error",
      from: { path: sources, pathNot: within(Object.keys(rows)) },
      to: {},
    },
    {
      name: "pure: no Node module",
      comment: "The language, the engine and what the browser runs can be embedded anywhere.",
      severity: "error",
      from: { path: "^(grammar|engine|editor/(language|views|studio/(api|web)))/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure: no package but these",
      comment: "Nothing native, nothing that reads files or opens sockets.",
      severity: "error",
      from: { path: "^(grammar|engine|editor/(language|views))/" },
      to: {
        path: "node_modules/",
        pathNot: "node_modules/(chevrotain|@chevrotain|@noble/hashes|@bufbuild/protobuf|ajv)/",
      },
    },
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    parser: "swc",
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
