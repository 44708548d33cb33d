const { forbidden, options } = require("./.dependency-cruiser.cjs");

/** The same rules for the web application: its components are read by another parser, which knows JSX. */
module.exports = {
  forbidden,
  options: { ...options, parser: "acorn", babelConfig: { fileName: ".dependency-cruiser.babel.json" } },
};
