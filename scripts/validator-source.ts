import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { artefactSchema } from "../engine/models/artefact-schema.ts";
import { planSchema } from "../engine/plan/plan-schema.ts";

/** A module that is written from a JSON Schema, so that nothing has to be compiled where it runs. */
interface Validator {
  /** Where it is written, from the root of the repository. */
  readonly file: string;
  readonly schema: object;
  /** The imports that its type needs. */
  readonly imports: string;
  /** What it exports, with its type. */
  readonly name: string;
  readonly type: string;
}

export const validators: readonly Validator[] = [
  {
    file: "engine/plan/plan-validator.ts",
    schema: planSchema,
    imports: 'import type { Plan } from "./plan.ts";\nimport type { SchemaTest } from "./schema-test.ts";',
    name: "isPlan",
    type: "SchemaTest<Plan>",
  },
  {
    file: "engine/models/artefact-validator.ts",
    schema: artefactSchema,
    imports:
      'import type { SchemaTest } from "../plan/schema-test.ts";\nimport type { ModelArtefact } from "./artefact.ts";',
    name: "isArtefact",
    type: "SchemaTest<ModelArtefact>",
  },
];

const LENGTH_HELPER = 'require("ajv/dist/runtime/ucs2length").default';
/** The same as Ajv's helper: JSON Schema counts the length of a text in code points. */
const LENGTH = "(text) => { let length = 0; for (const _ of text) length++; return length; }";

/** The text of a validator's module: Ajv's standalone code, which imports nothing that runs. */
export function validatorModule({ schema, imports, name, type }: Validator): string {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    discriminator: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addSchema(withSharedParts(schema), "schema");
  const code = standaloneCode
    .default(ajv, { validate: "schema" })
    .replace(/^"use strict";/, "")
    .replace(/export const validate = (\w+);/, `export const ${name}: ${type} = $1;`)
    .replaceAll(LENGTH_HELPER, LENGTH);
  if (/\brequire\(/.test(code)) throw new Error(`${name} needs a helper of Ajv's at run time`);
  return `// @ts-nocheck: written by \`npm run validators\`; change the schema instead.\n${imports}\n${withoutDefinitions(code).trim()}\n`;
}

/** The root schema stands in the code for the names of its properties; its definitions are functions there. */
function withoutDefinitions(code: string): string {
  return code.replace(/^const (schema\d+) = (\{"\$schema".*\});$/m, (_, name: string, json: string) => {
    if (code.includes(`${name}.definitions`)) throw new Error("the code reads the definitions of its schema");
    const { definitions: _definitions, ...root } = JSON.parse(json);
    return `const ${name} = ${JSON.stringify(root)};`;
  });
}

/**
 * The same schema with every part that has parts of its own as a definition, equal ones as one. A definition becomes a
 * function that returns at the first problem, which takes a third of the code that the whole in one piece takes.
 */
function withSharedParts(schema: object): object {
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const shared = (node: unknown): unknown => {
    const parts = partsOf(node, shared);
    if (!COMPOUND.some((keyword) => Object.hasOwn(parts, keyword))) return parts;
    const text = JSON.stringify(parts);
    const name = names.get(text) ?? `part${names.size}`;
    names.set(text, name);
    definitions[name] = parts;
    return { $ref: `#/definitions/${name}` };
  };
  const root = partsOf(schema, shared);
  return { ...root, definitions: { ...definitions, ...(isRecord(root["definitions"]) ? root["definitions"] : {}) } };
}

/** What makes a part worth a definition of its own. */
const COMPOUND = ["properties", "items", "oneOf", "anyOf"];

/** A schema with its parts changed, its other keywords as they are. */
function partsOf(schema: unknown, change: (part: unknown) => unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(schema)) throw new Error(`${JSON.stringify(schema)} is no schema`);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]): [string, unknown] => {
      if (keyword === "properties" || keyword === "definitions")
        return [keyword, isRecord(value) ? mapped(value, change) : value];
      if (keyword === "oneOf" || keyword === "anyOf")
        return [keyword, Array.isArray(value) ? value.map(change) : value];
      return [
        keyword,
        (keyword === "items" || keyword === "additionalProperties") && isRecord(value) ? change(value) : value,
      ];
    }),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapped = (
  record: Readonly<Record<string, unknown>>,
  change: (part: unknown) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).map(([name, part]) => [name, change(part)]));
