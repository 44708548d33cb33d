import { describe, expect, it } from "vitest";
import { Attempts } from "../../../store/access/attempts.ts";

const SECOND = 1000;

/** How many of some wrong tokens, one a millisecond, were looked at. */
function tried(attempts: Attempts, address: (index: number) => string, count: number, began = 0): number {
  let looked = 0;
  for (let index = 0; index < count; index++) {
    const now = began + index;
    if (attempts.wait(address(index), undefined, now) > 0) continue;
    looked++;
    attempts.wrong(address(index), now);
  }
  return looked;
}

describe("wrong tokens", () => {
  it("of one address are looked at a few times, and then ever more seldom", () => {
    // Four are free; the fifth makes it wait 1 s, the sixth 2 s, the seventh 4 s.
    expect(tried(new Attempts(), () => "10.0.0.1", 4000)).toBe(7);
  });

  it("make an address wait five minutes at most", () => {
    const attempts = new Attempts();
    for (let wrong = 0; wrong < 30; wrong++) attempts.wrong("10.0.0.1", 0);
    expect(attempts.wait("10.0.0.1", undefined, 0)).toBe(300);
    expect(attempts.wait("10.0.0.1", undefined, 300 * SECOND)).toBe(0);
  });

  it("are forgotten after a quarter of an hour", () => {
    const attempts = new Attempts();
    for (let wrong = 0; wrong < 30; wrong++) attempts.wrong("10.0.0.1", 0);
    expect(attempts.wrong("10.0.0.1", 16 * 60 * SECOND)).toBe(1);
    expect(attempts.wait("10.0.0.1", undefined, 16 * 60 * SECOND)).toBe(0);
  });

  it("of very many addresses make those wait that never had a right one", () => {
    const attempts = new Attempts();
    attempts.right("192.0.2.1", "ann", 0);
    expect(tried(attempts, (index) => `10.0.${index >> 8}.${index & 255}`, 4000)).toBe(300);
    expect(attempts.wait("10.1.1.1", "bob", 5 * SECOND)).toBe(10);
    expect(attempts.wait("192.0.2.1", "ann", 5 * SECOND)).toBe(0);
    expect(attempts.wait("192.0.2.1", "bob", 5 * SECOND)).toBe(0);
    expect(attempts.wait("10.1.1.1", "bob", 61 * SECOND)).toBe(0);
  });

  it("never keep out who came in from there before", () => {
    const attempts = new Attempts();
    expect(attempts.right("10.0.0.1", "ann", 0)).toBe(true);
    expect(attempts.right("10.0.0.1", "ann", 1)).toBe(false);
    tried(attempts, () => "10.0.0.1", 100, 10);
    expect(attempts.wait("10.0.0.1", "ann", 200)).toBe(0);
    expect(attempts.wait("10.0.0.1", "bob", 200)).toBeGreaterThan(0);
    expect(attempts.wait("10.0.0.1", undefined, 200)).toBeGreaterThan(0);
  });

  it("count together of one network of IPv6", () => {
    const addresses = [
      "2001:db8:1:2::1",
      "2001:db8:1:2:ffff:0:0:2",
      "2001:db8:1:2:3::",
      "2001:db8:1:2::9",
      "2001:db8:1:2:a:b:c:d",
    ];
    const attempts = new Attempts();
    for (const address of addresses) attempts.wrong(address, 0);
    expect(attempts.wait("2001:db8:1:2::77", undefined, 0)).toBe(1);
    expect(attempts.wait("2001:db8:1:3::77", undefined, 0)).toBe(0);
    expect(attempts.wait("::ffff:10.0.0.1", undefined, 0)).toBe(0);
  });

  it("of a million addresses take no more memory than of ten thousand", () => {
    const attempts = new Attempts();
    for (let index = 0; index < 30_000; index++)
      attempts.wrong(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, index);
    expect(Reflect.get(attempts, "addresses").size).toBe(10_000);
  });
});
