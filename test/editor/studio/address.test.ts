import { expect, it } from "vitest";
import { behind } from "../../../editor/studio/web/address.ts";

it.each(["ann", "%41", "100%", "a/b?c#d", "李 雷", "%E0%A4%A", "%25"])(
  "an id is in its address what it was: %s",
  (id) => {
    expect(behind("/customers/", `/customers/${encodeURIComponent(id)}`)).toBe(id);
  },
);

it("what nobody encoded is taken as it stands", () => {
  expect(behind("/customers/", "/customers/%E0%A4%A")).toBe("%E0%A4%A");
  expect(behind("/files/", "/files")).toBe("");
});
