import { diff3Merge, mergeDiff3 } from "node-diff3";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SaveAnswer } from "../../api/workspace.ts";
import { Dialog } from "../components/dialog.tsx";
import { Notice } from "../components/feedback.tsx";
import { rebase, useRules } from "../state/rules.ts";
import { TextDiff } from "./text-diff.tsx";

type Conflict = Extract<SaveAnswer, { saved: false }>["conflicts"][number];

/** Somebody else saved in between: what both did, to be brought together. Nothing was overwritten. */
export function MergeDialog({
  conflicts,
  onClose,
}: {
  readonly conflicts: readonly Conflict[];
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [first] = conflicts;
  const [done, setDone] = useState<readonly string[]>([]);
  const left = conflicts.filter(({ path }) => !done.includes(path));
  const settle = (path: string): void => {
    setDone([...done, path]);
    if (left.length === 1) onClose();
  };
  return (
    <Dialog title={t("merge.title")} description={t("merge.lead")} wide onClose={onClose}>
      {first === undefined
        ? null
        : left.map((conflict) => (
            <File key={conflict.path} conflict={conflict} onSettled={() => settle(conflict.path)} />
          ))}
    </Dialog>
  );
}

function File({
  conflict: { path, text: theirs, revision },
  onSettled,
}: {
  readonly conflict: Conflict;
  readonly onSettled: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const draft = useRules((state) => state.drafts[path]);
  const [base, mine] = [draft?.base?.text ?? "", draft?.text ?? ""];
  const merged = mergeDiff3(mine.split("\n"), base.split("\n"), (theirs ?? "").split("\n"), {
    label: { a: t("merge.mine"), o: t("merge.base"), b: t("merge.theirs") },
  });
  const [text, setText] = useState(merged.result.join("\n"));
  /** Both changes, and where they meet those of one side. */
  const preferring = (side: "a" | "b"): string =>
    diff3Merge(mine.split("\n"), base.split("\n"), (theirs ?? "").split("\n"))
      .flatMap((region) => region.ok ?? region.conflict?.[side] ?? [])
      .join("\n");
  const take = (result: string | null): void => {
    rebase(path, theirs === null || revision === null ? null : { text: theirs, revision }, result);
    onSettled();
  };
  return (
    <section className="stack" aria-label={path}>
      <h3 className="code">{path}</h3>
      {merged.conflict ? (
        <Notice tone="warn" title={t("merge.conflict")}>
          {t("merge.conflictText")}
        </Notice>
      ) : (
        <Notice tone="good" title={t("merge.clean")} />
      )}
      <details>
        <summary>{t("merge.theirChange")}</summary>
        <TextDiff before={base} after={theirs ?? ""} />
      </details>
      <details>
        <summary>{t("merge.myChange")}</summary>
        <TextDiff before={base} after={mine} />
      </details>
      {merged.conflict && (
        <div className="row">
          <button type="button" className="button" onClick={() => setText(preferring("a"))}>
            {t("merge.preferMine")}
          </button>
          <button type="button" className="button" onClick={() => setText(preferring("b"))}>
            {t("merge.preferTheirs")}
          </button>
        </div>
      )}
      <div className="field">
        <label htmlFor={`merged ${path}`}>{t("merge.result")}</label>
        <textarea
          id={`merged ${path}`}
          className="textarea code"
          style={{ minHeight: "14rem" }}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
        />
      </div>
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={/^(<{7}|={7}|>{7}|\|{7})/m.test(text)}
          onClick={() => take(text)}
        >
          {t("merge.take")}
        </button>
        <button type="button" className="button" onClick={() => take(theirs)}>
          {t("merge.takeTheirs")}
        </button>
      </div>
    </section>
  );
}
