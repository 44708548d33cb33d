import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaIn } from "../support/command.ts";

const workspace = (config: object = {}): string =>
  folderWith({
    "tagma.json": JSON.stringify({
      language: 1,
      sources: [{ name: "customers", file: "customers.csv", customer: "id", profile: true }],
      ...config,
    }),
    "rules.tagma": "profile customer { age : integer from 0 to 120 }\nattribute tag grown when age >= 18\n",
    "customers.csv": "id,age\na,30\n,31\nb,many\nc,130\n",
  });

describe("the command speaks the reader's language", () => {
  it.each([
    ["en", ["has no customer id", "is not a whole number", "is above the most allowed, 120"]],
    ["zh", ["没有客户编号", "不是整数", "高于允许的最大值 120"]],
    ["ja", ["顧客 ID がありません", "整数ではありません", "許される最大値 120 を上回っています"]],
    [
      "es",
      ["no tiene identificador de cliente", "no es un número entero", "está por encima del máximo permitido, 120"],
    ],
  ] as const)("%s: why rows are rejected, on the screen and in the list", async (language, reasons) => {
    const folder = workspace();
    const { code, out } = await tagmaIn(language, "import", "--max-errors", "100%", "-w", folder);
    expect(code).toBe(0);
    const list = readFileSync(join(folder, ".tagma/rejects-customers.csv"), "utf8");
    // A cell with a comma stands in quotes.
    expect(
      list
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => /^\d+,\w*,(?:"([^"]*)"|([^,]*)),/.exec(line)?.slice(1).join("")),
    ).toEqual(reasons);
    for (const reason of reasons) expect(out).toContain(reason);
  });

  it("tells programs the code, and the reason in English", async () => {
    const { out } = await tagmaIn("ja", "import", "--max-errors", "100%", "-w", workspace(), "--json");
    expect(JSON.parse(out).sources[0].rejects).toEqual([
      { line: 3, column: "id", code: "row-no-customer", reason: "has no customer id" },
      { line: 4, column: "age", code: "cell-not-integer", reason: "is not a whole number" },
      { line: 5, column: "age", code: "cell-above", reason: "is above the most allowed, 120" },
    ]);
  });

  it.each([
    ["en", 'tagma: tagma.json: "timeZone": there is no time zone called "Mars"; write one such as "Asia/Taipei"\n'],
    ["zh", 'tagma: tagma.json："timeZone"：没有名为“Mars”的时区；请写 "Asia/Taipei" 之类的名称\n'],
    [
      "ja",
      'tagma: tagma.json："timeZone"：「Mars」というタイムゾーンはありません。"Asia/Taipei" のように書いてください\n',
    ],
    ["es", 'tagma: tagma.json: "timeZone": no existe la zona horaria «Mars»; escriba una como "Asia/Taipei"\n'],
  ] as const)("%s: what is wrong in tagma.json", async (language, text) => {
    const { code, err } = await tagmaIn(language, "check", "-w", workspace({ timeZone: "Mars" }));
    expect([code, err]).toEqual([2, text]);
  });

  it.each([
    ["en", 'there is no tag or segment called "grwon"; did you mean "grown"?'],
    ["zh", "没有名为“grwon”的标签或人群；是否想写“grown”？"],
    ["ja", "「grwon」というタグもセグメントもありません。「grown」のことですか"],
    ["es", "no hay ninguna etiqueta ni segmento llamado «grwon»; ¿quería decir «grown»?"],
  ] as const)("%s: what is not there, and what is near", async (language, text) => {
    const folder = workspace();
    await tagma("import", "--max-errors", "100%", "-w", folder);
    expect((await tagmaIn(language, "explain", "a", "grwon", "-w", folder)).err).toBe(`tagma: ${text}\n`);
  });

  it("looks a store over in Spanish", async () => {
    const { out } = await tagmaIn("es", "doctor", "-w", workspace());
    expect(out).toContain("aún no hay datos");
    expect(out).toContain("impórtelos con `tagma import`");
  });
});
