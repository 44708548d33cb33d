import { columnName } from "../plan/column-name.ts";
import { CUSTOMER, DATE, EVENT_ID, HOUR, KEY, TIME, VALID_FROM, WEEKDAY } from "../plan/own-columns.ts";

/**
 * Where the customers and events stand. Tagma's own tables hold units, days and milliseconds; a user's own tables hold
 * DECIMAL, DATE and TIMESTAMP, and are read with a conversion.
 */
export interface Layout {
  /** True for tables of a user's own, which tagma.json binds; false for those that Tagma made. */
  readonly bound: boolean;
  readonly profile: ProfileLayout | undefined;
  readonly events: ReadonlyMap<string, EventLayout>;
  /** Where the rows of a table stand, each under a key of its own; undefined where nobody said. */
  table(name: string): TableLayout | undefined;
}
export interface TableLayout {
  readonly path: readonly string[];
  readonly key: string;
  column(field: string): string;
}
export interface ProfileLayout {
  readonly path: readonly string[];
  readonly customer: string;
  /** Undefined when there is one row a customer, valid from the beginning. */
  readonly validFrom: string | undefined;
  column(field: string): string;
}
export interface EventLayout {
  readonly path: readonly string[];
  readonly id: string;
  readonly customer: string;
  readonly time: string;
  /** The local date (as a day number), weekday (0 is Monday) and hour; worked out of the time when they are not there. */
  readonly local: { readonly date: string; readonly weekday: string; readonly hour: string } | undefined;
  column(field: string): string;
}

/** How the tables that Tagma makes are called where they stand. */
export interface TagmaTableNames {
  /** The schema that they stand in, or none. */
  readonly schema?: readonly string[] | undefined;
  /** False when no customer has more than one version of the profile, valid from the beginning. */
  readonly versions?: boolean;
  readonly profile?: string;
  /** The table of an event, and the column of a field, where they are called otherwise than in the embedded database. */
  readonly table?: (event: string) => string;
  /** What holds the rows of a table of the rules. */
  readonly rows?: (table: string) => string;
  readonly column?: (field: string) => string;
}

/** The layout of the tables that Tagma makes. */
export function tagmaLayout(
  events: Iterable<string>,
  {
    schema = [],
    versions = true,
    profile = "profile",
    table = (event) => `event_${event}`,
    rows = (name) => `table_${name}`,
    column = columnName,
  }: TagmaTableNames = {},
): Layout {
  return {
    bound: false,
    profile: {
      path: [...schema, profile],
      customer: CUSTOMER,
      validFrom: versions ? VALID_FROM : undefined,
      column,
    },
    events: new Map(
      [...events].map((event) => [
        event,
        {
          path: [...schema, table(event)],
          id: EVENT_ID,
          customer: CUSTOMER,
          time: TIME,
          local: { date: DATE, weekday: WEEKDAY, hour: HOUR },
          column,
        },
      ]),
    ),
    table: (name) => ({ path: [...schema, rows(name)], key: KEY, column }),
  };
}

/** Names that no other has, however an engine compares them. */
export class Names {
  private readonly taken = new Set<string>();
  private readonly longest: number;

  /** @param longest most bytes of a name */
  constructor(longest: number) {
    this.longest = longest;
  }

  /** The wanted name, or the same with a number at its end. */
  take(wanted: string): string {
    for (let number = 1; ; number++) {
      const name = this.cut(wanted, number === 1 ? "" : `_${number}`);
      const key = name.toLowerCase().normalize("NFKC");
      if (this.taken.has(key)) continue;
      this.taken.add(key);
      return name;
    }
  }

  private cut(wanted: string, ending: string): string {
    let characters = [...wanted];
    const bytes = (): number => new TextEncoder().encode(characters.join("") + ending).length;
    while (bytes() > this.longest) characters = characters.slice(0, -1);
    return characters.join("") + ending;
  }
}
