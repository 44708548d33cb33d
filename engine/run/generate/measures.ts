import type { IrProgram } from "../ir/program.ts";
import { at } from "../../invariant/required.ts";
import { writeAggregate } from "./event-aggregate.ts";
import { EventLoop } from "./event-loop.ts";
import type { EventStore } from "./event-store.ts";
import type { FrameWriter } from "./frame.ts";
import type { LayoutBuilder } from "./layout.ts";
import { requestPlaces, writeSequence } from "./sequence-loop.ts";

/** Writes everything that is measured over a customer's events: a loop for each type of event, then the sequences. */
export function writeMeasures(program: IrProgram, store: EventStore, frame: FrameWriter, layout: LayoutBuilder): void {
  const loops = program.plan.reads.events.map((_, event) => new EventLoop(program, store, frame, layout, event));
  for (const code of program.aggregates)
    if (code.kind === "events") {
      const loop = at(loops, code.event);
      for (const name of frame.usesOf(() => writeAggregate(code, loop))) loop.uses.add(name);
    }
  const sequences = program.aggregates.filter((code) => code.kind === "sequence");
  // A sequence asks the loops for places, so they are written when all have asked.
  for (const code of sequences) requestPlaces(code, layout, loops);
  for (const loop of loops) loop.write();
  for (const code of sequences) writeSequence(code, store, frame, layout, loops);
}
