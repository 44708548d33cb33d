/** How large a table may be: it is held in memory as a whole. */
export const tableLimits = {
  rows: 5_000_000,
  /** Characters of a key. */
  key: 1000,
} as const;
