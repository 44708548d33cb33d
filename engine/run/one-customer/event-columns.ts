import { at } from "../../invariant/required.ts";
import type { FieldRead } from "../../plan/plan.ts";
import { readVariable, type EventStore } from "../generate/event-store.ts";
import type { IrProgram } from "../ir/program.ts";

/** Events as `eventReader` lays them out: for each type its columns. */
export function profileStore(program: IrProgram): EventStore {
  const { events } = program.plan.reads;
  const field = (event: number, index: number): FieldRead | undefined => events[event]?.fields[index];
  return {
    open: (event) =>
      [
        `const { length: L${event}, time: T${event}, columns: C${event} } = E[${event}];`,
        ...at(events, event).fields.map((_, index) => `const F${event}_${index} = C${event}[${index}];`),
      ].join(" "),
    low: () => "0",
    high: (event) => `L${event}`,
    time: (event, index) => `T${event}[${index}]`,
    date: (event, index) => `dateOf(zone, T${event}[${index}])`,
    value: (event, index, at) => `F${event}_${index}[${at}]`,
    places: () => Infinity,
    datesAscend: () => false,
    complete: (event, index) => field(event, index)?.required === true,
    crossings: (event) => ({ times: `W.crossings[${event}].times`, order: `W.crossings[${event}].order` }),
    fixedCrossings: () => undefined,
    now: (at) => `W.instants[${at}]`,
    leaves: (event, at) => ({
      leaf: (leaf, as) => {
        if (leaf.kind !== "event-field") throw new Error("a condition on events reads tags");
        return readVariable(`F${event}_${leaf.field}[${at}]`, as);
      },
      moment: (op, place) => (op === "instant" ? `W.instants[${place}]` : `W.todays[${place}]`),
      eventPart: (op) => {
        switch (op) {
          case "event-time":
            return `T${event}[${at}]`;
          case "event-date":
            return `dateOf(zone, T${event}[${at}])`;
          case "event-hour":
            return `zone.hourOf(T${event}[${at}])`;
        }
      },
    }),
  };
}
