import { WarehouseError } from "../errors.ts";

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
export function postgresProblem(error: unknown, place: string, shown: (message: string) => string): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const detail = "detail" in error && typeof error.detail === "string" ? ` (${error.detail})` : "";
  const message = shown(`${error.message}${detail}`);
  if (UNREACHABLE.has(code) || /timeout expired|timeout exceeded/i.test(error.message))
    return new WarehouseError(
      "unreachable",
      `PostgreSQL does not answer at ${place}; is it running, and is the address right?`,
    );
  if (/^SASL.*password must be a string/.test(error.message))
    return new WarehouseError(
      "refused",
      `PostgreSQL at ${place} asks for a password; give it in PGPASSWORD, ~/.pgpass or the address`,
    );
  if (REFUSED.has(code)) return new WarehouseError("refused", `PostgreSQL at ${place} refuses: ${message}`);
  if (GONE.has(code) || /connection (was )?terminated|connection ended|not queryable/i.test(error.message))
    return connectionBroke(place);
  // What the server says has a severity; anything else is not about the server.
  return "severity" in error ? new WarehouseError("failed", `PostgreSQL: ${message}`) : error;
}

export function connectionBroke(place: string): WarehouseError {
  return new WarehouseError("gone", `the connection to PostgreSQL at ${place} broke; what was begun has been undone`);
}
