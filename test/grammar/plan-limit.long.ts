import { describe, expect, it } from "vitest";
import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";

const lines = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join("\n");

describe("a plan", () => {
  it("holds no chain of 460 tags that is looked back at from 450 days", () => {
    const steps = lines(460, (i) => `rule tag x${i} when ${i === 0 ? "vip" : `x${i - 1} and not vip`}`);
    const looks = lines(450, (i) => `rule tag l${i} when x459 as of ${i + 1} days ago`);
    const text = `profile customer { vip : yes/no }\n${steps}\n${looks}`;
    const { diagnostics } = compile({ files: [{ path: "rules.tagma", text }], settings: planSettings({}) });
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([
      "plan-too-large",
    ]);
  });
});
