import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { folderWith, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

const rules = `table product by sku { brand : text }
profile customer { favourite : product }
attribute tag likes_acme when favourite.brand is "Acme"
`;
const files = (rows: string, file = "data/products.csv"): Readonly<Record<string, string>> => ({
  "tagma.json": JSON.stringify({
    language: 1,
    sources: [{ name: "goods", file: file.split("/").slice(0, 2).join("/"), table: "product", format: "csv" }],
  }),
  "rules.tagma": rules,
  [file]: rows,
});
const acme = "sku,brand\na1,Acme\n";
const kita = "sku,brand\na1,Kita\n";
const tablesOf = async (...args: readonly string[]): Promise<unknown> =>
  (await tagmaJson<{ readonly tables?: unknown }>("diff", ...args)).tables;

describe("tagma diff of the rows of tables", () => {
  it("tells where two folders have other rows, and nothing where they have the same", async () => {
    const [before, after] = [folderWith(files(acme)), folderWith(files(kita))];
    expect(await tagmaOut("diff", before, after)).toContain("the table product has other rows.");
    expect(await tagmaOut("diff", before, after, "--markdown")).toContain("the table product has other rows.");
    expect(await tablesOf(before, after)).toEqual(["product"]);
    expect(await tablesOf(before, folderWith(files(acme)))).toBeUndefined();
  });

  it.each(["data/products.csv", "data/products/all.csv"])("holds a folder against a revision: %s", async (file) => {
    const folder = folderWith(files(acme, file));
    const git = (...args: readonly string[]): unknown =>
      execFileSync("git", ["-C", folder, "-c", "user.name=T", "-c", "user.email=t@example.org", ...args]);
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "rows");
    expect(await tablesOf("HEAD", "-w", folder)).toBeUndefined();
    writeFiles(folder, { [file]: kita });
    expect(await tablesOf("HEAD", "-w", folder)).toEqual(["product"]);
    git("commit", "-qam", "others");
    expect(await tablesOf("HEAD~1..HEAD", "-w", folder)).toEqual(["product"]);
    expect(await tablesOf("HEAD", "-w", folder)).toBeUndefined();
  });

  it("says nothing of rows that one side does not have", async () => {
    const without = folderWith({ "tagma.json": files("")["tagma.json"] ?? "", "rules.tagma": rules });
    expect(await tablesOf(folderWith(files(acme)), without)).toBeUndefined();
  });
});
