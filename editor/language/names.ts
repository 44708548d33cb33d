import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import type { Declaration, NamedDeclaration } from "../../grammar/tree/declaration.ts";

/** What a name stands for: a declaration, a field of the profile or of an event, or a value of such a field. */
export type SymbolKey = string;
export const declarationKey = (name: string): SymbolKey => `declaration ${name}`;
export const fieldKey = (record: string, field: string): SymbolKey => `field ${record}.${field}`;
export const valueKey = (record: string, field: string, value: string): SymbolKey =>
  `value ${record}.${field}.${value}`;

/** The fields of the profile and of every event, with the values of those that are enums. */
export interface RecordShape {
  readonly name: string;
  readonly isProfile: boolean;
  readonly fields: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The declarations of a workspace by name, as names in its files see them. */
export class Names {
  readonly declarations = new Map<string, { readonly node: NamedDeclaration; readonly file: string }>();
  readonly records = new Map<string, RecordShape>();
  profile: RecordShape | undefined;

  constructor(files: readonly ParsedFile[]) {
    for (const { file, declarations } of files) {
      for (const node of declarations) this.add(node, file.path);
    }
  }

  private add(node: Declaration, file: string): void {
    if (!("name" in node) || node.name.text === "" || this.declarations.has(node.name.text)) return;
    this.declarations.set(node.name.text, { node, file });
    if (node.kind !== "profile" && node.kind !== "event") return;
    const fields = new Map(
      node.fields.map((field) => [
        field.name.text,
        field.type.kind === "one of" ? field.type.values.map(({ name }) => name.text) : undefined,
      ]),
    );
    const shape: RecordShape = { name: node.name.text, isProfile: node.kind === "profile", fields };
    this.records.set(shape.name, shape);
    if (shape.isProfile) this.profile ??= shape;
  }

  /** What a bare name means, inside the `where` of an event or outside. */
  resolve(name: string, event: string | undefined): SymbolKey {
    if (event !== undefined && this.records.get(event)?.fields.has(name) === true) return fieldKey(event, name);
    if (this.profile?.fields.has(name) === true) return fieldKey(this.profile.name, name);
    return declarationKey(name);
  }
}
