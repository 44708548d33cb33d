import { WarehouseError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
/** The server shut down, crashed or ended this session; or the connection broke. */
const GONE = new Set(["57P01", "57P02", "57P03", "08000", "08003", "08006", "ECONNRESET", "EPIPE"]);
/** Wrong password, no such user, no entry in pg_hba.conf, no such database, no right to connect. */
const REFUSED = new Set(["28P01", "28000", "3D000", "42501"]);

/** An error of the driver or the server as something the user can act on. @param place where the server is, without secrets */
export function postgresProblem(error: unknown, place: string, shown: (words: string) => string): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const detail = "detail" in error && typeof error.detail === "string" ? ` (${error.detail})` : "";
  const words = shown(`${error.message}${detail}`);
  if (UNREACHABLE.has(code) || /timeout expired|timeout exceeded/i.test(error.message))
    return new WarehouseError("unreachable", message("postgres-silent", { place }));
  if (/^SASL.*password must be a string/.test(error.message))
    return new WarehouseError("refused", message("postgres-password", { place }));
  if (REFUSED.has(code)) return new WarehouseError("refused", message("postgres-refuses", { place, reason: words }));
  if (GONE.has(code) || /connection (was )?terminated|connection ended|not queryable/i.test(error.message))
    return connectionBroke(place);
  // What the server says has a severity; anything else is not about the server.
  return "severity" in error ? new WarehouseError("failed", message("postgres-says", { reason: words })) : error;
}

export function connectionBroke(place: string): WarehouseError {
  return new WarehouseError("gone", message("postgres-broke", { place }));
}
