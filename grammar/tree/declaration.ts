import type { Span } from "../source.ts";
import type {
  DateLiteral,
  DateTimeLiteral,
  DurationLiteral,
  Expression,
  Literal,
  Missing,
  Name,
  NegativeLiteral,
  NumberLiteral,
  TextLiteral,
  Window,
} from "./expression.ts";

export interface Annotation extends Span {
  readonly name: Name;
  readonly arguments: readonly AnnotationArgument[];
}
export interface AnnotationArgument extends Span {
  readonly key: Name | undefined;
  readonly value: TextLiteral | NumberLiteral | Name;
}

/** What every declaration, field, value, branch and stage may carry. */
export interface Documented extends Span {
  readonly annotations: readonly Annotation[];
}
interface Declared extends Documented {
  readonly name: Name;
  readonly label: TextLiteral | undefined;
  /** The lines of `///` above, without the slashes. */
  readonly description: string;
}

export type BoundLiteral = Literal | NegativeLiteral | Missing;
export interface Bounds extends Span {
  readonly low: BoundLiteral | undefined;
  readonly high: BoundLiteral | undefined;
}
export interface EnumValue extends Documented {
  readonly name: Name;
  readonly label: TextLiteral | undefined;
}
export type FieldType = Span &
  (
    | { readonly kind: "yes/no" | "text" }
    | { readonly kind: "integer" | "number" | "money" | "date" | "time"; readonly bounds: Bounds | undefined }
    | { readonly kind: "decimal"; readonly digits: NumberLiteral; readonly bounds: Bounds | undefined }
    | { readonly kind: "one of"; readonly values: readonly EnumValue[] }
    /** Without values, of any text. */
    | { readonly kind: "set of"; readonly values: readonly EnumValue[] | undefined }
    /** A text that names a row of a table. */
    | { readonly kind: "table"; readonly table: Name }
    | { readonly kind: "missing" }
  );
export interface Field extends Declared {
  readonly type: FieldType;
  readonly required: boolean;
  readonly personal: boolean;
  /** What a computed field is worked out of. */
  readonly computed: Expression | undefined;
}
export interface Profile extends Declared {
  readonly kind: "profile";
  readonly fields: readonly Field[];
}
export interface Event extends Declared {
  readonly kind: "event";
  /** The event of which it is a part: one of the lines of an order. */
  readonly partOf: Name | undefined;
  readonly fields: readonly Field[];
}

/** Rows that fields of the profile and of events name by their key. */
export interface Table extends Declared {
  readonly kind: "table";
  readonly key: Name;
  readonly fields: readonly Field[];
}

export type TagKind = "attribute" | "statistical" | "rule" | "mined";
export interface Branch extends Documented {
  readonly value: TextLiteral;
  readonly when:
    | { readonly kind: "condition"; readonly condition: Expression }
    | { readonly kind: "unknown" }
    | { readonly kind: "otherwise" };
}
export interface Band extends Documented {
  readonly value: TextLiteral;
  readonly from:
    | { readonly kind: "bound"; readonly bound: BoundLiteral }
    | { readonly kind: "unknown" }
    | { readonly kind: "otherwise" };
}
export interface ScoreItem extends Span {
  readonly sign: "+" | "-";
  readonly points: NumberLiteral;
  readonly basis:
    | { readonly kind: "when"; readonly condition: Expression }
    | {
        readonly kind: "per";
        readonly event: Name;
        readonly hundreds: { readonly size: NumberLiteral; readonly field: Name } | undefined;
        readonly where: Expression | undefined;
        readonly window: Window | undefined;
      };
  readonly atMost: NumberLiteral | undefined;
}
export type TagBody = Span &
  (
    | { readonly kind: "when"; readonly condition: Expression }
    | { readonly kind: "value"; readonly value: Expression }
    | { readonly kind: "one of" | "first of" | "all of"; readonly branches: readonly Branch[] }
    | { readonly kind: "bands"; readonly of: Expression; readonly bands: readonly Band[] }
    | {
        readonly kind: "score";
        readonly low: BoundLiteral | undefined;
        readonly high: BoundLiteral | undefined;
        readonly items: readonly ScoreItem[];
      }
    | { readonly kind: "missing" }
  );
export interface Tag extends Declared {
  readonly kind: "tag";
  readonly tagKind: TagKind;
  readonly body: TagBody;
}
export interface Stage extends Documented {
  readonly value: TextLiteral;
  readonly condition: Expression;
}
export interface Lifecycle extends Declared {
  readonly kind: "lifecycle";
  readonly stages: readonly Stage[];
}
export interface List extends Declared {
  readonly kind: "list";
  readonly source:
    | { readonly kind: "values"; readonly values: readonly BoundLiteral[] }
    | { readonly kind: "file"; readonly path: TextLiteral; readonly column: TextLiteral | undefined };
}
export interface Segment extends Declared {
  readonly kind: "segment";
  readonly condition: Expression;
}
export interface Exclusive extends Documented {
  readonly kind: "exclusive";
  readonly conditions: readonly Expression[];
}
export interface Never extends Documented {
  readonly kind: "never";
  readonly reason: TextLiteral;
  readonly condition: Expression;
}

/** `using a, b.c, d contains e`: references, and tests whether a set holds a value. */
export type Features = readonly Expression[];
export type ModelBody = Span &
  (
    | {
        readonly kind: "predict";
        readonly target: PredictTarget;
        /** Without a time ahead the target is a label: a field of the profile that says what came of a customer. */
        readonly horizon: DurationLiteral | undefined;
        readonly among: Expression | undefined;
        readonly features: Features;
        readonly method: "logistic regression" | "boosted trees";
      }
    | { readonly kind: "cluster"; readonly groups: NumberLiteral | "best"; readonly features: Features }
    | { readonly kind: "lifetime"; readonly event: Name; readonly field: Name; readonly over: DurationLiteral }
    | { readonly kind: "quantiles"; readonly of: Name; readonly groups: NumberLiteral }
    | { readonly kind: "recommend"; readonly event: Name; readonly field: Name; readonly top: NumberLiteral }
    | {
        readonly kind: "elasticity";
        readonly event: Name;
        readonly field: Name;
        readonly toEvent: Name;
        readonly toField: Name;
        readonly per: { readonly event: Name; readonly field: Name } | undefined;
        readonly groups: Name | undefined;
      }
    | { readonly kind: "onnx"; readonly path: TextLiteral; readonly features: Features }
    | { readonly kind: "missing" }
  );
export type PredictTarget =
  | { readonly kind: "condition"; readonly condition: Expression }
  | { readonly kind: "amount"; readonly event: Name; readonly field: Name }
  | { readonly kind: "quantile"; readonly share: NumberLiteral; readonly event: Name; readonly field: Name };
export interface Model extends Declared {
  readonly kind: "model";
  readonly body: ModelBody;
}

/** `(cooking, sport)`: what a set of a test holds. */
export interface SetLiteral extends Span {
  readonly kind: "set";
  readonly values: readonly (BoundLiteral | Name)[];
}
export interface FieldValue extends Span {
  readonly name: Name;
  readonly value: BoundLiteral | Name | SetLiteral;
}
/** A part of an event of a test: a line of an order. */
export interface PartValues extends Span {
  readonly name: Name;
  readonly values: readonly FieldValue[];
}
/** When the events of a test happened; every placement counts back from or up to an instant. */
export type Placement =
  | { readonly kind: "at"; readonly at: DateTimeLiteral | DateLiteral }
  | { readonly kind: "ago"; readonly ago: DurationLiteral }
  | { readonly kind: "now" };
export type TestItem = Span &
  (
    | {
        readonly kind: "profile";
        readonly name: Name;
        readonly from: DateLiteral | DateTimeLiteral | undefined;
        readonly values: readonly FieldValue[];
        readonly parts: readonly PartValues[];
      }
    | {
        readonly kind: "events";
        readonly name: Name;
        readonly repeat: { readonly times: NumberLiteral; readonly every: DurationLiteral } | undefined;
        readonly last: Placement;
        readonly values: readonly FieldValue[];
        readonly parts: readonly PartValues[];
      }
    | { readonly kind: "expect"; readonly condition: Expression }
  );
export interface Test extends Documented {
  readonly kind: "test";
  readonly title: TextLiteral;
  readonly asOf: DateLiteral | DateTimeLiteral;
  readonly items: readonly TestItem[];
}

export type Declaration = Profile | Event | Table | Tag | Lifecycle | List | Segment | Exclusive | Never | Model | Test;
/** Declarations that have a name in the workspace's one namespace. */
export type NamedDeclaration = Extract<Declaration, { readonly name: Name }>;
