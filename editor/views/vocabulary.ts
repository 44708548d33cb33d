import type { ValueType } from "../../engine/plan/types.ts";
import type { TagKind } from "../../grammar/tree/declaration.ts";
import type { Labels } from "./spec.ts";

/** What there is to choose from in a workspace: everything a control may offer, with labels. Plain data, made once for each version. */
export interface Vocabulary {
  readonly profile: RecordWords | undefined;
  readonly events: readonly RecordWords[];
  readonly tables: readonly RecordWords[];
  readonly outputs: readonly OutputWords[];
  readonly lists: readonly ListWords[];
  /** Languages in which anything has a label. */
  readonly languages: readonly string[];
  readonly currency: string;
}

/** A name with what people read for it. */
export interface Words {
  readonly name: string;
  readonly labels: Labels;
  readonly description: string;
}

export interface RecordWords extends Words {
  /** The event that it is part of. */
  readonly partOf?: string;
  readonly fields: readonly FieldWords[];
}

export interface FieldWords extends Words {
  readonly type: TermType;
  /** The table whose rows the field names. */
  readonly table?: string;
}

export interface OutputWords extends Words {
  readonly kind: TagKind | "lifecycle" | "segment";
  readonly group: string | undefined;
  /** Undefined while it cannot be checked. */
  readonly type: TermType | undefined;
}

export interface ListWords extends Words {
  /** Of its values; undefined for a list that is read from a file, which holds texts. */
  readonly of: "text" | "number" | "date" | "time" | "yes/no" | "mixed";
}

/** The type of a value with what a control needs to know about it. */
export interface TermType {
  readonly value: ValueType;
  /** Labels of an enum's values, of branches or of stages. */
  readonly labels: Readonly<Record<string, Labels>>;
  /** Its values stand in quotes: branches, stages and bands, where those of a field are words. */
  readonly quoted: boolean;
  /** Declared bounds, as they are written. */
  readonly low?: string;
  readonly high?: string;
  readonly mayBeUnknown: boolean;
}
