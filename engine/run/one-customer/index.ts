/**
 * One customer at a time, fast: for services, browsers and edge runtimes. No Node module, no package.
 */
export {
  load,
  type LoadOptions,
  type Profile,
  type ProfileExecutor,
  type ProfileResult,
  type Tags,
} from "./executor.ts";
export { PlanError } from "../../plan/check-plan.ts";
export { NotCompiledError } from "../ir/value.ts";
export { CustomerDataError } from "../data-error.ts";
export { MissingTableError, type TablesInput } from "../tables.ts";
export type { CustomerInput, EventInput } from "../customer.ts";
export type { JsonResult, JsonValue } from "../present.ts";
