import { ENCODINGS } from "../read/encodings.ts";

const text = { type: "string", minLength: 1, maxLength: 1000 } as const;
const fieldMap = { type: "object", additionalProperties: text } as const;
const texts = { type: "array", maxItems: 1000, items: { type: "string", maxLength: 1000 } } as const;
const textOrTexts = { anyOf: [{ type: "string", maxLength: 1000 }, texts] } as const;
const numbers = {
  type: "object",
  additionalProperties: false,
  properties: {
    decimal: { enum: [".", ","] },
    thousands: { enum: [".", ",", " ", "'"] },
    currency: {
      anyOf: [
        { type: "string", minLength: 1, maxLength: 10 },
        { ...texts, maxItems: 10, items: text },
      ],
    },
    round: { type: "boolean" },
  },
} as const;
/** The shape of `tagma.json`. What shapes cannot say is checked in `config.ts`. */
export const configSchema = {
  type: "object",
  additionalProperties: false,
  required: ["language"],
  properties: {
    $schema: text,
    language: { const: 1 },
    timeZone: text,
    currency: text,
    weekStart: text,
    asOf: text,
    languages: { type: "array", items: { enum: ["en", "zh", "ja", "es"] } },
    runs: {
      type: "object",
      additionalProperties: false,
      properties: {
        keep: { type: "integer", minimum: 1 },
        keepDays: { type: "integer", minimum: 1 },
        maxChange: { type: "number", minimum: 0 },
        numbers: { type: "boolean" },
      },
    },
    studio: {
      type: "object",
      additionalProperties: false,
      properties: {
        seconds: { type: "integer", minimum: 1, maximum: 3600 },
        megabytes: { type: "integer", minimum: 128 },
        uploads: {
          type: "object",
          additionalProperties: false,
          properties: {
            megabytes: { type: "integer", minimum: 1 },
            megabytesEach: { type: "integer", minimum: 1 },
          },
        },
      },
    },
    lists: {
      type: "array",
      maxItems: 20,
      // Folders inside the workspace, none of them hidden.
      items: { type: "string", minLength: 1, pattern: "^[^./\\\\:][^/\\\\:]*(/[^./\\\\:][^/\\\\:]*)*/?$" },
    },
    bindings: {
      type: "object",
      additionalProperties: false,
      properties: {
        profile: {
          type: "object",
          additionalProperties: false,
          required: ["table", "customer"],
          properties: { table: text, customer: text, validFrom: text, fields: fieldMap },
        },
        events: {
          type: "object",
          additionalProperties: {
            type: "object",
            additionalProperties: false,
            required: ["table", "id", "customer", "time"],
            properties: { table: text, id: text, customer: text, time: text, fields: fieldMap },
          },
        },
        tables: {
          type: "object",
          additionalProperties: {
            type: "object",
            additionalProperties: false,
            required: ["table", "key"],
            properties: { table: text, key: text, fields: fieldMap },
          },
        },
      },
    },
    sources: {
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "file"],
        properties: {
          name: text,
          file: text,
          format: { enum: ["csv", "jsonl", "json", "parquet", "xlsx"] },
          encoding: { enum: ENCODINGS },
          delimiter: { type: "string", minLength: 1, maxLength: 1 },
          sheet: text,
          skip: { type: "integer", minimum: 0, maximum: 1000 },
          escape: { enum: ["backslash"] },
          customer: text,
          profile: { type: "boolean" },
          table: text,
          part: text,
          line: text,
          id: text,
          revision: text,
          replace: { type: "boolean" },
          idPrefix: { type: "string", maxLength: 100 },
          fields: fieldMap,
          parts: {
            type: "object",
            additionalProperties: {
              anyOf: [
                text,
                {
                  type: "object",
                  additionalProperties: false,
                  required: ["column"],
                  properties: { column: text, fields: fieldMap },
                },
              ],
            },
          },
          unknown: { type: "array", items: { type: "string" } },
          join: {
            type: "object",
            additionalProperties: false,
            required: ["source", "column"],
            properties: { source: text, column: text, key: text },
          },
          numbers,
          dates: text,
          columns: {
            type: "object",
            additionalProperties: {
              type: "object",
              additionalProperties: false,
              properties: {
                format: text,
                zone: text,
                numbers,
                unknown: texts,
                separator: { type: "string", minLength: 1, maxLength: 10 },
                values: { type: "object", additionalProperties: { type: ["string", "null"] } },
                default: { type: "string", maxLength: 1000 },
              },
            },
          },
          filter: {
            type: "array",
            maxItems: 100,
            items: {
              type: "object",
              additionalProperties: false,
              required: ["column"],
              properties: { column: text, is: textOrTexts, isNot: textOrTexts },
            },
          },
          time: {
            anyOf: [
              text,
              {
                type: "object",
                additionalProperties: false,
                required: ["column"],
                properties: { column: text, zone: text, ignoreOffset: { type: "boolean" }, format: text },
              },
            ],
          },
          event: {
            anyOf: [
              text,
              {
                type: "object",
                additionalProperties: false,
                required: ["column", "types"],
                properties: {
                  column: text,
                  types: {
                    type: "object",
                    additionalProperties: {
                      anyOf: [
                        { type: "null" },
                        {
                          type: "object",
                          additionalProperties: false,
                          required: ["event"],
                          properties: { event: text, fields: fieldMap },
                        },
                      ],
                    },
                  },
                },
              },
            ],
          },
        },
      },
    },
  },
} as const;
