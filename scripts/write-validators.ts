import { writeFileSync } from "node:fs";
import { validatorModule, validators } from "./validator-source.ts";

// Writes the modules that check plans and models, from their schemas: npm run validators

for (const validator of validators)
  writeFileSync(new URL(`../${validator.file}`, import.meta.url), validatorModule(validator));
