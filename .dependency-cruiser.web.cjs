const { forbidden, options } = require("./.dependency-cruiser.cjs");

/**
 * The same rules for the web application: its components are read by another parser, which knows JSX. What it imports of
 * the rest is not read again.
 */
module.exports = {
  forbidden,
  options: {
    ...options,
    doNotFollow: { path: "node_modules|^(grammar|engine|store|warehouse|cli)/|^editor/(?!studio/web/)" },
    parser: "acorn",
    babelConfig: { fileName: ".dependency-cruiser.babel.json" },
  },
};
