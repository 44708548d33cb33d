import type { Decision, IdentityRules, Key, LinkFact } from "../../engine/identity/types.ts";
import { IdentityCourse } from "./identity-differential.ts";
import { byCodePoints, identityModel, type IdentityAnswers } from "./identity-model.ts";

/** A key as it is written here: `phone 1`, the name of its kind and its text. */
export type Name = string;

/** Keys and links by name. Kinds are written strongest first: `account 1` has at most one, `device*` is anonymous. */
export class World {
  readonly rules: IdentityRules;
  readonly course: IdentityCourse;
  readonly #answering: "engine" | "model";

  constructor(answering: "engine" | "model", kinds: readonly string[]) {
    this.#answering = answering;
    this.rules = {
      types: kinds.map((kind) => {
        const [name = "", limit] = kind.split(" ");
        return {
          name: name.replace("*", ""),
          limit: limit === undefined ? null : Number(limit),
          anonymous: name.endsWith("*"),
        };
      }),
    };
    this.course = new IdentityCourse(this.rules);
  }

  key(name: Name): Key {
    const space = name.indexOf(" ");
    const rank = this.rules.types.findIndex((type) => type.name === name.slice(0, space));
    if (rank === -1) throw new Error(`no such kind: ${name}`);
    return { rank, text: name.slice(space + 1) };
  }

  name({ rank, text }: Key): Name {
    return `${this.rules.types[rank]?.name} ${text}`;
  }

  see(name: Name, at = 0): this {
    this.course.take({ does: "see", fact: { key: this.key(name), at } });
    return this;
  }

  unsee(name: Name, at = 0): this {
    this.course.take({ does: "unsee", fact: { key: this.key(name), at } });
    return this;
  }

  #fact(stronger: Name, weaker: Name, at: number): LinkFact {
    return { stronger: this.key(stronger), weaker: this.key(weaker), at };
  }

  link(stronger: Name, weaker: Name, at = 0): this {
    this.course.take({ does: "link", fact: this.#fact(stronger, weaker, at) });
    return this;
  }

  unlink(stronger: Name, weaker: Name, at = 0): this {
    this.course.take({ does: "unlink", fact: this.#fact(stronger, weaker, at) });
    return this;
  }

  #decide(decision: Pick<Decision, "id" | "same" | "at">, left: Name, right: Name): this {
    this.course.take({ does: "decide", decision: { ...decision, left: this.key(left), right: this.key(right) } });
    return this;
  }

  same(id: string, left: Name, right: Name, at = 0): this {
    return this.#decide({ id, same: true, at }, left, right);
  }

  notSame(id: string, left: Name, right: Name, at = 0): this {
    return this.#decide({ id, same: false, at }, left, right);
  }

  retract(id: string): this {
    this.course.take({ does: "retract", id });
    return this;
  }

  /** The same weaker key met with so many stronger ones, each at an instant of its own. */
  crowd(kind: string, size: number, weaker: Name): this {
    for (let index = 1; index <= size; index++) this.link(`${kind} ${index}`, weaker, index);
    return this;
  }

  answers(): IdentityAnswers {
    this.course.identities.settle();
    return this.#answering === "engine" ? this.course.identities : identityModel(this.rules, this.course);
  }

  keys(): Name[] {
    return this.answers()
      .keys()
      .map((key) => this.name(key))
      .sort(byCodePoints);
  }

  members(name: Name): Name[] | null {
    return (
      this.answers()
        .membersOf(this.key(name))
        ?.map((key) => this.name(key)) ?? null
    );
  }

  /** From when on it belongs to whom. */
  owners(name: Name): (readonly [number, Name])[] | null {
    return (
      this.answers()
        .ownersOf(this.key(name))
        ?.map(({ from, owner }) => [from, this.name(owner)] as const) ?? null
    );
  }

  ownerAt(name: Name, at: number): Name | null {
    const owner = this.answers().ownerAt(this.key(name), at);
    return owner === null ? null : this.name(owner);
  }

  /** `account b, phone 1: limit account` */
  refused(): string[] {
    return this.answers()
      .refused()
      .map(({ stronger, weaker, refusal }) => {
        const why = {
          limit: () => (refusal.reason === "limit" ? ` ${this.rules.types[refusal.rank]?.name}` : ""),
          shared: () => (refusal.reason === "shared" ? ` ${this.name(refusal.key)}` : ""),
          decision: () => (refusal.reason === "decision" ? ` ${refusal.decision}` : ""),
          "same-type": () => "",
        };
        return `${this.name(stronger)}, ${this.name(weaker)}: ${refusal.reason}${why[refusal.reason]()}`;
      });
  }

  overruled(): string[] {
    return [...this.answers().overruled()];
  }
}

/** Behind every character that UTF-16 writes as one, and before them in its order. */
export const astral = "\u{1F600}";
export const lastOfPlane = "\uFFFD";
