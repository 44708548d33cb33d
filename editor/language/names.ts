import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import type { Declaration, NamedDeclaration } from "../../grammar/tree/declaration.ts";

/** What a name stands for: a declaration, a field of the profile or of an event, or a value of such a field. */
export type SymbolKey = string;
export const declarationKey = (name: string): SymbolKey => `declaration ${name}`;
export const fieldKey = (record: string, field: string): SymbolKey => `field ${record}.${field}`;
export const valueKey = (record: string, field: string, value: string): SymbolKey =>
  `value ${record}.${field}.${value}`;

/** The fields of the profile and of every event, with the values of those that are enums or sets of some. */
export interface RecordShape {
  readonly name: string;
  readonly isProfile: boolean;
  readonly fields: ReadonlyMap<string, readonly string[] | undefined>;
  /** The tables whose rows fields name, by field. */
  readonly rows: ReadonlyMap<string, string>;
  /** The key of a table. */
  readonly key: string | undefined;
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
    if (node.kind !== "profile" && node.kind !== "event" && node.kind !== "table") return;
    const fields = new Map(
      node.fields.map((field) => [
        field.name.text,
        "values" in field.type ? field.type.values?.map(({ name }) => name.text) : undefined,
      ]),
    );
    const shape: RecordShape = {
      name: node.name.text,
      isProfile: node.kind === "profile",
      fields,
      rows: new Map(
        node.fields.flatMap(({ name, type }) => (type.kind === "table" ? [[name.text, type.table.text] as const] : [])),
      ),
      key: node.kind === "table" ? node.key.text : undefined,
    };
    this.records.set(shape.name, shape);
    if (shape.isProfile) this.profile ??= shape;
  }

  /** The table whose row is meant by a field's name before a point, inside the `where` of an event or outside. */
  rowsOf(name: string, event: string | undefined): RecordShape | undefined {
    const ofEvent = event === undefined ? undefined : this.records.get(event);
    // In a `where` the event's field is meant, and the profile's name before the profile's field.
    const table =
      ofEvent?.rows.get(name) ??
      (ofEvent?.fields.has(name) === true || name === this.profile?.name ? undefined : this.profile?.rows.get(name));
    return table === undefined ? undefined : this.records.get(table);
  }

  /** What a bare name means, inside the `where` of an event or outside. */
  resolve(name: string, event: string | undefined): SymbolKey {
    if (event !== undefined && this.records.get(event)?.fields.has(name) === true) return fieldKey(event, name);
    if (this.profile?.fields.has(name) === true) return fieldKey(this.profile.name, name);
    return declarationKey(name);
  }
}
