/**
 * The name of the column of a field or tag, in Tagma's own tables and in SQL. Other columns begin with one underscore, so
 * a name in backticks that begins with one gets another.
 */
export function columnName(name: string): string {
  return name.startsWith("_") ? `_${name}` : name;
}
