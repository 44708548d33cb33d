/**
 * Tagma as a library: compile rule files to a plan, evaluate customers, explain the answers.
 * Pure: no Node module, no native package, no code made at run time.
 *
 * What is wrong is thrown, each kind as a class of its own: SettingsError by `planSettings`, PlanError by `loadPlan`,
 * CustomerDataError by `evaluate` and `explain`, UnknownTagError by `explain`. What is wrong with rule files is not:
 * `compile` lists it as diagnostics, which `renderDiagnostic` puts into words.
 */
export { compile, type Compiled, type CompileOptions } from "./compile/compile.ts";
export type { CompileInput, ListReader, Program } from "./check/program.ts";
export { RuleSession, type Checked } from "./compile/rule-session.ts";
export type { Proofs } from "./prove/prove.ts";
export { planSettings, SettingsError, type SettingsInput } from "./compile/settings.ts";
export { loadPlan, PlanError } from "./plan/load.ts";
export type { Plan, OutputNode, PlanSettings } from "./plan/plan.ts";
export type { MaybeValue, Value, ValueType } from "./plan/types.ts";
export { evaluate, type EvaluateOptions, type Evaluated } from "./run/evaluate.ts";
export { CustomerDataError, type CustomerInput, type EventInput } from "./run/customer.ts";
export type { JsonResult, JsonValue } from "./run/present.ts";
export { explain, UnknownTagError, type ExplainOptions, type Explained } from "./explain/explain-customer.ts";
export type { ConditionJson, ExplanationJson, InputJson, ModelJson, PartJson } from "./explain/explanation-json.ts";
export type { Verdict } from "./explain/explain.ts";
export type { Diagnostic } from "../grammar/diagnostics/catalogue.ts";
export { renderDiagnostic, type RenderedDiagnostic } from "../grammar/diagnostics/render.ts";
export type { Language } from "../grammar/texts/languages.ts";
export type { SourceFile } from "../grammar/source.ts";
