import { FileUp } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Files from the reader's machine, by the button or dropped. */
export function ChooseFile({
  busy,
  several,
  onFiles,
}: {
  readonly busy: boolean;
  readonly several: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const chosen = [...(files ?? [])].slice(0, several ? undefined : 1);
    if (chosen.length > 0 && !busy) onFiles(chosen);
  };
  return (
    <div
      className={`empty drop ${over ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <FileUp size={28} aria-hidden />
      <h3>{t("import.choose")}</h3>
      <p>{t("import.formats")}</p>
      <label className="button primary">
        {busy ? t("import.reading") : t("import.pick")}
        <input
          className="visually-hidden"
          type="file"
          multiple={several}
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.xlsx,.gz"
          disabled={busy}
          onChange={(event) => {
            take(event.target.files);
            // The same file can be chosen again.
            event.target.value = "";
          }}
        />
      </label>
    </div>
  );
}
