import type { LeftOutReason } from "../engine/models/artefact.ts";

const reasons: Readonly<Record<LeftOutReason, string>> = {
  "no history":
    "it reads the profile or a table, of which only today's state is known: at a past date it would tell of the future (--current-fields learns from it all the same)",
  "learned later": "it reads a model that has learned from later times: at a past date it would tell of the future",
  "never known": "it is unknown for everybody",
  "always the same": "it is the same for everybody",
  "too many values": "it has too many different values",
  personal: "it is personal text, and its values would stand in the model's file",
};

/** Why a model does without a feature. */
export function leftOutSentence(feature: string, reason: LeftOutReason): string {
  return `\`${feature}\` is left out: ${reasons[reason]}.`;
}
