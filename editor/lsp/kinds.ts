import { CompletionItemKind, SymbolKind } from "vscode-languageserver";
import type { CompletionKind } from "../language/completion.ts";
import type { OutlineKind } from "../language/outline.ts";

/** How editors draw what is offered. */
export const completionKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  unit: CompletionItemKind.Unit,
  event: CompletionItemKind.Event,
  field: CompletionItemKind.Field,
  tag: CompletionItemKind.Variable,
  segment: CompletionItemKind.Class,
  value: CompletionItemKind.EnumMember,
  list: CompletionItemKind.Constant,
  model: CompletionItemKind.Module,
  profile: CompletionItemKind.Struct,
  annotation: CompletionItemKind.Property,
  snippet: CompletionItemKind.Snippet,
};

/** How editors draw declarations. */
export const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  profile: SymbolKind.Struct,
  event: SymbolKind.Event,
  table: SymbolKind.Struct,
  field: SymbolKind.Field,
  tag: SymbolKind.Variable,
  branch: SymbolKind.EnumMember,
  lifecycle: SymbolKind.Enum,
  stage: SymbolKind.EnumMember,
  segment: SymbolKind.Class,
  law: SymbolKind.Boolean,
  list: SymbolKind.Array,
  model: SymbolKind.Module,
  test: SymbolKind.Method,
};
