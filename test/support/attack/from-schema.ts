import fc from "fast-check";
import { text } from "./hostile-texts.ts";

/** What of a JSON Schema the studio's own use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Names by which the routes ask, so that some requests are about something that is there. */
const known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  id: fc.constantFrom("ann", "bob", "nobody"),
  name: fc.constantFrom("tier", "spend", "buyers", "nothing"),
  names: fc.subarray(["tier", "spend", "buyers", "locals"], { minLength: 1 }),
  asOf: fc.constantFrom("2026-03-01", "2026-02-21T10:00:00Z", "9999-12-31"),
  drafts: fc.dictionary(
    fc.constantFrom("tags.tagma", "schema.tagma", "new.tagma"),
    fc.oneof(text, fc.constantFrom("segment s when spend > 1", "rule tag tier = 1", null)),
    { maxKeys: 2 },
  ),
  revision: fc.constantFrom(null, "0"),
  path: fc.constantFrom("new.tagma", "tags.tagma", "../x.tagma", ".hidden.tagma"),
};

/** Values that a schema lets through, most of them, with texts that nobody expects. */
export function fromSchema(schema: Schema, name = ""): fc.Arbitrary<unknown> {
  const plain = ofType(schema);
  const meant = known[name];
  const choices: fc.WeightedArbitrary<unknown>[] = [{ arbitrary: plain, weight: 4 }];
  if (meant !== undefined) choices.push({ arbitrary: meant, weight: 12 });
  if (schema.nullable === true) choices.push({ arbitrary: fc.constant(null), weight: 2 });
  return fc.oneof(...choices);
}

function ofType(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((option) => fromSchema(option)));
  switch (schema.type) {
    case "object":
      return ofObject(schema);
    case "array":
      return fc.array(fromSchema(schema.items ?? {}), { maxLength: 4 });
    case "string":
      return schema.pattern === undefined ? text : fc.oneof(text, fc.stringMatching(new RegExp(schema.pattern)));
    case "integer":
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1000 });
    case "number":
      return fc.double({ noNaN: true });
    case "boolean":
      return fc.boolean();
    default:
      return fc.constantFrom(null, 0, "", [], {});
  }
}

function ofObject({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  const declared = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fromSchema(inner, name)])),
    { requiredKeys: [...required] },
  );
  if (typeof additionalProperties !== "object") return declared;
  return fc
    .tuple(declared, fc.dictionary(text, fromSchema(additionalProperties), { maxKeys: 3 }))
    .map(([left, right]) => ({ ...left, ...right }));
}
