import { FileUp } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** A file from the reader's machine, by the button or dropped. */
export function ChooseFile({
  busy,
  onFile,
}: {
  readonly busy: boolean;
  readonly onFile: (file: File) => void;
}): ReactNode {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  return (
    <div
      className="empty"
      style={{ border: `2px dashed ${over ? "var(--accent)" : "var(--line-strong)"}`, borderRadius: "var(--radius-l)" }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined && !busy) onFile(file);
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
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.xlsx,.gz"
          disabled={busy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) onFile(file);
          }}
        />
      </label>
    </div>
  );
}
