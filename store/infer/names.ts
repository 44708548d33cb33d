import { basename } from "node:path";
import { reservedWords } from "../../grammar/tokens/words.ts";

/** A name as it is written in a rule file: in backticks unless it is a plain identifier; those that mean something are quoted too. */
export function nameText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? name
    : `\`${name.replaceAll(/[`\n\r]/g, " ")}\``;
}

const RESERVED: ReadonlySet<string> = new Set([...reservedWords, "id"]);

/** Names that no two sources or events share. */
export class Names {
  private readonly taken = new Set<string>();

  source(file: string): string {
    return this.free(
      `source ${basename(file).replace(/(\.[a-z]+)?(\.gz)?$/i, "")}`,
      basename(file).replace(/(\.[a-z]+)?(\.gz)?$/i, ""),
    );
  }

  /** What a table is called that a file holds. */
  table(file: string): string {
    return basename(file).replace(/(\.[a-z]+)?(\.gz)?$/i, "");
  }

  event(name: string): string {
    return this.free(`event ${name}`, name.normalize("NFC").replaceAll(/[`\n\r.]/g, " "));
  }

  private free(key: string, name: string): string {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name}_${number}`;
      const full = number === 1 ? key : `${key}_${number}`;
      if (this.taken.has(full)) continue;
      this.taken.add(full);
      return candidate;
    }
  }
}

/**
 * What the fields of a file's columns are called: like the columns, but for signs that no name has, and those of paths.
 */
export function fieldNames(columns: readonly string[]): (column: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [index, column] of columns.entries()) {
    const plain =
      column
        .replaceAll(".", "_")
        .replaceAll(/[`\n\r\t]/g, " ")
        .trim() || `column ${index + 1}`;
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}_${number}`;
    taken.add(name);
    names.set(column, name);
  }
  return (column) => names.get(column) ?? column;
}
