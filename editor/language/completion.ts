export type CompletionKind =
  | "keyword"
  | "unit"
  | "event"
  | "field"
  | "tag"
  | "segment"
  | "value"
  | "list"
  | "model"
  | "profile"
  | "annotation"
  | "snippet";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail: string;
  /** What is put in; with `${1:…}` places to fill in when `isSnippet`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** What it is found by: the name and its labels in all languages. */
  readonly filter: string;
}
