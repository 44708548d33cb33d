import type { Choices } from "./choices.ts";
import { fields } from "./fields.ts";
import { Names } from "./names.ts";
import type { Value } from "./vocabulary.ts";

/** A table as it is declared, and what its rows hold. */
export interface RandomTable {
  readonly name: string;
  readonly key: string;
  readonly fields: readonly Value[];
  readonly text: string;
}

/** What means something else where a field's type stands: a table that is called so goes in backticks there. */
const typeWords: ReadonlySet<string> = new Set([
  "text",
  "integer",
  "number",
  "money",
  "date",
  "time",
  "decimal",
  "one",
  "required",
  "personal",
]);

/** Up to two tables, as often as not none. */
export function randomTables(choices: Choices, names: Names): RandomTable[] {
  const usual = ["product", "`is`", "商品"].slice(0, choices.chance(2) ? 1 + choices.below(2) : 0);
  return usual.flatMap((one): RandomTable[] => {
    const name = names.of(choices, [one]);
    if (name === undefined) return [];
    const own = new Names();
    const key = own.of(choices, ["sku", "`per`"]) ?? "sku";
    const record = fields(choices, own, 5, true);
    return [
      {
        name,
        key,
        fields: record.values,
        text: `table ${name}${choices.maybe(' "A table"')} by ${key} {${record.text}}`,
      },
    ];
  });
}

/** Fields of a record that name rows of tables, and what they reach. */
export function rowFields(
  choices: Choices,
  taken: Names,
  tables: readonly RandomTable[],
): { readonly text: string; readonly values: Value[]; readonly through: Value[]; readonly row: string } {
  const values: Value[] = [];
  const through: Value[] = [];
  const texts: string[] = [];
  const row: string[] = [];
  for (const usual of ["sku", "favourite"].slice(0, tables.length === 0 ? 0 : choices.below(3))) {
    const table = choices.any(tables);
    const name = taken.of(choices, [usual]);
    if (name === undefined || table === undefined) continue;
    values.push({ name, kind: "text", values: [] });
    through.push(...table.fields.map((field) => ({ ...field, name: `${name}.${field.name}`, carried: true })));
    const required = choices.maybe(" required", 5);
    if (required !== "") row.push(`${name}: "a"`);
    const named = typeWords.has(table.name) ? `\`${table.name}\`` : table.name;
    texts.push(`${name} : ${named}${required}${choices.maybe(" personal", 9)}`);
  }
  return { text: texts.map((text) => `  ${text}`).join(""), values, through, row: row.join("  ") };
}
