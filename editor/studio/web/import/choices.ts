import type { ColumnChoice, FieldKind, FileChoice, FileProposal, Meaning } from "../../api/bringing.ts";

type FileKind = FileChoice["kind"];

/** What a column can be for, by what its file holds. */
const meanings: Readonly<Record<FileKind, readonly Meaning[]>> = {
  profile: ["customer", "time", "field", "out"],
  event: ["customer", "time", "id", "line", "field", "out"],
  events: ["customer", "time", "id", "type", "line", "field", "out"],
  part: ["line", "number", "field", "out"],
  table: ["key", "field", "out"],
};
export const meaningsOf = (kind: FileKind): readonly Meaning[] => meanings[kind];

/** Only one column can be for these. */
const single: ReadonlySet<Meaning> = new Set<Meaning>(["customer", "time", "id", "type", "key", "line", "number"]);

/** The types that can be chosen by hand. */
export const chooseable: readonly FieldKind[] = [
  "text",
  "one of",
  "yes/no",
  "integer",
  "decimal",
  "number",
  "money",
  "date",
  "time",
];

export const isDated = ({ meaning, kind }: ColumnChoice): boolean =>
  meaning === "time" || (isField(meaning) && (kind === "date" || kind === "time"));
export const isNumber = ({ meaning, kind }: ColumnChoice): boolean =>
  isField(meaning) && (kind === "integer" || kind === "decimal" || kind === "number" || kind === "money");
export const isField = (meaning: Meaning, fileKind?: FileKind): boolean =>
  meaning === "field" || (meaning === "line" && fileKind !== "part");

/** What is said of a file, with another word on one of its columns. What only one column can be, the other is no more. */
export function withColumn(choice: FileChoice, column: string, change: Partial<ColumnChoice>): FileChoice {
  const { meaning } = change;
  return {
    ...choice,
    columns: choice.columns.map((one): ColumnChoice => {
      if (one.column === column) return { ...one, ...change };
      return meaning !== undefined && single.has(meaning) && one.meaning === meaning
        ? { ...one, meaning: "field" }
        : one;
    }),
  };
}

/** A file said to hold something else: what its columns can't be any more they are fields, and a table has a key. */
export function withKind(choice: FileChoice, kind: FileKind, { columns }: FileProposal): FileChoice {
  const allowed = meaningsOf(kind);
  const changed = choice.columns.map((column): ColumnChoice =>
    allowed.includes(column.meaning) ? column : { ...column, meaning: "field" },
  );
  const rowsOf = Math.max(...columns.map(({ distinct }) => distinct));
  const key = columns.find(({ distinct, empty }) => distinct === rowsOf && empty === 0)?.column;
  const made = { ...choice, kind, columns: changed };
  return kind === "table" && key !== undefined && !changed.some(({ meaning }) => meaning === "key")
    ? withColumn(made, key, { meaning: "key" })
    : made;
}

/** The sources whose rows a file's lines may belong to, each with the column that names a row. */
export function parentsOf(
  files: readonly FileChoice[],
  upload: string,
): { readonly source: string; readonly key: string }[] {
  return files.flatMap((other) => {
    const key = other.columns.find(({ meaning }) => meaning === "id")?.column;
    return other.upload === upload || other.how !== "new" || key === undefined ? [] : [{ source: other.source, key }];
  });
}
