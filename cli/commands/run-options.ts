import type { WarehouseTarget } from "../../warehouse/warehouse.ts";
import type { WritingOptions } from "../context.ts";

/** What `tagma run` is told. */
export interface RunOptions extends WritingOptions, EngineOptions {
  readonly asOf?: string;
  readonly csv?: boolean;
  readonly out?: string;
  readonly segments?: string;
  readonly showPersonal?: boolean;
  readonly maxChange?: number;
  readonly memory?: number;
}

/** Which engine evaluates, and where it is. */
export interface EngineOptions {
  readonly on?: WarehouseTarget;
  readonly engineUrl?: string;
  readonly enginePath?: string;
  readonly engineConf?: readonly string[];
  readonly python?: string;
  readonly leaveOut?: boolean;
}
