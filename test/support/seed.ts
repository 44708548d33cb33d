import fc from "fast-check";

/**
 * Where random input begins. Fixed, so that what is red was broken by a change and not by chance; other numbers, or
 * `random`, look for more: `TAGMA_SEED=random npm test`.
 */
const { TAGMA_SEED: asked = "20251130" } = process.env;
const seed = Number(asked);

if (asked !== "random") {
  if (!Number.isInteger(seed))
    throw new Error(`TAGMA_SEED is a whole number or "random", not ${JSON.stringify(asked)}.`);
  fc.configureGlobal({ seed });
}
