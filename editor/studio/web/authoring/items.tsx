import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Path } from "../../../views/form/model.ts";
import type { Labels } from "../../../views/spec.ts";
import type { RowMark, TableModel } from "../../../views/table/model.ts";
import { labelIn } from "../state/catalogue.tsx";
import { useReaderLanguage } from "../state/reader-language.ts";
import { ActionMenu } from "./action-menu.tsx";
import { useAuthoring } from "./use-authoring.tsx";

/** What can be done with a branch, stage, band or item as a whole. */
export function ItemActions({
  at,
  name,
  index,
  count,
  fixed = false,
}: {
  readonly at: Path;
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly fixed?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  return (
    <ActionMenu
      label={t("edit.more", { what: name })}
      actions={[
        ...(fixed
          ? []
          : [
              {
                icon: ArrowUp,
                text: t("edit.moveUp"),
                disabled: index === 0,
                onPress: () => void act({ do: "move", at, to: index - 1 }),
              },
              {
                icon: ArrowDown,
                text: t("edit.moveDown"),
                disabled: index >= count - 1,
                onPress: () => void act({ do: "move", at, to: index + 1 }),
              },
              { icon: Copy, text: t("edit.duplicate"), onPress: () => void act({ do: "duplicate", at }) },
            ]),
        { icon: Trash2, text: t("edit.remove"), onPress: () => void act({ do: "remove", at }) },
      ]}
    />
  );
}

/** The marks of an item, each once, whichever of its rows has them. */
export function marksOf(table: TableModel | null, item: Path): readonly RowMark[] {
  const found = new Map<string, RowMark>();
  for (const row of table?.rows ?? [])
    if (row.item === item)
      for (const mark of row.marks)
        found.set(
          mark.kind === "overlap" ? `overlap ${mark.with}` : mark.kind === "implied" ? `implied ${mark.at}` : mark.kind,
          mark,
        );
  return [...found.values()];
}

/** What a value is called in the reader's language, where that is another word. */
export function Called({ value, labels }: { readonly value: string; readonly labels: Labels }): ReactNode {
  const called = labelIn(labels, useReaderLanguage(), value);
  return called === value ? null : <span className="muted small">{called}</span>;
}

/** A mark in a word. */
export function MarkChips({ marks }: { readonly marks: readonly RowMark[] }): ReactNode {
  const { t } = useTranslation();
  return marks.map((mark, index) => {
    switch (mark.kind) {
      case "overlap":
        return (
          <span key={index} className={`chip ${mark.certain ? "bad" : "warn"}`}>
            {t("table.overlapMark")}: {mark.with}
          </span>
        );
      case "never":
        return (
          <span key={index} className="chip warn">
            {t("table.neverMark")}
          </span>
        );
      case "implied":
        return (
          <span key={index} className="chip">
            {t("table.impliedMark")}
          </span>
        );
    }
  });
}
