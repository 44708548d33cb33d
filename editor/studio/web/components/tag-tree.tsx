import { own } from "../../../../engine/invariant/own.ts";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { LastRun } from "../../api/workspace.ts";
import type { DeclarationView } from "../language/catalogue.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { useLastRun } from "../state/workspace.ts";
import { KindChip, tagPath } from "./names.tsx";

interface Group {
  readonly name: string;
  readonly tags: DeclarationView[];
  readonly groups: Map<string, Group>;
}

function grouped(tags: readonly DeclarationView[]): Group {
  const root: Group = { name: "", tags: [], groups: new Map() };
  for (const tag of tags) {
    let at = root;
    for (const name of (tag.group ?? "")
      .split("/")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .slice(0, 8)) {
      let inner = at.groups.get(name);
      if (inner === undefined) at.groups.set(name, (inner = { name, tags: [], groups: new Map() }));
      at = inner;
    }
    at.tags.push(tag);
  }
  return root;
}

/** Tags by their groups; a group opens and closes. */
export function TagTree({
  tags,
  open,
}: {
  readonly tags: readonly DeclarationView[];
  readonly open: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const root = grouped(tags);
  return (
    <>
      {[...root.groups.values()]
        .sort((left, right) => left.name.localeCompare(right.name))
        .map((group) => (
          <GroupView key={group.name} group={group} open={open} depth={0} />
        ))}
      {root.tags.length > 0 && (
        <GroupView group={{ ...root, name: t("catalogue.noGroup"), groups: new Map() }} open depth={0} />
      )}
    </>
  );
}

const countIn = ({ tags, groups }: Group): number =>
  tags.length + [...groups.values()].reduce((sum, group) => sum + countIn(group), 0);

function GroupView({
  group,
  open,
  depth,
}: {
  readonly group: Group;
  readonly open: boolean;
  readonly depth: number;
}): ReactNode {
  return (
    <details className="tree-group" open={open || depth === 0}>
      <summary>
        {group.name} <span className="muted small number">{countIn(group)}</span>
      </summary>
      {[...group.groups.values()]
        .sort((left, right) => left.name.localeCompare(right.name))
        .map((inner) => (
          <GroupView key={inner.name} group={inner} open={open || depth === 0} depth={depth + 1} />
        ))}
      {group.tags.length > 0 && (
        <ul className="tag-list">
          {group.tags.map((tag) => (
            <li key={`${tag.file} ${tag.name}`}>
              <TagRow tag={tag} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function TagRow({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const { data: run } = useLastRun();
  const { problems } = tag;
  return (
    <Link href={tagPath(tag.name)} className="tag-row">
      <span>
        <span className="title">{words.nameOf(tag.name)}</span>
        {problems.error > 0 && (
          <span className="chip bad" style={{ marginInlineStart: "0.5rem" }}>
            <CircleAlert size={12} aria-hidden />
            {t("problems.errors", { count: problems.error })}
          </span>
        )}
        {problems.error === 0 && problems.warning > 0 && (
          <span className="chip warn" style={{ marginInlineStart: "0.5rem" }}>
            <TriangleAlert size={12} aria-hidden />
            {t("problems.warnings", { count: problems.warning })}
          </span>
        )}
        <span className="small muted" style={{ display: "block" }}>
          <code>{tag.name}</code>
          {tag.owner !== null && ` · ${tag.owner}`}
        </span>
      </span>
      <span className="row">
        <KindChip kind={tag.kind} />
        {tag.status !== null && tag.status !== "active" && (
          <span className="chip warn">
            {tag.status === "draft"
              ? t("status.draft")
              : tag.status === "retired" || tag.status === "deprecated"
                ? t("status.retired")
                : tag.status}
          </span>
        )}
      </span>
      <Share tag={tag} run={run ?? null} />
      <Coverage tag={tag} run={run ?? null} />
    </Link>
  );
}

/** How the customers spread over the values, as one bar. */
function Share({ tag, run }: { readonly tag: DeclarationView; readonly run: LastRun }): ReactNode {
  const words = useDictionary();
  const formats = useFormats();
  const found = own(run?.outputs, tag.name);
  const { type } = tag;
  if (run === null || found === undefined || type === null) return <span />;
  if (type.kind === "boolean") {
    const yes = found.values.find(({ value }) => value === "yes")?.customers ?? 0;
    return (
      <span className="stacked" title={`${formats.count(yes)} · ${formats.percent(yes, run.customers)}`}>
        <span style={{ width: `${(100 * yes) / Math.max(1, run.customers)}%`, background: "var(--bar)" }} />
      </span>
    );
  }
  if (type.kind !== "enum") return <span />;
  return (
    <span className="stacked">
      {type.values.map((value, index) => {
        const customers = found.values.find((own) => own.value === value)?.customers ?? 0;
        return (
          <span
            key={value}
            title={`${words.valueOf(tag.name, value)}: ${formats.count(customers)}`}
            style={{
              width: `${(100 * customers) / Math.max(1, run.customers)}%`,
              background: `var(--series-${(index % 8) + 1})`,
            }}
          />
        );
      })}
    </span>
  );
}

function Coverage({ tag, run }: { readonly tag: DeclarationView; readonly run: LastRun }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const found = own(run?.outputs, tag.name);
  // A run counts values; numbers, dates and laws have none to count.
  if (tag.type === null || (tag.type.kind !== "boolean" && tag.type.kind !== "enum")) return <span />;
  if (run === null || found === undefined) return <span className="small muted">{t("catalogue.notRun")}</span>;
  if (tag.type.kind === "boolean")
    return (
      <span className="number small">
        {formats.count(found.values.find(({ value }) => value === "yes")?.customers ?? 0)}
      </span>
    );
  return (
    <span className="small muted number" title={t("catalogue.coverage")}>
      {formats.percent(found.known, run.customers)}
    </span>
  );
}
