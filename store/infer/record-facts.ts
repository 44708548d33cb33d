import { PART_LIMIT } from "../../engine/plan/parts.ts";
import { isObject, memberAt } from "../read/json-path.ts";
import { parseExactly } from "../read/jsonl.ts";
import { ColumnFacts } from "./column-facts.ts";
import { SetFacts } from "./set-facts.ts";

/** How deep objects are gone into. */
const DEPTH = 5;
/** Names of values that an element of a list may have. */
const NAMES_AT_MOST = 200;
/** Elements of the lists of one column that are looked at. */
const ELEMENTS_LOOKED_AT = 200_000;

/** The names of an object's values; of those within objects their paths. */
export function* pathsIn(object: Readonly<Record<string, unknown>>, depth = 0): Generator<string> {
  for (const [name, value] of Object.entries(object)) {
    const path = name.normalize("NFC");
    if (!isObject(value) || depth === DEPTH) yield path;
    else for (const inner of pathsIn(value, depth + 1)) yield `${path}.${inner}`;
  }
}

/** Why a column becomes nothing; a text of the catalogue for each. */
export type LeftOut =
  | "left-out-mixed"
  | "left-out-empty"
  | "left-out-object"
  | "left-out-nested"
  | "left-out-yes-no"
  | "left-out-many-values"
  | "left-out-many-parts"
  | "left-out-many-names";

/** A column that is no field: what its lists hold as parts of its rows, or why it is left out. */
export interface NestedColumn {
  readonly column: string;
  /** The row that shows it. */
  readonly line: number;
  readonly elements: RecordFacts | undefined;
  readonly leftOut: LeftOut | undefined;
}

/** What rows, or the objects of lists, have in common: each column, and what the lists in it hold. */
export class RecordFacts {
  private readonly all: ColumnFacts[];
  private readonly lists = new Map<string, ListFacts>();
  /** What settings call the record; nothing of rows. */
  private readonly place: string;
  private rows = 0;

  constructor(names: readonly string[], place = "") {
    this.place = place;
    this.all = names.map((name) => this.columnOf(name));
  }

  /** @param cells in the order of the names */
  add(cells: readonly unknown[], line: number): void {
    for (const [index, column] of this.all.entries()) this.addCell(column, cells[index], line);
    this.rows++;
  }

  /** An object whose names were not known before. */
  addObject(object: Readonly<Record<string, unknown>>, line: number): void {
    const known = new Set(this.all.map(({ name }) => name));
    for (const path of pathsIn(object)) {
      if (known.has(path) || this.all.length >= NAMES_AT_MOST) continue;
      const column = this.columnOf(path);
      column.addMissing(this.rows);
      this.all.push(column);
    }
    for (const column of this.all) this.addCell(column, memberAt(object, column.name), line);
    this.rows++;
  }

  private columnOf(name: string): ColumnFacts {
    return new ColumnFacts(name, this.place === "" ? name : `${this.place}.${name}`);
  }

  private addCell(column: ColumnFacts, cell: unknown, line: number): void {
    column.add(cell, line);
    const inText = listInText(cell);
    if (inText === undefined && (typeof cell !== "object" || cell === null)) return;
    let facts = this.lists.get(column.name);
    if (facts === undefined) {
      facts = new ListFacts(column);
      this.lists.set(column.name, facts);
    }
    if (Array.isArray(cell)) facts.add(cell, line);
    else if (inText !== undefined) facts.addInText(inText, line);
    else facts.objectAt ??= line;
  }

  get namesAreMany(): boolean {
    return this.all.length >= NAMES_AT_MOST;
  }

  /** The columns that may be fields, those of sets among them, and the others. */
  finish(): { readonly columns: readonly ColumnFacts[]; readonly nested: readonly NestedColumn[] } {
    const columns: ColumnFacts[] = [];
    const nested: NestedColumn[] = [];
    for (const column of this.all) {
      const found = this.lists.get(column.name)?.finish(this.pathsBelow(column.name));
      if (found === undefined) column.set ??= column.separatedLists;
      if (found === undefined) columns.push(column);
      else if (found !== "nothing") nested.push(found);
    }
    return { columns, nested };
  }

  /** Whether the values of a column's objects are columns of their own. */
  private pathsBelow(name: string): boolean {
    return this.all.some((other) => other.name.startsWith(`${name}.`));
  }
}

/** What the lists in a column hold. */
class ListFacts {
  objectAt: number | undefined;
  private readonly column: ColumnFacts;
  private readonly values = new SetFacts();
  private readonly elements: RecordFacts;
  private readonly counts = { values: 0, objects: 0, booleans: 0, lists: 0 };
  private inText = 0;
  private nulls = 0;
  private first = 0;
  private longest = { elements: 0, line: 0 };

  constructor(column: ColumnFacts) {
    this.column = column;
    this.elements = new RecordFacts([], column.place);
  }

  add(list: readonly unknown[], line: number): void {
    if (this.first === 0 && list.length > 0) this.first = line;
    if (list.length > this.longest.elements) this.longest = { elements: list.length, line };
    const texts: string[] = [];
    for (const element of list) {
      if (element === null || element === undefined) this.nulls++;
      else if (Array.isArray(element)) this.counts.lists++;
      else if (isObject(element)) {
        this.counts.objects++;
        if (this.counts.objects <= ELEMENTS_LOOKED_AT) this.elements.addObject(element, line);
      } else if (typeof element === "boolean") this.counts.booleans++;
      else texts.push(String(element).normalize("NFC"));
    }
    this.counts.values += texts.length;
    this.values.add(texts, line);
  }

  addInText(list: readonly unknown[], line: number): void {
    this.inText++;
    this.add(list, line);
  }

  /**
   * @param pathsBelow whether the values of objects are columns of their own
   * @returns undefined for a field, which may be a set; "nothing" where all is told by other columns
   */
  finish(pathsBelow: boolean): NestedColumn | "nothing" | undefined {
    const { column } = this;
    const { lists, objects } = column.nested;
    const values = column.filled - lists - objects - this.inText;
    if (objects > 0 && values + lists + this.inText === 0 && pathsBelow) return "nothing";
    const leftOut = this.leftOut(values);
    if (leftOut === "field") return undefined;
    if (leftOut === undefined && this.counts.objects === 0) {
      column.set = this.values;
      return undefined;
    }
    return {
      column: column.place,
      line: (leftOut === "left-out-object" ? this.objectAt : undefined) ?? this.first,
      leftOut,
      elements: leftOut === undefined ? this.elements : undefined,
    };
  }

  private leftOut(values: number): LeftOut | "field" | undefined {
    const { lists, objects } = this.column.nested;
    const kinds = Object.values(this.counts).filter((count) => count > 0).length;
    // A text that begins like a list is a text, unless all of them are lists of objects.
    if (lists + objects === 0 && (values > 0 || this.counts.objects === 0 || kinds > 1)) return "field";
    if (objects > 0) return lists + values + this.inText > 0 ? "left-out-mixed" : "left-out-object";
    // A set passes over what is null; of a part nothing would be left.
    if (values > 0 || kinds > 1 || (this.counts.objects > 0 && this.nulls > 0)) return "left-out-mixed";
    if (kinds === 0) return "left-out-empty";
    if (this.counts.lists > 0) return "left-out-nested";
    if (this.counts.booleans > 0) return "left-out-yes-no";
    if (this.values.tooLong !== undefined) return "left-out-many-values";
    if (this.counts.objects === 0) return undefined;
    if (this.longest.elements > PART_LIMIT) return "left-out-many-parts";
    return this.elements.namesAreMany ? "left-out-many-names" : undefined;
  }
}

const TEXT_LOOKED_AT = 1_000_000;

/** The list that a text is, written as JSON: of objects, or the empty one. */
function listInText(cell: unknown): readonly unknown[] | undefined {
  if (typeof cell !== "string" || cell.length > TEXT_LOOKED_AT || !/^\s*\[\s*[{\]]/.test(cell)) return undefined;
  try {
    const json = parseExactly(cell);
    return Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
