/** A JSONLogic rule (jsonlogic.com): a plain value, or an object with one operation. */
export type JsonLogic =
  | null
  | boolean
  | number
  | string
  | readonly JsonLogic[]
  | { readonly [operation: string]: JsonLogic };

/** Thrown for what can't be said exactly; the message says why. */
export class NotExactError extends Error {}
