import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "../../api/bringing.ts";
import type { SaveAnswer, SaveRequest } from "../../api/workspace.ts";
import { say } from "../components/toast.tsx";
import { bringingNow, followImport, useBringing } from "../state/bringing.ts";
import { refreshFiles } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { noteCommit } from "./uncommitted.tsx";

interface Saving {
  readonly working: boolean;
  readonly error?: Error;
  readonly conflicts?: Extract<SaveAnswer, { saved: false }>["conflicts"];
}

/** Saves files, brings the data that was reviewed with them, commits them where that is wanted, and says what came of it. */
export function useSave(): {
  readonly saving: Saving;
  /** The import, while it goes on. */
  readonly job: Job | undefined;
  readonly save: (request: SaveRequest) => Promise<void>;
  readonly settle: () => void;
} {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [saving, setSaving] = useState<Saving>({ working: false });
  const [job, setJob] = useState<Job>();
  /** Writes the files alone. @returns whether nobody else has changed them */
  const write = async (request: SaveRequest): Promise<Extract<SaveAnswer, { saved: true }> | undefined> => {
    const answer = await server.save(request);
    if (!answer.saved) {
      setSaving({ working: false, conflicts: answer.conflicts });
      return undefined;
    }
    noteCommit(request, answer);
    refreshFiles(answer.files, answer.removed, false);
    return answer;
  };
  /** The rules first, since the files are read by them; `tagma.json` is committed with them when the rows are in. */
  const writeWithData = async (
    { files, commit }: SaveRequest,
    config: string,
  ): Promise<Extract<SaveAnswer, { saved: true }> | undefined> => {
    const written = files.length === 0 ? undefined : await write({ files });
    if (files.length > 0 && written === undefined) return undefined;
    await followImport(await server.bring({ bringing: { ...bringingNow(), drafts: {} }, config }), setJob);
    setJob(undefined);
    void client.invalidateQueries();
    const revisions = new Map((written?.files ?? []).map(({ path, revision }) => [path, revision]));
    const saved = files.map((file) => ({ ...file, revision: revisions.get(file.path) ?? null }));
    return commit === undefined
      ? (written ?? { saved: true, files: [], removed: [], commit: null, notCommitted: null })
      : await write({ files: saved, commit });
  };
  const save = async (request: SaveRequest): Promise<void> => {
    setSaving({ working: true });
    const { reviewed } = useBringing.getState();
    try {
      const answer =
        reviewed === undefined
          ? await write(request)
          : await writeWithData(request, reviewed.trial.written.config.after);
      if (answer === undefined) return;
      void client.invalidateQueries({ queryKey: ["workspace"] });
      void client.invalidateQueries({ queryKey: ["last-run"] });
      setSaving({ working: false });
      if (answer.notCommitted !== null) say(t("review.notCommitted"));
      else if (answer.commit !== null)
        say(t("review.committed", { branch: answer.commit.branch, id: answer.commit.id.slice(0, 8) }));
      else say(t(reviewed === undefined ? "review.saved" : "bring.saved"));
    } catch (error) {
      setJob(undefined);
      setSaving({ working: false, error: error instanceof Error ? error : new Error(String(error)) });
      void client.invalidateQueries({ queryKey: ["workspace"] });
    }
  };
  return { saving, job, save, settle: () => setSaving({ working: false }) };
}
