import { Type, type Static } from "typebox";
import { Drafts, InstantText, Problem } from "./common.ts";

export const ReviewRequest = Type.Object({ drafts: Drafts, asOf: Type.Optional(InstantText) });
export type ReviewRequest = Static<typeof ReviewRequest>;
/** What a change set means, output by output, and who moves. */
export const ReviewAnswer = Type.Union([
  Type.Object({
    ok: Type.Literal(true),
    customers: Type.Integer(),
    changes: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.Union([
          Type.Literal("added"),
          Type.Literal("removed"),
          Type.Literal("renamed"),
          Type.Literal("retyped"),
          Type.Literal("same"),
          Type.Literal("changed"),
          Type.Literal("not proved"),
        ]),
        from: Type.Union([Type.String(), Type.Null()]),
        because: Type.Array(Type.String()),
        /** A customer for whom it differs, as a test block. */
        witness: Type.Union([Type.String(), Type.Null()]),
        moved: Type.Integer(),
        cells: Type.Array(
          Type.Object({
            from: Type.String(),
            to: Type.String(),
            customers: Type.Integer(),
            examples: Type.Array(Type.String()),
          }),
        ),
      }),
    ),
  }),
  Type.Object({ ok: Type.Literal(false), problem: Problem }),
]);
export type ReviewAnswer = Static<typeof ReviewAnswer>;
