/** The wrong token of an address after which it waits a second; each one more doubles that. */
const FIRST_THAT_WAITS = 5;
const LONGEST_SECONDS = 300;
/** After so long without a wrong one, an address is like any other. */
const FORGOTTEN_MS = 15 * 60_000;
/** Wrong tokens in a minute of all addresses together, beyond which those that never had a right one wait. */
const ALL_IN_A_MINUTE = 300;
const ALL_WAIT_SECONDS = 10;
const ADDRESSES = 10_000;

interface Address {
  readonly wrong: number;
  /** Of the last wrong one, in milliseconds. */
  readonly last: number;
  readonly until: number;
  /** Who came in from here: they are let in while others of the same address wait. */
  readonly known: ReadonlySet<string>;
}

/**
 * Counts wrong tokens and says who must wait. While an address waits, its tokens are not looked at, so that trying them
 * gets nowhere; but whoever had come in from there before comes in again, since one person never stops another.
 */
export class Attempts {
  private readonly addresses = new Map<string, Address>();
  private minute = { began: 0, wrong: 0 };

  /** For how many seconds somebody of an address must wait; 0 when they need not. @param who the owner of the token, if it is anybody's */
  wait(address: string, who: string | undefined, now: number): number {
    const found = this.addresses.get(groupOf(address));
    if (who !== undefined && found?.known.has(who) === true) return 0;
    if (found !== undefined && found.until > now) return Math.ceil((found.until - now) / 1000);
    const all = now - this.minute.began < 60_000 && this.minute.wrong >= ALL_IN_A_MINUTE;
    return all && (found === undefined || found.known.size === 0) ? ALL_WAIT_SECONDS : 0;
  }

  /** A token was wrong. @returns how many of this address were so far */
  wrong(address: string, now: number): number {
    if (now - this.minute.began >= 60_000) this.minute = { began: now, wrong: 0 };
    this.minute.wrong++;
    const group = groupOf(address);
    const before = this.addresses.get(group);
    const wrong = (before === undefined || now - before.last > FORGOTTEN_MS ? 0 : before.wrong) + 1;
    const seconds = wrong < FIRST_THAT_WAITS ? 0 : Math.min(LONGEST_SECONDS, 2 ** (wrong - FIRST_THAT_WAITS));
    this.keep(group, { wrong, last: now, until: now + seconds * 1000, known: before?.known ?? new Set() });
    return wrong;
  }

  /** A token was right. @returns whether it was the first of its owner from there */
  right(address: string, who: string, now: number): boolean {
    const group = groupOf(address);
    const before = this.addresses.get(group);
    if (before?.known.has(who) === true) return false;
    this.keep(group, {
      wrong: before?.wrong ?? 0,
      last: before?.last ?? now,
      until: before?.until ?? 0,
      known: new Set([...(before?.known ?? []), who]),
    });
    return true;
  }

  /** The address goes to the end; of too many the one that was not heard of for longest is forgotten. */
  private keep(group: string, address: Address): void {
    this.addresses.delete(group);
    this.addresses.set(group, address);
    const [oldest] = this.addresses.keys();
    if (this.addresses.size > ADDRESSES && oldest !== undefined) this.addresses.delete(oldest);
  }
}

/** Of IPv6 the network of 64 bits: whoever has one address there has them all. */
function groupOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [front = "", back] = address.split("::");
  const parts = front === "" ? [] : front.split(":");
  const behind = back === undefined || back === "" ? [] : back.split(":");
  const whole =
    back === undefined
      ? parts
      : [...parts, ...Array.from({ length: Math.max(0, 8 - parts.length - behind.length) }, () => "0"), ...behind];
  return whole.slice(0, 4).join(":");
}
