const many = (count: number, each: (index: number) => string, between = "\n"): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(between);

const fields = (count: number, letter: string, type: string): string =>
  many(count, (index) => `${letter}${index} : ${type}`, "  ");

/** What the large rules read. */
export const largeSchema = `profile customer { age : integer  vip : yes/no  ${fields(24, "b", "yes/no")}  ${fields(20, "n", "integer")} }
event order { amount : money }
`;

/** Rules that are to end in an answer or a message, soon, wherever they are read. */
export const largeRules: Readonly<Record<string, string>> = {
  "20,000 branches": `rule tag t = one of { ${many(20_000, (index) => `"b${index}" when age is ${index}`)} }`,
  "6,000 branches": `rule tag t = one of { ${many(6000, (index) => `"b${index}" when age is ${index}`)} }`,
  "a one of over 20 integers": `rule tag t = one of { ${many(500, (index) => `"b${index}" when ${many(20, (field) => `n${field} > ${(index * 7 + field * 13) % 97}`, " and ")}`)} }`,
  "an exclusive or of 24 steps": many(24, (step) =>
    step === 0
      ? "rule tag x0 when b0"
      : `rule tag x${step} when (x${step - 1} and not b${step}) or (not x${step - 1} and b${step})`,
  ),
  "80 kB of backticks": "`".repeat(80_000),
  "`1 + ` 50,000 times": `rule tag t when ${"1 + ".repeat(50_000)}1 > 0`,
};
