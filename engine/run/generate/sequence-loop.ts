import { inside } from "../../invariant/required.ts";
import { mayStandAlready } from "../sequence.ts";
import type { SequenceCode } from "../ir/program.ts";
import type { EventStore } from "./event-store.ts";
import type { EventLoop } from "./event-loop.ts";
import type { FrameWriter } from "./frame.ts";
import { numeral } from "./numeral.ts";
import type { LayoutBuilder } from "./layout.ts";

/** Asks the loops for the places that a sequence goes by; to be done before they are written. */
export function requestPlaces(
  code: SequenceCode,
  layout: LayoutBuilder,
  loops: readonly EventLoop[],
): { readonly begin: string; readonly end: string; readonly ends: readonly string[] } {
  const [start] = code.steps;
  const startLoop = start === undefined ? undefined : loops[start.event];
  if (startLoop === undefined) throw new Error("a sequence without a step");
  const window = layout.window(code.node.window, code.node.at);
  const untilNow = layout.window({ kind: "all" }, code.node.at);
  return {
    begin: startLoop.begin(window),
    end: startLoop.end(window),
    ends: code.steps.map(({ event }) => inside(loops[event]).end(untilNow)),
  };
}

/**
 * Writes the count of matched starts of a sequence. Starts are taken from the first to the latest; what a step waits
 * for never goes back, since a later start is only matched by later events. This holds until a step may meet an event
 * that stands in the match already: from there on each start looks for itself, from its own time to the step's deadline.
 */
export function writeSequence(
  code: SequenceCode,
  store: EventStore,
  frame: FrameWriter,
  layout: LayoutBuilder,
  loops: readonly EventLoop[],
): void {
  const { node, index, steps } = code;
  const [start, ...others] = steps;
  if (start === undefined) throw new Error("a sequence without a step");
  const { begin, end, ends } = requestPlaces(code, layout, loops);
  const error = code.conditionError === -1 ? [] : [{ name: `x${index}`, held: "bit" as const }];
  frame.item([{ name: `a${index}`, held: "number" }, ...error], () => {
    for (const name of [begin, end, ...ends]) frame.use(name);
    const passing = (step: number, at: string): { readonly lines: string; readonly bit: string } => {
      const { where, event } = inside(steps[step]);
      if (where === undefined) return { lines: "", bit: "1" };
      const writer = frame.inEvent(store.leaves(event, at));
      const bit = writer.ref(where.passes);
      return { lines: writer.lines.join(" "), bit };
    };
    const first = passing(0, "p0");
    const types = steps.map(({ event }) => event);
    const firstFree = types.findIndex((_, place) => mayStandAlready(types, place));
    const free = (place: number): boolean => firstFree !== -1 && place >= firstFree;
    /** The variable with the index of the event that a step is matched by. */
    const found = (place: number): string => (free(place) ? `q${place}` : `p${place}`);
    const body = others.map((step, offset) => {
      const place = offset + 1;
      const at = found(place);
      const { lines, bit } = passing(place, at);
      const end = inside(ends[place]);
      const time = store.time(step.event, at);
      const deadline = `${node.each ? "from" : "begun"} + ${numeral(node.within)}`;
      // Events of one type stand by time and id, so that of these the next index follows.
      const early = types[offset] === step.event ? `${at} <= ${found(offset)}` : `${time} < from`;
      const taken = mayStandAlready(types, place)
        ? types.slice(0, offset).flatMap((type, other) => (type === step.event ? [`${at} === ${found(other)}`] : []))
        : [];
      const look = `if (${[early, ...taken].join(" || ")}) continue; ${lines} if (${bit}) break;`;
      const seek = free(place)
        ? `for (; p${place} < ${end} && ${store.time(step.event, `p${place}`)} < begun; p${place}++); let ${at} = p${place}; for (; ${at} < ${end} && ${time} <= ${deadline}; ${at}++) { ${look} }`
        : `for (; ${at} < ${end}; ${at}++) { ${look} }`;
      const inTime = `${at} < ${end} && ${time} <= ${deadline}`;
      if (step.negated)
        return `${seek} if (${inTime} || ${deadline} > ${store.now(layout.instant(node.at))}) continue;`;
      return `${seek} if (!(${inTime})) continue; from = ${time};`;
    });
    const events = [...new Set(steps.map(({ event }) => event))];
    const opened = events.map((event) => store.open(event)).join(" ");
    const pointers = others.map((step, offset) => `let p${offset + 1} = ${store.low(step.event)};`).join(" ");
    const match = `const begun = ${store.time(start.event, "p0")}; let from = begun; ${body.join(" ")} a${index}++;`;
    const backward = node.keep === "latest";
    const loop = backward
      ? `for (let p0 = ${end} - 1; p0 >= ${begin}; p0--)`
      : `for (let p0 = ${begin}; p0 < ${end}; p0++)`;
    // `first` and `latest` try one start only. The match leaves by `continue`, so that `once` ends the loop at its next turn.
    const once = node.keep === "all" ? "" : "if (once) break; ";
    const took = node.keep === "all" ? "" : "once = true; ";
    return [
      `let a${index} = 0; ${error.length > 0 ? `let x${index} = 0;` : ""}`,
      `{ ${opened} ${pointers} let once = false;`,
      `${loop} { ${once}${first.lines} if (!(${first.bit})) continue; ${took}${match} }`,
      ...overflowLines(code, store, frame, ends),
      "}",
    ].join("\n");
  });
}

/** An overflow in a step's condition counts for every event up to now, in the window or not. */
function overflowLines(code: SequenceCode, store: EventStore, frame: FrameWriter, ends: readonly string[]): string[] {
  return code.steps.flatMap(({ where, event }, step) => {
    if (where === undefined || where.overflows.length === 0) return [];
    const writer = frame.inEvent(store.leaves(event, "j"));
    const bit = writer.ref(frame.graph.or(where.overflows));
    return [
      `for (let j = ${store.low(event)}; j < ${inside(ends[step])}; j++) { ${writer.lines.join(" ")} if (${bit}) x${code.index} = ${code.conditionError + 1}; }`,
    ];
  });
}
