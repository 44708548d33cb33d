import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { folderWith, tagmaOut } from "../support/command.ts";
import { shop } from "../support/language.ts";
import { LspClient } from "../support/lsp-client.ts";

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: number;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

interface Edit {
  readonly newText: string;
  readonly range: { readonly start: { readonly character: number }; readonly end: { readonly character: number } };
}

const clients: LspClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
});

/** An editor in which the shop's rules, and a second file, are open. */
async function editing(more: string): Promise<{
  client: LspClient;
  folder: string;
  edit: (text: string) => void;
  problems: (fits: (found: Published) => boolean) => Promise<Published>;
}> {
  const folder = folderWith({
    "tagma.json": '{ "language": 1, "timeZone": "UTC", "currency": "USD" }',
    "rules.tagma": shop,
    "more.tagma": more,
  });
  const client = new LspClient(folder);
  clients.push(client);
  const { capabilities } = await client.request<{ capabilities: Record<string, unknown> }>("initialize", {
    processId: null,
    rootUri: client.uri(""),
    capabilities: {},
  });
  expect(Object.keys(capabilities)).toEqual(
    expect.arrayContaining([
      "completionProvider",
      "hoverProvider",
      "definitionProvider",
      "renameProvider",
      "semanticTokensProvider",
      "codeActionProvider",
    ]),
  );
  client.notify("initialized", {});
  client.notify("textDocument/didOpen", {
    textDocument: { uri: client.uri("more.tagma"), languageId: "tagma", version: 1, text: more },
  });
  let version = 1;
  return {
    client,
    folder,
    edit: (text) =>
      client.notify("textDocument/didChange", {
        textDocument: { uri: client.uri("more.tagma"), version: ++version },
        contentChanges: [{ text }],
      }),
    problems: (fits) =>
      client.waitFor<Published>(
        "textDocument/publishDiagnostics",
        (found) => found.uri === client.uri("more.tagma") && fits(found),
      ),
  };
}
const document = (client: LspClient, path = "more.tagma") => ({ textDocument: { uri: client.uri(path) } });

describe("tagma lsp", () => {
  it("tells problems as they come and go, proofs with their customer included", async () => {
    const { client, edit, problems } = await editing("rule tag t when agee > 3\n");
    const first = await problems(({ diagnostics }) => diagnostics.length > 0);
    expect(first.diagnostics).toMatchObject([
      {
        code: "unknown-name",
        severity: 1,
        range: { start: { line: 0, character: 16 }, end: { line: 0, character: 20 } },
        message: expect.stringContaining("Did you mean `age`?"),
      },
    ]);
    edit('rule tag t = one of { "A" when age > 3  "B" when age > 5 }\n');
    const second = await problems(({ diagnostics }) => diagnostics.some(({ code }) => code === "branches-overlap"));
    expect(second.diagnostics.find(({ code }) => code === "branches-overlap")?.message).toContain(
      'test "both \\"A\\" and \\"B\\"" as of',
    );
    edit("rule tag t when age > 3\n");
    expect((await problems(({ diagnostics }) => diagnostics.length === 0)).diagnostics).toEqual([]);
    expect(await client.close()).toBe(0);
    expect(client.stderr).toBe("");
  });

  it("speaks the language that the editor names", async () => {
    const folder = folderWith({
      "tagma.json": '{ "language": 1, "timeZone": "UTC", "currency": "USD" }',
      "rules.tagma": shop,
      "more.tagma": "",
    });
    const client = new LspClient(folder);
    clients.push(client);
    await client.request("initialize", { processId: null, rootUri: client.uri(""), capabilities: {}, locale: "zh-CN" });
    client.notify("initialized", {});
    client.notify("textDocument/didOpen", {
      textDocument: {
        uri: client.uri("more.tagma"),
        languageId: "tagma",
        version: 1,
        text: 'rule tag t when agee > 3\nrule tag u when value_tier is "VIP"\n',
      },
    });
    const { diagnostics } = await client.waitFor<Published>(
      "textDocument/publishDiagnostics",
      (found) => found.uri === client.uri("more.tagma"),
    );
    expect(diagnostics[0]?.message).toBe("没有名为 `agee` 的字段或标签。您是不是想写 `age`？");
    const hovered = await client.request<{ contents: { value: string } }>("textDocument/hover", {
      ...document(client),
      position: { line: 1, character: 20 },
    });
    expect(hovered.contents.value).toContain("“价值等级”取以下互斥的值之一：");
    const fixes = await client.request<{ title: string }[]>("textDocument/codeAction", {
      ...document(client),
      range: { start: { line: 0, character: 16 }, end: { line: 0, character: 20 } },
      context: { diagnostics: [] },
    });
    expect(fixes.map(({ title }) => title)).toContain("把 `agee` 换成 `age`");
    expect(await client.close()).toBe(0);
  });

  it("completes, explains and finds across files", async () => {
    const { client } = await editing('rule tag t when value_tier is "VIP"\nrule tag u when \n');
    const items = await client.request<{ label: string; textEdit: { newText: string } }[]>("textDocument/completion", {
      ...document(client),
      position: { line: 1, character: 16 },
    });
    expect(items.map(({ label }) => label)).toContain("orders_90d");
    const hovered = await client.request<{ contents: { value: string } }>("textDocument/hover", {
      ...document(client),
      position: { line: 0, character: 20 },
    });
    expect(hovered.contents.value).toContain("Value tier, rule tag");
    const defined = await client.request<{ uri: string; range: { start: { line: number } } }>(
      "textDocument/definition",
      { ...document(client), position: { line: 0, character: 20 } },
    );
    expect(defined).toMatchObject({ uri: client.uri("rules.tagma"), range: { start: { line: 14, character: 9 } } });
    const used = await client.request<{ uri: string }[]>("textDocument/references", {
      ...document(client),
      position: { line: 0, character: 20 },
      context: { includeDeclaration: true },
    });
    expect(used.map(({ uri }) => uri).toSorted()).toEqual(
      [client.uri("more.tagma"), client.uri("rules.tagma"), client.uri("rules.tagma")].toSorted(),
    );
  });

  it("renames in every file, and says why when it can't", async () => {
    const { client } = await editing('rule tag t when value_tier is "VIP"\n');
    const { changes } = await client.request<{ changes: Record<string, { newText: string }[]> }>(
      "textDocument/rename",
      { ...document(client), position: { line: 0, character: 20 }, newName: "tier" },
    );
    expect(Object.keys(changes).toSorted()).toEqual([client.uri("more.tagma"), client.uri("rules.tagma")].toSorted());
    expect(
      Object.values(changes)
        .flat()
        .map(({ newText }) => newText),
    ).toEqual(["tier", "tier", "tier"]);
    await expect(
      client.request("textDocument/rename", {
        ...document(client),
        position: { line: 0, character: 20 },
        newName: "age",
      }),
    ).rejects.toThrow("There is something called `age` already.");
  });

  it("lays out, outlines, folds, colours and mends", async () => {
    const { client } = await editing("rule   tag t when agee > 3\n// a\n// b\n");
    const layout = await client.request<{ newText: string }[]>("textDocument/formatting", {
      ...document(client),
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(layout.map(({ newText }) => newText)).toEqual(["rule tag t when agee > 3\n// a\n// b\n"]);
    expect(await client.request("textDocument/documentSymbol", document(client))).toMatchObject([
      { name: "t", children: [] },
    ]);
    expect(await client.request("textDocument/foldingRange", document(client))).toMatchObject([
      { startLine: 1, endLine: 2, kind: "comment" },
    ]);
    const { data } = await client.request<{ data: number[] }>("textDocument/semanticTokens/full", document(client));
    expect(data.slice(0, 15)).toEqual([0, 0, 4, 0, 0, 0, 7, 3, 0, 0, 0, 4, 1, 1, 1]);
    const actions = await client.request<{ title: string; edit: { changes: Record<string, { newText: string }[]> } }[]>(
      "textDocument/codeAction",
      {
        ...document(client),
        range: { start: { line: 0, character: 18 }, end: { line: 0, character: 18 } },
        context: { diagnostics: [] },
      },
    );
    expect(actions).toMatchObject([
      { title: "Replace `agee` by `age`", edit: { changes: { [client.uri("more.tagma")]: [{ newText: "age" }] } } },
    ]);
  });

  it("offers a mend where the cursor is at what it mends, and nowhere else", async () => {
    const text = 'rule tag t "😀" when agee > 3 and citty is "x"';
    const { client, problems } = await editing(text);
    await problems(({ diagnostics }) => diagnostics.length > 0);
    const offered = async (from: number, to: number) => {
      const actions = await client.request<{ title: string; edit: { changes: Record<string, Edit[]> } }[]>(
        "textDocument/codeAction",
        {
          ...document(client),
          range: { start: { line: 0, character: from }, end: { line: 0, character: to } },
          context: { diagnostics: [] },
        },
      );
      return actions.map(({ title, edit }) => {
        const [change] = edit.changes[client.uri("more.tagma")] ?? [];
        if (change === undefined) throw new Error(title);
        const { start, end } = change.range;
        return `${title}: ${text.slice(0, start.character)}${change.newText}${text.slice(end.character)}`;
      });
    };
    const age = 'Replace `agee` by `age`: rule tag t "😀" when age > 3 and citty is "x"';
    const city = 'Replace `citty` by `city`: rule tag t "😀" when agee > 3 and city is "x"';
    const places = [text.indexOf("agee"), text.indexOf("citty")] as const;
    for (let cursor = 0; cursor <= text.length; cursor++) {
      const at = (start: number, length: number): boolean => start <= cursor && cursor <= start + length;
      const wanted = [...(at(places[0], 4) ? [age] : []), ...(at(places[1], 5) ? [city] : [])];
      expect([cursor, await offered(cursor, cursor)]).toEqual([cursor, wanted]);
    }
    expect(await offered(0, text.length)).toEqual([age, city]);
  });

  it("lays out only what is selected", async () => {
    const { client } = await editing("rule   tag t when age > 3\nrule   tag u when age > 4\n");
    const edits = await client.request<unknown[]>("textDocument/rangeFormatting", {
      ...document(client),
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } },
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits).toEqual([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 25 } },
        newText: "rule tag u when age > 4",
      },
    ]);
  });

  it("runs a test from above it, by the rules as they are in the editor", async () => {
    const { client, edit } = await editing(
      'test "grown up" as of 2026-03-01 {\n  customer { birth_date: 2000-01-01  sms_opt_in: no }\n  expect age > 30\n}\n',
    );
    const lenses = await client.request<{ command: { title: string; command: string; arguments: unknown[] } }[]>(
      "textDocument/codeLens",
      document(client),
    );
    expect(lenses.map(({ command }) => command.title)).toEqual(["▶ run test"]);
    const run = () =>
      client.request("workspace/executeCommand", { command: "tagma.runTest", arguments: lenses[0]?.command.arguments });
    const told = client.waitFor<{ type: number; message: string }>("window/showMessage", () => true);
    expect(await run()).toEqual({ title: "grown up", passed: false, failures: ["expect age > 30: got no"] });
    expect((await told).message).toBe("✗ grown up\nexpect age > 30: got no");
    edit(
      'test "grown up" as of 2026-03-01 {\n  customer { birth_date: 2000-01-01  sms_opt_in: no }\n  expect age > 20\n}\n',
    );
    expect(await run()).toEqual({ title: "grown up", passed: true, failures: [] });
    await expect(client.request("workspace/executeCommand", { command: "rm", arguments: [] })).rejects.toThrow(
      "tagma.runTest takes",
    );
  });

  it("counts who is in, by the data and the rules of the moment", async () => {
    const folder = folderWith();
    await tagmaOut("init", folder, "--time-zone", "Asia/Taipei");
    await tagmaOut("import", "-w", folder);
    const client = new LspClient(folder);
    clients.push(client);
    await client.request("initialize", {
      processId: null,
      rootUri: client.uri(""),
      capabilities: { workspace: { codeLens: { refreshSupport: true } } },
    });
    const text = readFileSync(join(folder, "rules.tagma"), "utf8");
    client.notify("textDocument/didOpen", {
      textDocument: { uri: client.uri("rules.tagma"), languageId: "tagma", version: 1, text },
    });
    const counted = async (): Promise<string[]> => {
      const ask = () =>
        client.request<{ command: { title: string } }[]>("textDocument/codeLens", document(client, "rules.tagma"));
      const refresh = client.waitFor("workspace/codeLens/refresh", () => true);
      await ask();
      await refresh;
      return (await ask()).map(({ command }) => command.title);
    };
    expect(await counted()).toEqual(
      expect.arrayContaining(["Casual 2 · VIP 1 · Regular 1", "1 of 4 customers (25.0 %)", "▶ run test"]),
    );
    client.notify("textDocument/didChange", {
      textDocument: { uri: client.uri("rules.tagma"), version: 2 },
      contentChanges: [{ text: text.replaceAll("= 500", "= 600").replaceAll("< 500", "< 600") }],
    });
    expect(await counted()).toEqual(expect.arrayContaining(["Regular 2 · Casual 2"]));
  });

  it("sees what changes on disk, and files of no workspace are nobody's business", async () => {
    const { client, folder, problems } = await editing("rule tag t when age > 3\n");
    expect(readFileSync(join(folder, "rules.tagma"), "utf8")).toContain("attribute tag age");

    writeFileSync(join(folder, "rules.tagma"), shop.replace("attribute tag age ", "attribute tag years "));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: client.uri("rules.tagma"), type: 2 }] });
    expect((await problems(({ diagnostics }) => diagnostics.length > 0)).diagnostics).toMatchObject([
      { code: "unknown-name" },
    ]);
    expect(
      await client.request("textDocument/hover", {
        textDocument: { uri: "untitled:1" },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    expect(
      await client.request("textDocument/hover", {
        textDocument: { uri: "file:///nowhere/x.tagma" },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
  });
});
