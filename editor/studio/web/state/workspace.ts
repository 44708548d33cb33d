import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LastRun, WorkspaceView } from "../../api/workspace.ts";
import { openBringing, resumeImport } from "./bringing.ts";
import { openRules, refreshFiles, useRules } from "./rules.ts";
import { server } from "./server.ts";

const CHECK_MS = 5000;

/** The workspace as it is on disk; asked for again when files change there. */
export function useWorkspace(): UseQueryResult<WorkspaceView> {
  const query = useQuery({ queryKey: ["workspace"], queryFn: server.workspace, staleTime: Infinity });
  const { data } = query;
  const client = useQueryClient();
  const name = data?.name;
  useEffect(() => {
    if (name === undefined) return;
    openBringing(name);
    void resumeImport().then((ended) => (ended ? client.invalidateQueries() : undefined));
  }, [name, client]);
  useEffect(() => {
    if (data === undefined) return;
    if (useRules.getState().workspace === data.name) refreshFiles(data.files, [], true);
    else openRules(data);
  }, [data]);
  return query;
}

/** Whether personal fields may be seen here. */
export function usePersonalAllowed(): boolean {
  return (
    useQuery({ queryKey: ["workspace"], queryFn: server.workspace, staleTime: Infinity }).data?.personalAllowed === true
  );
}

/** Looks from time to time whether somebody changed the files. */
export function useDiskChanges(): void {
  const client = useQueryClient();
  const saved = useRules((state) => state.saved);
  const { data } = useQuery({ queryKey: ["revisions"], queryFn: server.revisions, refetchInterval: CHECK_MS });
  useEffect(() => {
    if (data === undefined) return;
    const paths = new Set([...Object.keys(data), ...Object.keys(saved)]);
    if ([...paths].some((path) => data[path] !== saved[path]?.revision))
      void client.invalidateQueries({ queryKey: ["workspace"] });
  }, [data, saved, client]);
}

export function useLastRun(): UseQueryResult<LastRun> {
  return useQuery({ queryKey: ["last-run"], queryFn: server.lastRun });
}
