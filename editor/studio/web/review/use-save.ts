import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SaveAnswer, SaveRequest } from "../../api/workspace.ts";
import { say } from "../components/toast.tsx";
import { refreshFiles } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { noteCommit } from "./uncommitted.tsx";

interface Saving {
  readonly working: boolean;
  readonly error?: Error;
  readonly conflicts?: Extract<SaveAnswer, { saved: false }>["conflicts"];
}

/** Saves files, commits them where that is wanted, and says what came of it. */
export function useSave(): {
  readonly saving: Saving;
  readonly save: (request: SaveRequest) => Promise<void>;
  readonly settle: () => void;
} {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [saving, setSaving] = useState<Saving>({ working: false });
  const save = async (request: SaveRequest): Promise<void> => {
    setSaving({ working: true });
    try {
      const answer = await server.save(request);
      if (!answer.saved) {
        setSaving({ working: false, conflicts: answer.conflicts });
        return;
      }
      noteCommit(request, answer);
      refreshFiles(answer.files, answer.removed, false);
      void client.invalidateQueries({ queryKey: ["workspace"] });
      void client.invalidateQueries({ queryKey: ["last-run"] });
      setSaving({ working: false });
      if (answer.notCommitted !== null) say(t("review.notCommitted"));
      else if (answer.commit === null) say(t("review.saved"));
      else say(t("review.committed", { branch: answer.commit.branch, id: answer.commit.id.slice(0, 8) }));
    } catch (error) {
      setSaving({ working: false, error: error instanceof Error ? error : new Error(String(error)) });
      void client.invalidateQueries({ queryKey: ["workspace"] });
    }
  };
  return { saving, save, settle: () => setSaving({ working: false }) };
}
