import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Accounts, Role } from "../../../store/access/accounts.ts";
import { Attempts } from "../../../store/access/attempts.ts";
import type { AuditEntry, Deed } from "../../../store/access/audit.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";
import { callerOf, type Caller } from "./caller.ts";

export const TOKEN_COOKIE = "tagma_token";

/** Who may ask. Where there is neither a token nor an account, everybody who reaches the server may. */
export interface Access {
  /** Names of this server as browsers write them, without port. */
  readonly hosts: ReadonlySet<string>;
  /** One token for whoever started the server. */
  readonly token: string | undefined;
  readonly accounts: Accounts;
}

/** Why somebody is not let in. */
export interface Refusal {
  readonly status: 401 | 429;
  readonly told: Message;
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number;
}

/** Writes down what somebody did. */
export type Record = (who: Pick<Caller, "name" | "address">, what: Deed, about: AuditEntry["about"]) => void;

const sameText = (left: string, right: string): boolean =>
  timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());

/** Lets people in by their tokens, and slows whoever tries wrong ones. */
export class Door {
  private readonly access: Access;
  private readonly record: Record;
  private readonly now: () => number;
  private readonly attempts = new Attempts();

  /** @param now the clock, in milliseconds */
  constructor(access: Access, record: Record, now: () => number = Date.now) {
    this.access = access;
    this.record = record;
    this.now = now;
  }

  /** Who asks, by the token that the request brings, or another. */
  admit(
    request: Pick<FastifyRequest, "headers" | "ip">,
    token: string | undefined = tokenOf(request),
  ): Caller | Refusal {
    if (this.access.token === undefined && this.access.accounts.all().length === 0)
      return callerOf(request, { name: undefined, role: "write" });
    if (token === undefined) return { status: 401, told: message("token-needed") };
    const owner = this.owner(token);
    const now = this.now();
    const seconds = this.attempts.wait(request.ip, owner?.name, now);
    if (seconds > 0) return { status: 429, told: message("token-wait", { seconds }), retryAfter: seconds };
    if (owner === undefined) {
      const wrong = this.attempts.wrong(request.ip, now);
      // Of very many only some are written down, with how many there were.
      if (Number.isInteger(Math.log2(wrong)))
        this.record({ name: undefined, address: request.ip }, "login refused", { wrong });
      return { status: 401, told: message("token-wrong") };
    }
    const caller = callerOf(request, owner.account ?? { name: undefined, role: "write" });
    if (this.attempts.right(request.ip, owner.name, now)) this.record(caller, "login", { role: caller.role });
    return caller;
  }

  private owner(
    token: string,
  ): { readonly name: string; readonly account?: { readonly name: string; readonly role: Role } } | undefined {
    if (this.access.token !== undefined && sameText(token, this.access.token)) return { name: "the token itself" };
    const account = this.access.accounts.owner(token);
    return account === undefined ? undefined : { name: account.name, account };
  }
}

function tokenOf({ headers }: Pick<FastifyRequest, "headers">): string | undefined {
  const { authorization } = headers;
  return authorization?.startsWith("Bearer ") === true ? authorization.slice(7) : cookieValue(headers.cookie);
}

function cookieValue(header: string | undefined): string | undefined {
  const found = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${TOKEN_COOKIE}=`));
  return found === undefined ? undefined : decoded(found.slice(TOKEN_COOKIE.length + 1));
}

/** A text as it was before it was escaped; what no browser sends is the token of nobody. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
