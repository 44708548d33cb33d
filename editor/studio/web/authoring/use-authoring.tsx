import { own } from "../../../../engine/invariant/own.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormAction, Problem, SlotAction } from "../../../views/form/action.ts";
import type { DeclarationSpec, Labels } from "../../../views/spec.ts";
import { readable, type Readable } from "../../../views/term-type.ts";
import type { TermType, Vocabulary } from "../../../views/vocabulary.ts";
import { say } from "../components/toast.tsx";
import { language as service } from "../language/client.ts";
import { labelIn } from "../state/catalogue.tsx";
import { useReaderLanguage } from "../state/reader-language.ts";
import { applyEdits, useRules } from "../state/rules.ts";

/** What the controls of one declaration share: what there is to choose from, what it is called, and how to change things. */
export interface Authoring {
  readonly vocabulary: Vocabulary;
  /** Which declaration it is bounds what may be read. */
  readonly owner: Pick<DeclarationSpec, "kind" | "tagKind" | "name">;
  readonly words: AuthoringWords;
  /** True when the text was changed; what was refused has been said. */
  readonly act: (action: FormAction | SlotAction) => Promise<boolean>;
}

export interface AuthoringWords {
  readonly record: (name: string) => string;
  readonly field: (record: string, name: string) => string;
  readonly output: (name: string) => string;
  readonly list: (name: string) => string;
  readonly value: (type: TermType | undefined, value: string) => string;
  /** A name that a value reads, in the filter of an event or outside. */
  readonly readable: (readable: Readable, event: string | undefined) => string;
}

const AuthoringContext = createContext<Authoring | undefined>(undefined);

export function useAuthoring(): Authoring {
  const found = useContext(AuthoringContext);
  if (found === undefined) throw new Error("There is nothing to change here.");
  return found;
}

export function AuthoringProvider({
  vocabulary,
  owner,
  act,
  children,
}: Pick<Authoring, "vocabulary" | "owner" | "act"> & { readonly children: ReactNode }): ReactNode {
  const language = useReaderLanguage();
  const words = useMemo(() => wordsIn(vocabulary, language), [vocabulary, language]);
  const { kind, tagKind, name } = owner;
  const value = useMemo(
    (): Authoring => ({ vocabulary, words, act, owner: { kind, name, ...(tagKind === undefined ? {} : { tagKind }) } }),
    [vocabulary, words, act, kind, tagKind, name],
  );
  return <AuthoringContext value={value}>{children}</AuthoringContext>;
}

/** A table may be called as an event is. */
const tableKey = (name: string): string => `table ${name}`;

function wordsIn(vocabulary: Vocabulary, language: Language): AuthoringWords {
  const label = (labels: Labels | undefined, name: string): string => labelIn(labels, language, name);
  const records = new Map(
    [
      ...(vocabulary.profile === undefined ? [] : [vocabulary.profile]),
      ...vocabulary.events,
      ...vocabulary.tables.map((table) => ({ ...table, name: tableKey(table.name) })),
    ].map((record) => [record.name, record]),
  );
  const outputs = new Map(vocabulary.outputs.map((output) => [output.name, output]));
  const field = (record: string, name: string): string =>
    label(records.get(record)?.fields.find((one) => one.name === name)?.labels, name);
  return {
    record: (name) => label(records.get(name)?.labels, name),
    field,
    output: (name) => label(outputs.get(name)?.labels, name),
    list: (name) => label(vocabulary.lists.find((list) => list.name === name)?.labels, name),
    value: (type, value) => label(own(type?.labels, value), value),
    readable: ({ name, source, of, through }, event) =>
      through !== undefined
        ? `${field(through.record, of ?? "")}: ${field(tableKey(through.table), name)}`
        : source === "event" || source === "parent"
          ? field(of ?? event ?? "", name)
          : source === "profile"
            ? field(vocabulary.profile?.name ?? "", name)
            : label(outputs.get(name)?.labels, name),
  };
}

/** What may be read at a place. */
export function useReadable(event: string | undefined): readonly Readable[] {
  const { vocabulary, owner } = useAuthoring();
  return useMemo(() => readable(vocabulary, owner, event), [vocabulary, owner, event]);
}

const TRIES = 3;
/** Actions are made one after the other, each upon the text that the one before has left. */
let last: Promise<unknown> = Promise.resolve();

/** Changes a declaration; the edits are those of the text as it is when they are made. */
export function change(name: string, action: FormAction | SlotAction): Promise<Problem | undefined> {
  const made = last.then(async (): Promise<Problem | undefined> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const { version } = useRules.getState();
      const edited = await service.act(name, action);
      if (useRules.getState().version !== version) continue;
      if ("problem" in edited) return edited.problem;
      applyEdits(edited.file, edited.edits, `form ${name}`);
      return undefined;
    }
    return "stale";
  });
  last = made.catch(() => undefined);
  return made;
}

/** `change` for the controls of a declaration: says what was refused. */
export function useChange(name: string): Authoring["act"] {
  const { t } = useTranslation();
  return useMemo(
    () => async (action) => {
      const problem = await change(name, action);
      if (problem !== undefined) say(t(`refused.${problem}`));
      return problem === undefined;
    },
    [name, t],
  );
}
