/** JSON Schema (draft-07) of a fit, with the limits within which a model may be. */
const number = { type: "number", minimum: -1e15, maximum: 1e15 } as const;
const positive = { type: "number", exclusiveMinimum: 0, maximum: 1e15 } as const;
const whole = { type: "integer", minimum: -1e12, maximum: 1e12 } as const;
const list = (items: object, most: number): object => ({ type: "array", items, maxItems: most });
const object = (properties: Record<string, object>): object => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
/** One of several shapes, told apart by the value of one property. */
export const variants = (propertyName: string, ...oneOf: readonly object[]): object => ({
  type: "object",
  discriminator: { propertyName },
  oneOf,
});
const kind = (...names: readonly string[]): object => ({ enum: names });

/** Most arguments of a fit, trees of an ensemble, nodes of a tree, groups, and items. */
export const limits = { args: 500, trees: 1000, nodes: 511, groups: 100, items: 200 } as const;

const bound = { anyOf: [{ type: "null" }, number] };
const link = variants(
  "kind",
  object({ kind: kind("probability") }),
  object({ kind: kind("amount"), units: { type: "integer", minimum: 1, maximum: 1e9 } }),
  object({ kind: kind("number"), per: positive, low: bound, high: bound }),
);
const typical = list({ anyOf: [{ type: "null" }, number] }, limits.args);
const tree = object({
  split: list({ type: "integer", minimum: -1, maximum: limits.args }, limits.nodes),
  at: list(number, limits.nodes),
  other: list({ type: "integer", minimum: 0, maximum: limits.nodes }, limits.nodes),
  missing: list({ enum: [0, 1] }, limits.nodes),
});
const lifetime = variants(
  "model",
  object({ model: kind("BG/NBD"), r: positive, alpha: positive, a: positive, b: positive }),
  object({ model: kind("Pareto/NBD"), r: positive, alpha: positive, s: positive, beta: positive }),
);
const spend = object({
  p: positive,
  q: positive,
  v: positive,
  share: { type: "number", exclusiveMinimum: 0, maximum: 1 },
});

export const fitSchema = variants(
  "kind",
  object({
    kind: kind("linear"),
    link,
    constant: number,
    weights: list(number, limits.args),
    unknown: list(number, limits.args),
    typical,
  }),
  object({
    kind: kind("affine"),
    link,
    constant: number,
    weights: list(number, limits.args),
    unknown: typical,
    typical,
  }),
  object({ kind: kind("trees"), link, base: whole, trees: list(tree, limits.trees), typical }),
  object({
    kind: kind("nearest"),
    means: list(number, limits.args),
    scales: list(positive, limits.args),
    centres: list(list(number, limits.args), limits.groups),
  }),
  object({ kind: kind("cuts"), cuts: list(number, limits.groups) }),
  object({
    kind: kind("lifetime"),
    output: kind("alive", "back", "orders", "value", "wait"),
    parameters: lifetime,
    spend,
    horizon: positive,
    units: { type: "integer", minimum: 1, maximum: 1e9 },
  }),
  object({
    kind: kind("only"),
    low: number,
    high: { anyOf: [{ type: "null" }, number] },
    whole: { type: "boolean" },
  }),
  object({
    kind: kind("chosen"),
    values: list(number, limits.args),
    otherwise: { anyOf: [{ type: "null" }, number] },
  }),
  object({
    kind: kind("picks"),
    rank: { type: "integer", minimum: 1, maximum: limits.items },
    alike: list(list(number, limits.items), limits.items),
    popular: list(number, limits.items),
  }),
);
