import { X } from "lucide-react";
import { Dialog as Base } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** The dialog itself has the focus first, so that keys pressed too early close nothing. */
function keepKeysHarmless(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** A dialog: focus stays inside, Escape closes it, and focus returns to where it was. */
export function Dialog({
  title,
  description,
  wide = false,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description?: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Overlay className="dialog-ground" />
        <Base.Content
          onOpenAutoFocus={keepKeysHarmless}
          className={`dialog fade ${wide ? "wide" : ""}`}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <div className="row">
            <Base.Title asChild>
              <h2 className="grow">{title}</h2>
            </Base.Title>
            <Base.Close className="button icon quiet" aria-label={t("close")}>
              <X size={18} aria-hidden />
            </Base.Close>
          </div>
          {description !== undefined && <Base.Description className="muted">{description}</Base.Description>}
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
