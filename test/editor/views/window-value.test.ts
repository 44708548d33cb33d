import { describe, expect, it } from "vitest";
import { isCompleteWindow } from "../../../editor/views/form/complete.ts";
import { printWindow } from "../../../editor/views/print/leaf.ts";

describe("a window that is worked out of a value", () => {
  it.each(["since joined_at", "since customer.joined_at", "since (joined_at - 7 days)", "in last term days"])(
    "is written as it was: %s",
    (source) => {
      expect(isCompleteWindow({ kind: "value", source })).toBe(true);
      expect(printWindow({ kind: "value", source: ` ${source} ` })).toBe(source);
    },
  );

  it.each([
    "",
    "since",
    "since 2026-01-01",
    "in last 30 days",
    "today",
    "where amount > 1 since joined_at",
    "since joined_at and yes",
    "since joined_at > 3",
    "since joined_at // and",
    "since joined_at\nsegment other when yes",
  ])("is nothing else: %j", (source) => {
    expect(isCompleteWindow({ kind: "value", source })).toBe(false);
    expect(() => printWindow({ kind: "value", source })).toThrow("incomplete");
  });
});
