import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Readable } from "../../../views/term-type.ts";
import { Pick, type OptionGroup } from "./controls.tsx";
import { offered, ownedSubject, type Subject, type WorkedOut } from "./subject.ts";
import { useAuthoring, useReadable } from "./use-authoring.tsx";

interface SubjectProps {
  readonly subject: Subject;
  readonly event: string | undefined;
  /** What a row may be about besides values. */
  readonly more?: readonly { readonly value: string; readonly text: string }[];
  readonly only?: ((readable: Readable) => boolean) | undefined;
  readonly label?: string;
  readonly onPick: (subject: Subject) => void;
}

/** What a row or value is about: a field, a tag, or something that is worked out. */
export function SubjectPick({ subject, event, more = [], only, label, onPick }: SubjectProps): ReactNode {
  const { t } = useTranslation();
  const { words, owner } = useAuthoring();
  const all = useReadable(event).filter((one) => only === undefined || only(one));
  const of = (source: Readable["source"]): OptionGroup["options"] =>
    all
      .filter((one) => one.source === source)
      .map((one) => ({
        value: one.of === undefined ? `=${one.name}` : ownedSubject(one.of, one.name),
        text: words.readable(one, event),
      }))
      .sort((left, right) => left.text.localeCompare(right.text));
  const kinds: readonly WorkedOut[] = only === undefined ? offered(owner, event) : [];
  const shown = subject === "text" || subject === "now" || subject === "today" ? ([...kinds, subject] as const) : kinds;
  return (
    <Pick
      label={label ?? t("edit.about")}
      value={subject}
      empty={t("edit.chooseField")}
      options={[]}
      onPick={onPick}
      groups={[
        {
          label: t("edit.subject.own"),
          options: [...more, ...shown.map((kind) => ({ value: kind, text: t(`edit.subject.${kind}`) }))],
        },
        { label: t("edit.from.event"), options: of("event") },
        { label: t("edit.from.table"), options: of("table") },
        { label: t("edit.from.parent"), options: of("parent") },
        { label: t("edit.from.profile"), options: of("profile") },
        { label: t("edit.from.tag"), options: of("tag") },
        { label: t("edit.from.lifecycle"), options: of("lifecycle") },
        { label: t("edit.from.segment"), options: of("segment") },
      ]}
    />
  );
}
