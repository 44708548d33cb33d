import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { zone as zoneOf } from "../../calendar/zone.ts";
import type { Plan } from "../../plan/plan.ts";
import { customerFromJson, CustomerDataError, type EventInput } from "../customer.ts";
import { mayGenerate } from "./may-generate.ts";
import type { Profile } from "./compiled.ts";
import { inputSchemas } from "./schema.ts";

/** Says what is wrong with a customer's data, a sentence each; nothing when all is well. Values are never repeated. */
export type CustomerValidator = (profile: Profile, events: readonly EventInput[]) => readonly string[];

// Enums of any length are compared one by one, since a loop would need a helper of Ajv's in standalone code.
const options = {
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
  loopEnum: Infinity,
} as const;

/**
 * Makes a validator of what a plan reads: by Ajv, or where the host forbids the generation of code by the decoder that
 * imports use, which stops at the first problem.
 */
export function customerValidator(plan: Plan): CustomerValidator {
  if (!mayGenerate()) return decodingValidator(plan);
  const schemas = inputSchemas(plan);
  const ajv = new Ajv(options);
  const [profile, events]: readonly ValidateFunction[] = [ajv.compile(schemas.profile), ajv.compile(schemas.events)];
  return (ofProfile, ofEvents) => [
    ...(profile?.(ofProfile) === false ? sentences("profile", profile.errors ?? []) : []),
    ...(events?.(ofEvents) === false ? sentences("events", events.errors ?? []) : []),
  ];
}

function decodingValidator(plan: Plan): CustomerValidator {
  const zone = zoneOf(plan.settings.timeZone);
  return (profile, events) => {
    try {
      const { versions } = customerFromJson({ profile, events }, plan, zone);
      return plan.reads.fields
        .filter(({ name, required }) => required && (versions[0]?.fields.get(name) ?? null) === null)
        .map(({ name }) => `profile: ${name} is missing`);
    } catch (error) {
      if (error instanceof CustomerDataError) return [error.message];
      throw error;
    }
  };
}

function sentences(what: string, errors: readonly ErrorObject[]): string[] {
  return errors
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, message }) => `${what}${instancePath}: ${message ?? "does not fit"}`);
}

/** The validators as source for a built module: `validateProfile(value)` and `validateEvents(value)` give true or false and leave `errors`. */
export function validatorSource(plan: Plan): string {
  const schemas = inputSchemas(plan);
  const ajv = new Ajv({ ...options, code: { source: true, esm: true } });
  ajv.addSchema(schemas.profile, "profile").addSchema(schemas.events, "events");
  const code = standaloneCode.default(ajv, { validateProfile: "profile", validateEvents: "events" });
  if (/\brequire\(/.test(code)) throw new Error("a validator needs a helper that modules do not carry");
  return code.replace(/^"use strict";/, "");
}
