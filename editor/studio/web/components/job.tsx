import { useEffect, useState, type ReactNode } from "react";
import type { Job } from "../../api/bringing.ts";
import { server } from "../state/server.ts";

const ASK_MS = 250;

/** Follows long work until it ends. */
export function useJob(onEnd: (job: Job) => void): {
  readonly job: Job | undefined;
  readonly follow: (job: Job) => void;
} {
  const [job, setJob] = useState<Job>();
  const id = job?.state === "working" ? job.id : undefined;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setInterval(() => {
      server.job(id).then(
        (now) => {
          setJob(now);
          if (now.state !== "working") onEnd(now);
        },
        () => undefined,
      );
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [id, onEnd]);
  return { job, follow: setJob };
}

export function JobProgress({ job, label }: { readonly job: Job; readonly label: string }): ReactNode {
  const share = job.total === 0 ? 0 : Math.min(1, job.done / job.total);
  return (
    <div
      className="stack"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(100 * share)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span>{label}</span>
      <div className="progress">
        <span style={{ width: `${100 * share}%` }} />
      </div>
    </div>
  );
}
