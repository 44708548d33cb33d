/** A customer as plain JSON. Field values: money and decimals in major units, dates `YYYY-MM-DD`, times ISO 8601. */
export interface CustomerInput {
  readonly id?: string;
  /** The profile, valid from the beginning. */
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
  /** Or its versions, each valid from its `validFrom`, ISO 8601, until the next; null is from the beginning. */
  readonly versions?:
    | readonly { readonly validFrom?: string | null; readonly fields: Readonly<Record<string, unknown>> }[]
    | undefined;
  readonly events?: readonly EventInput[] | undefined;
}
/** An event as plain JSON. */
export interface EventInput {
  /** Its name in the rules; events that no rule reads are passed over. */
  readonly type: string;
  /** Its own among the events of its type: of two with one id the same one is kept, in whatever order they come. */
  readonly id: string;
  /** ISO 8601, in the plan's zone where it names none; or epoch milliseconds. */
  readonly time: string | number;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** Its parts by their names in the rules, in order: the fields of each line of an order. */
  readonly parts?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> | undefined;
}
