import { CirclePlay, Plus, Search } from "lucide-react";
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import type { Job } from "../../api/bringing.ts";
import type { WorkspaceView } from "../../api/workspace.ts";
import { Empty, Failure, Loading, Notice } from "../components/feedback.tsx";
import { JobProgress, useJob } from "../components/job.tsx";
import { say } from "../components/toast.tsx";
import { TagTree } from "../components/tag-tree.tsx";
import type { DeclarationKind, DeclarationView } from "../language/catalogue.ts";
import { NewTag } from "../authoring/new-tag.tsx";
import { useAddress, useAddressList } from "../state/address.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { server, ServerError } from "../state/server.ts";
import { useLastRun } from "../state/workspace.ts";

/** The kinds that the catalogue lists. */
export const listedKinds = [
  "attribute",
  "statistical",
  "rule",
  "mined",
  "lifecycle",
  "segment",
  "never",
] as const satisfies readonly DeclarationKind[];
type ListedKind = (typeof listedKinds)[number];

export function isListed(kind: DeclarationKind): kind is ListedKind {
  return listedKinds.some((listed) => listed === kind);
}

/** Whether a tag has the words of a search in its name, or in its labels in any language. */
export function matches({ name, labels, description, group, owner, values }: DeclarationView, search: string): boolean {
  const text = [
    name,
    ...Object.values(labels),
    description,
    group ?? "",
    owner ?? "",
    ...Object.keys(values),
    ...Object.values(values).flatMap((own) => Object.values(own)),
  ]
    .join("\n")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The catalogue: every tag and segment by group and kind, what is known of it, and how many have it. */
export function CataloguePage({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const [search = "", setSearch] = useAddress("search");
  const [asked = [], setKinds] = useAddressList("kind");
  const kinds = listedKinds.filter((kind) => asked.includes(kind));
  const [adding, setAdding] = useState(false);
  const [, go] = useLocation();
  const listed = useMemo(() => words.declarations.filter(({ kind }) => isListed(kind)), [words]);
  const shown = listed.filter(
    (declaration) =>
      (kinds.length === 0 || kinds.some((kind) => kind === declaration.kind)) && matches(declaration, search.trim()),
  );
  const toggle = (kind: ListedKind): void =>
    setKinds(kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind]);
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("catalogue.title")}</h1>
          <p className="lead">{t("catalogue.lead")}</p>
        </div>
        <button type="button" className="button primary" onClick={() => setAdding(true)}>
          <Plus size={18} aria-hidden />
          {t("catalogue.new")}
        </button>
      </div>
      <RunStatus workspace={workspace} />
      <div className="row">
        <label className="row grow" style={{ maxWidth: "26rem" }}>
          <Search size={18} aria-hidden />
          <span className="visually-hidden">{t("catalogue.search")}</span>
          <input
            className="input grow"
            type="search"
            value={search}
            placeholder={t("catalogue.search")}
            onChange={(event) => setSearch(event.target.value, "typing")}
          />
        </label>
        <div className="row" role="group" aria-label={t("catalogue.kinds")}>
          {listedKinds
            .filter((kind) => listed.some((declaration) => declaration.kind === kind))
            .map((kind) => (
              <button
                key={kind}
                type="button"
                className="chip"
                aria-pressed={kinds.includes(kind)}
                onClick={() => toggle(kind)}
              >
                {t(`kind.${kind}`)}{" "}
                <span className="number">{listed.filter((declaration) => declaration.kind === kind).length}</span>
              </button>
            ))}
        </div>
      </div>
      {!words.ready ? (
        <Loading lines={6} />
      ) : shown.length === 0 ? (
        <Empty
          icon={<Search size={28} aria-hidden />}
          title={listed.length === 0 ? t("catalogue.none") : t("catalogue.noMatch")}
          actions={
            listed.length === 0 ? (
              <button type="button" className="button primary" onClick={() => setAdding(true)}>
                {t("catalogue.new")}
              </button>
            ) : (
              <button
                type="button"
                className="button"
                onClick={() => {
                  go("/");
                }}
              >
                {t("catalogue.clear")}
              </button>
            )
          }
        >
          {listed.length === 0 ? t("catalogue.noneText") : t("catalogue.noMatchText")}
        </Empty>
      ) : (
        <div className="card">
          <TagTree tags={shown} open={search !== "" || kinds.length > 0} />
        </div>
      )}
      {adding && <NewTag onClose={() => setAdding(false)} />}
    </div>
  );
}

/** When the stored tags were worked out, and the button that works them out anew. */
function RunStatus({ workspace }: { readonly workspace: WorkspaceView }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const run = useLastRun();
  const { job, follow } = useJob(
    useCallback(
      (ended: Job) => {
        if (ended.state === "done") say(t("run.done"));
        void client.invalidateQueries({ queryKey: ["last-run"] });
      },
      [client, t],
    ),
  );
  const start = (): void => {
    server.run().then(follow, (error: unknown) => say(error instanceof Error ? error.message : String(error)));
  };
  if (workspace.customers === 0)
    return (
      <Notice
        title={t("run.noData")}
        actions={
          <Link href="/data" className="button primary">
            {t("data.import")}
          </Link>
        }
      >
        {t("run.noDataText")}
      </Notice>
    );
  if (job?.state === "working")
    return (
      <div className="card">
        <JobProgress job={job} label={t("run.working")} />
      </div>
    );
  const { data } = run;
  return (
    <div className="card row">
      <span>
        <strong className="number">{formats.count(workspace.customers)}</strong> {t("run.customers")}
      </span>
      <span className="muted">·</span>
      <span>
        <strong className="number">{formats.count(workspace.events)}</strong> {t("run.events")}
      </span>
      <span className="muted">·</span>
      <span className="muted grow">
        {data === undefined
          ? "…"
          : data === null
            ? t("run.never")
            : t("run.last", { asOf: data.asOf.slice(0, 16), at: data.finishedAt.slice(0, 16) })}
        {data !== undefined && data !== null && !data.sameRules && ` ${t("run.outdated")}`}
      </span>
      {job?.state === "failed" && <Failure error={new ServerError(job.problem ?? { code: "internal", message: "" })} />}
      <button type="button" className="button" onClick={start} disabled={!workspace.mayWrite}>
        <CirclePlay size={18} aria-hidden />
        {t("run.now")}
      </button>
    </div>
  );
}
