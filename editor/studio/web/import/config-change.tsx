import { Undo2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Failure } from "../components/feedback.tsx";
import { say } from "../components/toast.tsx";
import { TextDiff } from "../review/text-diff.tsx";
import { server } from "../state/server.ts";

/** What an import wrote into `tagma.json`, and the button that takes it back. */
export function ConfigChange({
  change: { before, after },
}: {
  readonly change: { readonly before: string; readonly after: string };
}): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [undone, setUndone] = useState(false);
  const [error, setError] = useState<Error>();
  const undo = (): void => {
    server.undoConfig().then(
      () => {
        setUndone(true);
        say(t("import.configUndone"));
        void client.invalidateQueries({ queryKey: ["workspace"] });
      },
      (failure: unknown) => setError(failure instanceof Error ? failure : new Error(String(failure))),
    );
  };
  return (
    <details>
      <summary>{t("import.config")}</summary>
      <div className="stack">
        <p className="muted">{t("import.configText")}</p>
        <TextDiff before={before} after={after} />
        {error !== undefined && <Failure error={error} />}
        {!undone && (
          <button type="button" className="button small" onClick={undo}>
            <Undo2 size={14} aria-hidden />
            {t("import.configUndo")}
          </button>
        )}
      </div>
    </details>
  );
}
