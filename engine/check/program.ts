import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Prose } from "../../grammar/diagnostics/prose.ts";
import type { Location, SourceFile, Span } from "../../grammar/source.ts";
import type { Unit } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import type { About, Measure, OutputForm, OutputKind, PlanSettings, TablePath } from "../plan/plan.ts";
import type { EventLeaf, Operation } from "../plan/expression.ts";
import type { FieldSchema, RecordSchema, Schema } from "../plan/schema.ts";
import type { Value, ValueType } from "../plan/types.ts";

/** Leaves of a checked expression: everything is still known by name and belongs to no instant yet. */
export type TypedLeaf =
  | EventLeaf
  | { readonly op: "id" }
  | { readonly op: "field"; readonly field: string }
  | { readonly op: "now" | "today" }
  | { readonly op: "tag"; readonly name: string; readonly back: readonly Step[] }
  | { readonly op: "measure"; readonly measure: TypedMeasure }
  | { readonly op: "model"; readonly model: string; readonly output: string };

export type TypedExpression = Operation<TypedLeaf>;
export type TypedMeasure = Measure<TypedExpression>;
/** One step back in time. */
export interface Step {
  readonly amount: number;
  readonly unit: Unit;
}

export interface TypedField extends FieldSchema {
  readonly location: Location;
  /** The table whose rows the field names; it is a text then. */
  readonly table?: string;
}
/** A field of the row of a table, as a record reads it that names the row. */
export interface JoinedField extends TypedField {
  readonly via: TablePath;
}
export interface TypedRecord extends RecordSchema<TypedField> {
  readonly location: Location;
  /** Of a part: its parent, whose fields it has under the parent's name. */
  readonly parent: TypedRecord | undefined;
  /** What is worked out of an event's own fields and time, and no part of the data. */
  readonly computed: ReadonlyMap<string, ComputedField>;
  /** Fields that could not be typed, which has been reported: what reads them stays silent. */
  readonly broken: ReadonlySet<string>;
  /** What is read through its fields that name rows of tables, each found when it is first read. */
  readonly joined: Map<string, JoinedField>;
}
/** Rows with a key, which is no field of theirs. */
export interface TypedTable extends TypedRecord {
  readonly key: string;
}
/** The events that are no part of another. Whoever has a part has its parent, too. */
export const ownEvents = ({ events }: Pick<Program, "events">): string[] =>
  [...events.values()].flatMap(({ name, partOf }) => (partOf === null ? [name] : []));

/** A field that stands for its expression everywhere: other computed fields in it are expressions already. */
export interface ComputedField extends TypedField {
  readonly value: TypedExpression;
  /** Of how many values, operations and conditions the expression is made. */
  readonly size: number;
  readonly mayBeUnknown: boolean;
}

/** A tag, lifecycle, segment or law with everything resolved. */
export interface TypedOutput {
  readonly name: string;
  readonly kind: OutputKind;
  readonly tagKind: "attribute" | "statistical" | "rule" | "mined" | null;
  readonly type: ValueType;
  readonly form: OutputForm<TypedExpression>;
  readonly mayBeUnknown: boolean;
  readonly personal: boolean;
  readonly about: About;
  readonly location: Location;
}

export interface TypedTest {
  readonly title: string;
  readonly location: Location;
  readonly asOf: Instant;
  readonly versions: readonly { readonly validFrom: Instant | null; readonly fields: ReadonlyMap<string, Value> }[];
  readonly events: readonly {
    readonly type: string;
    readonly id: string;
    readonly time: Instant;
    readonly fields: ReadonlyMap<string, Value>;
  }[];
  /** Rows of tables, which name their tables and their keys. */
  readonly rows: readonly {
    readonly table: string;
    readonly key: string;
    readonly fields: ReadonlyMap<string, Value>;
  }[];
  readonly expects: readonly { readonly condition: TypedExpression; readonly location: Location }[];
}

/** What a model looks at: a tag, a profile field, or for some models a measure of their own. */
export interface ModelFeature {
  readonly name: string;
  readonly node: TypedExpression;
  readonly type: ValueType;
  readonly personal: boolean;
}

/** What a model learns, with everything resolved. */
export type ModelSpec =
  | {
      readonly kind: "predict";
      readonly target: ModelTarget;
      /** Null where the target is a label, which the profile holds already: a condition that asks for that field alone. */
      readonly horizon: Step | null;
      /** Whom it is asked of; null is everybody. */
      readonly among: TypedExpression | null;
      readonly method: "logistic regression" | "boosted trees";
    }
  /** Null is the number that fits best. */
  | { readonly kind: "cluster"; readonly groups: number | null }
  | {
      readonly kind: "lifetime";
      readonly event: string;
      readonly field: string;
      readonly days: number;
      readonly units: number;
    }
  | { readonly kind: "quantiles"; readonly groups: number }
  | { readonly kind: "recommend"; readonly event: string; readonly field: string; readonly top: number }
  /** How a quantity of an event follows its price: of each product where one is named, and for groups of customers where there is a feature. */
  | {
      readonly kind: "elasticity";
      readonly event: string;
      readonly quantity: string;
      readonly price: string;
      readonly product: string | null;
    }
  /** Taken over from a file of the workspace. */
  | { readonly kind: "onnx"; readonly path: string };
/** What is predicted: a condition at the end of the time ahead, or the sum of a field in it (or a high quantile of that sum). */
export type ModelTarget =
  | { readonly kind: "condition"; readonly condition: TypedExpression }
  | {
      readonly kind: "amount";
      readonly event: string;
      readonly field: string;
      readonly type: ValueType;
      readonly share: number | null;
    };

export interface TypedModel {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly features: readonly ModelFeature[];
  readonly outputs: ReadonlyMap<string, ValueType>;
  readonly location: Location;
}

/** A checked rule set. With errors among the diagnostics, what they touch is left out. */
export interface Program extends Schema {
  readonly files: readonly SourceFile[];
  readonly profile: TypedRecord | undefined;
  readonly events: ReadonlyMap<string, TypedRecord>;
  readonly tables: ReadonlyMap<string, TypedTable>;
  /** In dependency order. */
  readonly outputs: readonly TypedOutput[];
  readonly models: ReadonlyMap<string, TypedModel>;
  readonly tests: readonly TypedTest[];
  /** Where each expression node stands in its declaration's file. */
  readonly positions: ReadonlyMap<object, Span>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a list file of the workspace; a string is its text, an object says why it can't be read. */
export type ListReader = (path: string) => string | { readonly problem: string | Prose };

/** What is compiled. */
export interface CompileInput {
  /** All rule files of a workspace; what one declares the others may use. */
  readonly files: readonly SourceFile[];
  /** Made by `planSettings`. */
  readonly settings: PlanSettings;
  /** Without it every list that rules take from a file is one that cannot be read. */
  readonly readList?: ListReader;
  /** Fields that are personal whatever these rules say, as `personalFields` names them: an edit must not unmask data. */
  readonly personal?: ReadonlySet<string>;
}
