import { ArrowDown, ArrowUp, Ban, Copy, Plus, Trash2, Undo2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isFilled } from "../../../views/form/complete.ts";
import type { Path } from "../../../views/form/model.ts";
import type { ConditionSpec, Join, RowSpec } from "../../../views/spec.ts";
import { useAhead } from "./ahead.ts";
import { ActionMenu } from "./action-menu.tsx";
import type { ConditionProps } from "./condition-context.ts";
import { Incomplete, Pick } from "./controls.tsx";
import { emptyRow, RowEditor } from "./row-editor.tsx";
import { PendingContext, useBegun, usePending } from "./pending.ts";
import { useAuthoring } from "./use-authoring.tsx";

/** A condition as a list of rows and groups. Only complete conditions are handed on; what is begun waits here. */
export function ConditionEditor({ condition, event, onChange }: ConditionProps): ReactNode {
  const shown: ConditionSpec = condition ?? { kind: "group", join: "all", items: [] };
  if (shown.kind === "group") return <Group join={shown.join} items={shown.items} event={event} onChange={onChange} />;
  if (shown.kind === "not") return <Turned item={shown.item} event={event} onChange={onChange} />;
  return <Group join="all" items={[shown]} event={event} onChange={onChange} />;
}

/** The condition of a rule, shown as it will be while the text follows. */
export function RuleCondition({ condition, at }: { readonly condition: ConditionSpec; readonly at: Path }): ReactNode {
  const { act } = useAuthoring();
  const [shown, change] = useAhead(condition, (to, from) => act({ do: "set-condition", at, to, from }));
  return (
    <ConditionEditor
      condition={shown}
      onChange={(to) => {
        if (to === undefined) void act({ do: "remove", at });
        else change(to);
      }}
    />
  );
}

interface GroupProps extends Omit<ConditionProps, "condition"> {
  readonly join: Join;
  readonly items: readonly ConditionSpec[];
}

/** A group of one is that one. */
function grouped(join: Join, items: readonly ConditionSpec[]): ConditionSpec | undefined {
  const [only] = items;
  return items.length < 2 ? only : { kind: "group", join, items };
}

function Group({ join, items, event, onChange }: GroupProps): ReactNode {
  const { t } = useTranslation();
  const { owner } = useAuthoring();
  // How rows will be joined is asked for before there are two.
  const [wanted, setWanted] = useState<Join>(join);
  const [begun, setBegun] = useState<ConditionSpec | undefined>(
    items.length === 0 ? emptyRow(owner, event) : undefined,
  );
  useEffect(() => {
    if (items.length > 1) setWanted(join);
  }, [join, items.length]);
  const used = items.length > 1 ? join : wanted;
  const hand = (next: readonly ConditionSpec[]): void => onChange(grouped(used, next));
  const add = (condition: ConditionSpec): void => {
    setBegun(undefined);
    hand([...items, condition]);
  };
  const joinPick = (
    <Pick
      label={t("edit.condition")}
      value={used}
      options={[
        { value: "all", text: t("edit.all") },
        { value: "any", text: t("edit.any") },
      ]}
      onPick={(picked) => {
        const next = picked === "any" ? "any" : "all";
        setWanted(next);
        if (items.length > 1) onChange(grouped(next, items));
      }}
    />
  );
  return (
    <div className="group" role="group" aria-label={t(used === "all" ? "edit.all" : "edit.any")}>
      {(items.length > 1 || (items.length === 1 && begun !== undefined)) && joinPick}
      <ul className="group-items">
        {items.map((item, index) => (
          <li key={`${index} of ${items.length}`}>
            {index > 0 && (
              <span className="joiner" aria-hidden>
                {t(used === "all" ? "edit.allShort" : "edit.anyShort")}
              </span>
            )}
            <Item
              item={item}
              event={event}
              index={index}
              count={items.length}
              onChange={(next) => hand(next === undefined ? items.toSpliced(index, 1) : items.with(index, next))}
              onMove={(to) => hand(items.toSpliced(index, 1).toSpliced(to, 0, item))}
              onDuplicate={() => hand(items.toSpliced(index + 1, 0, item))}
            />
          </li>
        ))}
        {begun !== undefined && (
          <li>
            <Begun
              begun={begun}
              event={event}
              alone={items.length === 0}
              onAdd={add}
              onCancel={() => setBegun(undefined)}
            />
          </li>
        )}
      </ul>
      {begun === undefined && (
        <div className="row">
          <button type="button" className="button small" onClick={() => setBegun(emptyRow(owner, event))}>
            <Plus size={14} aria-hidden />
            {t("edit.addCondition")}
          </button>
          {items.length > 0 && (
            <button
              type="button"
              className="button small quiet"
              onClick={() => setBegun({ kind: "group", join: used === "all" ? "any" : "all", items: [] })}
            >
              <Plus size={14} aria-hidden />
              {t("edit.addGroup")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** A row or group that is not in the rule yet. */
function Begun({
  begun,
  event,
  alone,
  onAdd,
  onCancel,
}: {
  readonly begun: ConditionSpec;
  readonly event: string | undefined;
  readonly alone: boolean;
  readonly onAdd: (condition: ConditionSpec) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<ConditionSpec | undefined>(begun);
  useBegun();
  const { count, inside } = usePending();
  const ready = draft !== undefined && isFilled(draft) && count === 0;
  const change = (next: ConditionSpec | undefined): void => {
    // The only condition goes in by itself once it is chosen; what is typed waits for the button, since it goes on.
    if (alone && next !== undefined && isFilled(next) && isChosen(next)) onAdd(next);
    else setDraft(next);
  };
  return (
    <div className="begun">
      <PendingContext value={inside}>
        {begun.kind !== "group" && draft !== undefined && isRow(draft) ? (
          <RowEditor row={draft} event={event} onChange={change} />
        ) : (
          <ConditionEditor condition={draft} event={event} onChange={change} />
        )}
      </PendingContext>
      <div className="row">
        <button
          type="button"
          className="button small primary"
          disabled={!ready}
          onClick={() => {
            if (draft !== undefined) onAdd(draft);
          }}
        >
          {t("edit.add")}
        </button>
        {!alone && (
          <button type="button" className="button small" onClick={onCancel}>
            {t("cancel")}
          </button>
        )}
        {!ready && <Incomplete fresh inner={count > 0} />}
      </div>
    </div>
  );
}

/** Whether a condition ends with a choice from a list: there is nothing more to type. */
function isChosen(condition: ConditionSpec): boolean {
  if (condition.kind === "holds") return true;
  return (
    condition.kind === "test" &&
    condition.test.kind === "is" &&
    (condition.test.right.kind === "choice" || condition.test.right.kind === "boolean")
  );
}

const isRow = (condition: ConditionSpec): condition is RowSpec =>
  condition.kind !== "group" && condition.kind !== "not";

interface ItemProps {
  readonly item: ConditionSpec;
  readonly event: string | undefined;
  readonly index: number;
  readonly count: number;
  readonly onChange: (item: ConditionSpec | undefined) => void;
  readonly onMove: (to: number) => void;
  readonly onDuplicate: () => void;
}

function Item({ item, event, index, count, onChange, onMove, onDuplicate }: ItemProps): ReactNode {
  const { t } = useTranslation();
  const turn = (): void => {
    if (item.kind === "not") onChange(item.item);
    else if (item.kind === "group" || item.kind === "text") onChange({ kind: "not", item });
    else onChange({ ...item, negated: !item.negated });
  };
  const negated = item.kind === "not" || (item.kind !== "group" && item.kind !== "text" && item.negated);
  return (
    <div className="rule-item">
      {isRow(item) ? (
        <Row row={item} event={event} onChange={onChange} />
      ) : (
        <div className={item.kind === "not" ? "grow" : "nested"}>
          <ConditionEditor condition={item} event={event} onChange={onChange} />
        </div>
      )}
      <ActionMenu
        label={t("edit.more", { what: `${t("edit.condition")} ${index + 1}` })}
        actions={[
          { icon: negated ? Undo2 : Ban, text: t(negated ? "edit.unnegate" : "edit.negate"), onPress: turn },
          ...(count > 1
            ? [
                { icon: ArrowUp, text: t("edit.moveUp"), disabled: index === 0, onPress: () => onMove(index - 1) },
                {
                  icon: ArrowDown,
                  text: t("edit.moveDown"),
                  disabled: index === count - 1,
                  onPress: () => onMove(index + 1),
                },
              ]
            : []),
          { icon: Copy, text: t("edit.duplicate"), onPress: onDuplicate },
          { icon: Trash2, text: t("edit.remove"), onPress: () => onChange(undefined) },
        ]}
      />
    </div>
  );
}

/** A row of the rule. While a change is incomplete the rule keeps the row as it was. */
export function Row({
  row,
  event,
  onChange,
}: {
  readonly row: RowSpec;
  readonly event: string | undefined;
  readonly onChange: (row: RowSpec) => void;
}): ReactNode {
  const [draft, setDraft] = useState<RowSpec>();
  const given = JSON.stringify(row);
  // The rule has the change, or another one: the draft has done its work.
  useEffect(() => setDraft(undefined), [given]);
  const change = (next: RowSpec): void => {
    setDraft(next);
    if (isFilled(next)) onChange(next);
  };
  const shown = draft ?? row;
  // What is shown is not what the rule says, so that nothing may be made of the rule meanwhile.
  useBegun(!isFilled(shown));
  return (
    <div className="grow">
      <RowEditor row={shown} event={event} onChange={change} />
      {!isFilled(shown) && <Incomplete />}
    </div>
  );
}

/** `not` around a group. */
function Turned({
  item,
  event,
  onChange,
}: {
  readonly item: ConditionSpec;
  readonly event: string | undefined;
  readonly onChange: ConditionProps["onChange"];
}): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="nested">
      <div className="row">
        <span className="chip warn">{t("edit.notGroup")}</span>
      </div>
      <ConditionEditor
        condition={item}
        event={event}
        onChange={(next) =>
          onChange(
            next === undefined
              ? undefined
              : next.kind === "group" || next.kind === "text" || next.kind === "not"
                ? { kind: "not", item: next }
                : { ...next, negated: !next.negated },
          )
        }
      />
    </div>
  );
}
