import type { NodeId } from "../ir/node.ts";
import type { EventWriter } from "./frame.ts";

/** What a measure takes of an event. */
export interface MeasuredField {
  /** A part of names that tells it from others. */
  readonly key: string;
  /** Its value as columns hold it. */
  readonly open: (writer: EventWriter) => string;
  /** When the value `u` is known; empty where it always is. */
  readonly known: string;
  /** Of a set: statements over each of its values, which is `u` there. */
  readonly each?: (statements: string) => string;
}

/**
 * What is gathered over the events that pass one condition, from the end of a window on, towards earlier events.
 * Windows that end together share a group: each takes the values that were gathered so far when the loop reaches its
 * start, so that an event in several nested windows is looked at once.
 */
export class Group {
  readonly id: string;
  readonly condition: NodeId;
  private readonly names = new Set<string>();
  private readonly initials: { readonly variable: string; readonly initial: string }[] = [];
  private readonly helpers: { readonly variable: string; readonly constant: string }[] = [];
  private readonly perEvent: string[] = [];
  private readonly perField = new Map<string, { readonly field: MeasuredField; readonly statements: string[] }>();
  private readonly perValue: { readonly field: MeasuredField; readonly statement: string }[] = [];
  private readonly flags: { readonly variable: string; readonly bit: NodeId }[] = [];
  private counter: string | undefined;
  /** Whether what an event does reads its time `t`. */
  timed = false;

  /** The boundary at which its windows end, and the boundaries at which they start, where the values are taken. */
  readonly end: number;
  readonly starts: number[] = [];

  constructor(id: string, condition: NodeId, end: number) {
    this.id = id;
    this.condition = condition;
    this.end = end;
  }

  private once(name: string): boolean {
    if (this.names.has(name)) return false;
    this.names.add(name);
    return true;
  }

  /** How many events pass. */
  count(): string {
    this.counter ??= `n${this.id}`;
    return this.counter;
  }

  /** State with what each event that passes does to it (`@` is its name; `i`, `t` the event's index and time). */
  state(name: string, initial: string, statement: string): string {
    const variable = `${name}${this.id}`;
    if (this.once(name)) {
      this.initials.push({ variable, initial });
      if (statement !== "") this.perEvent.push(statement.replaceAll("@", variable));
    }
    return variable;
  }

  /** State over the known values `u` of a field. */
  fieldState(name: string, initial: string, field: MeasuredField, statement: string): string {
    const variable = `${name}${field.key}_${this.id}`;
    if (this.once(`${name}${field.key}_`)) {
      this.initials.push({ variable, initial });
      this.addToField(field, statement.replaceAll("@", variable));
    }
    return variable;
  }

  /** An object with `clear()` that outlives the customer. */
  helper(name: string, makeConstant: () => string): string {
    const variable = `${name}${this.id}`;
    if (this.once(name)) this.helpers.push({ variable, constant: makeConstant() });
    return variable;
  }
  addToField(field: MeasuredField, statement: string): void {
    let taken = this.perField.get(field.key);
    if (taken === undefined) {
      taken = { field, statements: [] };
      this.perField.set(field.key, taken);
    }
    if (!taken.statements.includes(statement)) taken.statements.push(statement);
  }

  /** State over the values `u` of a field, known or not. */
  valueState(name: string, initial: string, field: MeasuredField, statement: string): string {
    const variable = `${name}${field.key}_${this.id}`;
    if (this.once(`${name}${field.key}_`)) {
      this.initials.push({ variable, initial });
      this.perValue.push({ field, statement: statement.replaceAll("@", variable) });
    }
    return variable;
  }

  addToEvent(statement: string): void {
    if (!this.perEvent.includes(statement)) this.perEvent.push(statement);
  }

  /** A flag that is 1 once the bit was 1 for an event. */
  flag(bit: NodeId): string {
    const variable = `e${bit}_${this.id}`;
    if (this.once(`e${bit}_`)) this.flags.push({ variable, bit });
    return variable;
  }

  declare(): string {
    return [
      ...(this.counter === undefined ? [] : [`let ${this.counter} = 0;`]),
      ...this.flags.map(({ variable }) => `let ${variable} = 0;`),
      ...this.initials.map(({ variable, initial }) => `let ${variable} = ${initial};`),
      ...this.helpers.map(({ variable, constant }) => `const ${variable} = ${constant}; ${variable}.clear();`),
    ].join(" ");
  }

  reset(): string {
    return [
      ...(this.counter === undefined ? [] : [`${this.counter} = 0;`]),
      ...this.flags.map(({ variable }) => `${variable} = 0;`),
      ...this.initials.map(({ variable, initial }) => `${variable} = ${initial};`),
      ...this.helpers.map(({ variable }) => `${variable}.clear();`),
    ].join(" ");
  }

  /** What one event does, inside the loop; the nodes that it reads go to the writer. */
  body(writer: EventWriter, everyEvent: boolean): string {
    const flags = this.flags.map(({ variable, bit }) => `${variable} |= ${writer.ref(bit)};`);
    const fields = [...this.perField.values()].map(({ field: { open, known, each }, statements }) => {
      const taken = each === undefined ? statements.join(" ") : each(statements.join(" "));
      return `{ const u = ${open(writer)}; ${known === "" ? taken : `if (${known}) { ${taken} }`} }`;
    });
    const values = this.perValue.map(({ field, statement }) => `{ const u = ${field.open(writer)}; ${statement} }`);
    const work = [...this.perEvent, ...fields, ...values];
    if (work.length === 0)
      return [
        ...flags,
        ...(this.counter === undefined ? [] : [`${this.counter} += ${everyEvent ? "1" : writer.ref(this.condition)};`]),
      ].join(" ");
    if (this.counter !== undefined) work.unshift(`${this.counter}++;`);
    return [...flags, everyEvent ? work.join(" ") : `if (${writer.ref(this.condition)}) { ${work.join(" ")} }`].join(
      " ",
    );
  }
}
