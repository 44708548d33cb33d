import { SET_LIMIT } from "../../engine/plan/sets.ts";
import { nameText } from "./names.ts";

const VALUES_AT_MOST = 20;
const VALUE_LENGTH = 50;

/** What lists of values have in common, as sets of a field. */
export class SetFacts {
  /** What stands between the values, where they stand in one text. */
  readonly separator: string | undefined;
  lists = 0;
  elements = 0;
  /** The first list that holds a value. */
  line = 0;
  /** The first list with more values than a set may hold. */
  tooLong: number | undefined;
  /** How many values there were when a new one came last. */
  private newestAt = 0;
  private values: Map<string, number> | undefined = new Map();

  constructor(separator?: string) {
    this.separator = separator;
  }

  add(list: readonly string[], line: number): void {
    this.lists++;
    const values = new Set(list);
    if (values.size === 0) return;
    if (this.elements === 0) this.line = line;
    this.elements += values.size;
    if (values.size > SET_LIMIT) this.tooLong ??= line;
    for (const value of values) {
      if (this.values === undefined) return;
      if (!this.values.has(value)) this.newestAt = this.elements;
      this.values.set(value, (this.values.get(value) ?? 0) + 1);
      if (this.values.size > VALUES_AT_MOST || value.length > VALUE_LENGTH || /[`\n\r]/.test(value) || value === "")
        this.values = undefined;
    }
  }

  /** The values where they are few, and come again; undefined elsewhere. */
  get repeated(): ReadonlyMap<string, number> | undefined {
    const { values } = this;
    return values !== undefined && values.size > 0 && values.size * 2 <= this.elements ? values : undefined;
  }

  /** How the type is written in a rule file. @param personal whose values don't belong into the rules */
  type(personal: boolean): string {
    const values = personal || this.newestAt * 2 > this.elements + 1 ? undefined : this.repeated;
    return values === undefined
      ? "set of text"
      : `set of one of (${[...values.keys()]
          .sort()
          .map((value) => nameText(value))
          .join(", ")})`;
  }
}
