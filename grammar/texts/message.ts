import type { english as problems } from "./problems/en.ts";
import type { english as findings } from "./findings/en.ts";
import type { english as modelProblems } from "./problems-of-models/en.ts";
import type { english as warehouseProblems } from "./problems-of-warehouses/en.ts";
import type { english as rejects } from "./rejects/en.ts";
import type { ParametersOfKey, Sayable } from "./template.ts";

type English = typeof problems & typeof findings & typeof modelProblems & typeof warehouseProblems & typeof rejects;

/** A key of what can go wrong. */
export type MessageKey = Sayable<English>;

/** A parameter: a name, a number, a message within the message, or several of them in a row. */
export type MessageParameter = string | number | Message | MessageList;

/**
 * Something to tell that is put into words when the reader's language is known. It is plain data, so it can be sent to
 * another thread.
 */
export interface Message {
  readonly key: MessageKey;
  readonly parameters: Readonly<Record<string, MessageParameter>>;
}

/** Several things in a row. */
export interface MessageList {
  readonly items: readonly (string | Message)[];
}

/** A message; its parameters are typed from its English text. */
export function message<Key extends MessageKey>(
  key: Key,
  ...given: [ParametersOfKey<English, Key>] extends [never]
    ? []
    : [Readonly<Record<ParametersOfKey<English, Key>, MessageParameter>>]
): Message {
  const [parameters = {}] = given;
  return { key, parameters };
}

/** Things in a row, as the reader's language puts them. */
export const inRow = (items: Iterable<string | Message>): MessageList => ({ items: [...items] });

/** "; did you mean …?" behind a sentence; nothing where no name is near. */
export const didYouMean = (near: string | undefined): Message | "" =>
  near === undefined ? "" : message("did-you-mean", { name: near });

/** The same of a name that is written in rules. */
export const didYouMeanCode = (near: string | undefined): Message | "" =>
  near === undefined ? "" : message("did-you-mean-code", { name: near });
