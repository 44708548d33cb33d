import fc from "fast-check";

/** Texts that nobody expects, and some that somebody does. */
export const text = fc.oneof(
  fc.constantFrom(
    "",
    "tier",
    "spend",
    "ann",
    "2026-03-01",
    "9999-12-31",
    "%",
    "%E0%A4%A",
    "../../etc/passwd",
    "a\0b",
    "__proto__",
    "constructor",
    "\ud800",
    "x".repeat(2000),
  ),
  fc.string({ maxLength: 20, unit: "binary" }),
);
