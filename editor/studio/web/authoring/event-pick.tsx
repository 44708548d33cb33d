import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Pick } from "./controls.tsx";
import { useAuthoring } from "./use-authoring.tsx";

/** Which event is meant, by its label. */
export function EventPick({
  value,
  onPick,
}: {
  readonly value: string;
  readonly onPick: (name: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  return (
    <Pick
      label={t("edit.event")}
      value={value}
      empty={t("edit.chooseEvent")}
      options={vocabulary.events.map(({ name }) => ({ value: name, text: words.record(name) }))}
      onPick={onPick}
    />
  );
}
