import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormModel } from "../../../views/form/model.ts";
import type { BodySpec, BranchSpec, ConditionSpec } from "../../../views/spec.ts";
import type { TableModel } from "../../../views/table/model.ts";
import { useConditionEditor } from "./condition-context.ts";
import { RuleCondition } from "./condition-editor.tsx";
import { Incomplete, Pick, Write } from "./controls.tsx";
import { LabelFields } from "./header-form.tsx";
import { Called, ItemActions, MarkChips, marksOf } from "./items.tsx";
import { useAuthoring } from "./use-authoring.tsx";

type Branches = Extract<BodySpec, { kind: "branches" }>;
const forms = ["one of", "first of", "all of"] as const;
type Begun = "condition" | "unknown" | "otherwise";

/** Branches or stages: each a value and when it is taken. */
export function BranchesForm({
  body,
  form,
  table,
}: {
  readonly body: Branches;
  readonly form: FormModel;
  readonly table: TableModel | null;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const [begun, setBegun] = useState<Begun>();
  const stages = body.form === "stages";
  const conditions = body.items.filter(({ when }) => when.kind !== "unknown" && when.kind !== "otherwise").length;
  const has = (kind: Begun): boolean => body.items.some(({ when }) => when.kind === kind);
  const index = begun === "condition" ? conditions : begun === "unknown" ? conditions : body.items.length;
  return (
    <div className="stack">
      {body.form !== "stages" && (
        <div className="field branch-form">
          <span className="label" aria-hidden>
            {t("edit.form")}
          </span>
          <Pick
            label={t("edit.form")}
            value={body.form}
            options={forms.map((value) => ({ value, text: t(`edit.form.${value}`) }))}
            onPick={(picked) => void act({ do: "form", form: forms.find((one) => one === picked) ?? "one of" })}
          />
        </div>
      )}
      {body.items.map((item, at) => (
        <Branch
          key={`${at} of ${body.items.length}`}
          item={item}
          index={at}
          count={conditions}
          stages={stages}
          form={form}
          table={table}
        />
      ))}
      {begun !== undefined ? (
        <NewBranch
          kind={begun}
          stages={stages}
          taken={body.items.map(({ value }) => value)}
          onCancel={() => setBegun(undefined)}
          onAdd={async (item) => {
            if (await act({ do: "insert", at: "body.items", index, item })) setBegun(undefined);
          }}
        />
      ) : (
        <div className="row">
          <button type="button" className="button" onClick={() => setBegun("condition")}>
            <Plus size={16} aria-hidden />
            {t(stages ? "edit.addStage" : "edit.addBranch")}
          </button>
          {!stages && !has("unknown") && (
            <button type="button" className="button quiet" onClick={() => setBegun("unknown")}>
              {t("edit.addUnknown")}
            </button>
          )}
          {!stages && !has("otherwise") && (
            <button type="button" className="button quiet" onClick={() => setBegun("otherwise")}>
              {t("edit.addOtherwise")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Branch({
  item,
  index,
  count,
  stages,
  form,
  table,
}: {
  readonly item: BranchSpec;
  readonly index: number;
  readonly count: number;
  readonly stages: boolean;
  readonly form: FormModel;
  readonly table: TableModel | null;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const path = `body.items.${index}`;
  const condition = item.when.kind === "unknown" || item.when.kind === "otherwise" ? undefined : item.when;
  const others = new Set(
    form.spec.body.kind === "branches"
      ? form.spec.body.items.filter((other) => other !== item).map(({ value }) => value)
      : [],
  );
  return (
    <section className="card branch" aria-label={t("edit.branch", { value: item.value })}>
      <div className="row">
        <Write
          label={t(stages ? "edit.stage" : "edit.branchValue")}
          value={item.value}
          accepts={(text) => text.trim() !== "" && !others.has(text.trim().normalize("NFC"))}
          onWrite={(text) => void act({ do: "set-value", at: `${path}.value`, value: text.trim() })}
        />
        <Called value={item.value} labels={item.labels} />
        <span className="muted">
          {condition === undefined
            ? t(item.when.kind === "unknown" ? "edit.unknown" : "edit.otherwise")
            : t("edit.when")}
        </span>
        <MarkChips marks={marksOf(table, path)} />
        <span className="end">
          <ItemActions at={path} name={item.value} index={index} count={count} fixed={condition === undefined} />
        </span>
      </div>
      {condition !== undefined && <RuleCondition condition={condition} at={`${path}.when`} />}
      <details className="small">
        <summary>
          {t("edit.addLabel")}
          {Object.keys(item.labels).length > 0 && ` (${Object.values(item.labels).join(t("list.comma"))})`}
        </summary>
        <div className="fields">
          <LabelFields at={path} labels={item.labels} />
        </div>
      </details>
    </section>
  );
}

interface NewBranchProps {
  readonly kind: Begun;
  readonly stages: boolean;
  readonly taken: readonly string[];
  readonly onAdd: (item: BranchSpec) => Promise<void>;
  readonly onCancel: () => void;
}

/** A branch that is not in the rule yet. */
function NewBranch({ kind, stages, taken, onAdd, onCancel }: NewBranchProps): ReactNode {
  const { t } = useTranslation();
  const Condition = useConditionEditor();
  const [value, setValue] = useState("");
  const [condition, setCondition] = useState<ConditionSpec>();
  const when: BranchSpec["when"] | undefined = kind === "condition" ? condition : { kind };
  const named = value.trim() !== "" && !taken.includes(value.trim().normalize("NFC"));
  return (
    <section className="card branch begun" aria-label={t(stages ? "edit.addStage" : "edit.addBranch")}>
      <div className="row">
        <Write
          eager
          visibleLabel
          label={t(stages ? "edit.stage" : "edit.branchValue")}
          value={value}
          accepts={(text) => text === "" || !taken.includes(text.trim().normalize("NFC"))}
          onWrite={setValue}
        />
        <span className="muted">
          {t(kind === "condition" ? "edit.when" : kind === "unknown" ? "edit.unknown" : "edit.otherwise")}
        </span>
      </div>
      {kind === "condition" && <Condition condition={condition} onChange={setCondition} />}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={!named || when === undefined}
          onClick={() => {
            if (when !== undefined) void onAdd({ value: value.trim(), labels: {}, when });
          }}
        >
          {t("edit.add")}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t("cancel")}
        </button>
        {(!named || when === undefined) && <Incomplete fresh />}
      </div>
    </section>
  );
}
