import { Plus, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConditionSpec } from "../../../views/spec.ts";
import { useConditionEditor } from "./condition-context.ts";
import { IconButton } from "./controls.tsx";

/** Narrows down which events count. */
export function Filter({
  where,
  event,
  label,
  removable = true,
  onChange,
}: {
  readonly where: ConditionSpec | undefined;
  readonly event: string;
  readonly label?: string;
  readonly removable?: boolean;
  readonly onChange: (where: ConditionSpec | undefined) => void;
}): ReactNode {
  const { t } = useTranslation();
  const Condition = useConditionEditor();
  const [open, setOpen] = useState(false);
  if (event === "") return null;
  if (where === undefined && !open)
    return (
      <button type="button" className="button small quiet" onClick={() => setOpen(true)}>
        <Plus size={14} aria-hidden />
        {t("edit.addFilter")}
      </button>
    );
  return (
    <div className="filter">
      <div className="row">
        <span className="label grow">{label ?? t("edit.filter")}</span>
        {removable && (
          <IconButton
            icon={X}
            label={t("edit.removeFilter")}
            onPress={() => {
              setOpen(false);
              if (where !== undefined) onChange(undefined);
            }}
          />
        )}
      </div>
      <Condition condition={where} event={event} onChange={onChange} />
    </div>
  );
}
