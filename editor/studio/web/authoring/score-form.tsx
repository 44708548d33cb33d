import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BodySpec, ConditionSpec, LiteralSpec, ScoreItemSpec } from "../../../views/spec.ts";
import { eventFields } from "../../../views/term-type.ts";
import { useConditionEditor } from "./condition-context.ts";
import { RuleCondition } from "./condition-editor.tsx";
import { Incomplete, Pick, Write } from "./controls.tsx";
import { ItemActions } from "./items.tsx";
import { takes } from "../../../views/measures.ts";
import { EventPick } from "./event-pick.tsx";
import { Filter } from "./filter.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { WindowInput } from "./window-input.tsx";

type Score = Extract<BodySpec, { kind: "score" }>;
type Per = Extract<ScoreItemSpec["basis"], { kind: "per" }>;
const digits = (text: string): boolean => /^\d{1,9}(?:\.\d{1,6})?$/.test(text.trim());
const signed = (text: string): boolean => /^-?\d{1,9}(?:\.\d{1,6})?$/.test(text.trim());
const number = (text: string): LiteralSpec => ({ kind: "number", text: text.trim() });
const textOf = (literal: LiteralSpec | undefined): string => (literal?.kind === "number" ? literal.text : "");

/** Points that are added up. */
export function ScoreForm({ body }: { readonly body: Score }): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const [begun, setBegun] = useState(false);
  return (
    <div className="stack">
      <div className="card row">
        {body.low === undefined || body.high === undefined ? (
          <button
            type="button"
            className="button quiet"
            onClick={() => void act({ do: "range", low: number("0"), high: number("100") })}
          >
            <Plus size={16} aria-hidden />
            {t("edit.rangeAdd")}
          </button>
        ) : (
          <>
            <span>{t("edit.range")}</span>
            <Write
              kind="number"
              label={t("edit.low")}
              value={textOf(body.low)}
              accepts={signed}
              onWrite={(text) => void act({ do: "range", low: number(text), high: body.high ?? number("100") })}
            />
            <span>{t("edit.and")}</span>
            <Write
              kind="number"
              label={t("edit.high")}
              value={textOf(body.high)}
              accepts={signed}
              onWrite={(text) => void act({ do: "range", low: body.low ?? number("0"), high: number(text) })}
            />
            <button
              type="button"
              className="button small quiet"
              onClick={() => void act({ do: "range", low: undefined, high: undefined })}
            >
              {t("edit.rangeRemove")}
            </button>
          </>
        )}
      </div>
      {body.items.map((item, index) => (
        <Item key={`${index} of ${body.items.length}`} item={item} index={index} count={body.items.length} />
      ))}
      {begun ? (
        <NewItem
          onCancel={() => setBegun(false)}
          onAdd={async (item) => {
            if (await act({ do: "insert", at: "body.items", index: body.items.length, item })) setBegun(false);
          }}
        />
      ) : (
        <div className="row">
          <button type="button" className="button" onClick={() => setBegun(true)}>
            <Plus size={16} aria-hidden />
            {t("edit.addItem")}
          </button>
        </div>
      )}
    </div>
  );
}

function SignPick({
  sign,
  onPick,
}: {
  readonly sign: "+" | "-";
  readonly onPick: (sign: "+" | "-") => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <Pick
      label={t("edit.sign")}
      value={sign}
      options={[
        { value: "+", text: "+" },
        { value: "-", text: "−" },
      ]}
      onPick={(value) => onPick(value === "-" ? "-" : "+")}
    />
  );
}

function Item({
  item,
  index,
  count,
}: {
  readonly item: ScoreItemSpec;
  readonly index: number;
  readonly count: number;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const path = `body.items.${index}`;
  const { basis } = item;
  const name = t("edit.item", { number: index + 1 });
  return (
    <section className="card branch" aria-label={name}>
      <div className="row">
        <SignPick sign={item.sign} onPick={(value) => void act({ do: "set-value", at: `${path}.sign`, value })} />
        <Write
          kind="number"
          label={t("edit.points")}
          value={textOf(item.points)}
          accepts={digits}
          onWrite={(text) => void act({ do: "set-operand", at: `${path}.points`, to: number(text) })}
        />
        {basis.kind === "when" ? (
          <span className="muted">{t("edit.when")}</span>
        ) : (
          <PerControls
            basis={basis}
            onSize={(text) => void act({ do: "set-operand", at: `${path}.basis.size`, to: number(text) })}
            onEvent={
              basis.field === undefined
                ? (event) => void act({ do: "set-value", at: `${path}.basis.event`, value: event })
                : undefined
            }
            onField={(field) => void act({ do: "set-value", at: `${path}.basis.field`, value: field })}
            onWindow={(to) => void act({ do: "set-window", at: `${path}.basis.window`, to })}
            onWhere={(to) => void act({ do: "set-filter", at: `${path}.basis.where`, to })}
          />
        )}
        {(basis.kind === "per" || item.atMost !== undefined) && (
          <CapField cap={item.atMost} onChange={(to) => void act({ do: "cap", at: `${path}.atMost`, to })} />
        )}
        <span className="end">
          <ItemActions at={path} name={name} index={index} count={count} />
        </span>
      </div>
      {basis.kind === "when" && <RuleCondition condition={basis.condition} at={`${path}.basis.condition`} />}
    </section>
  );
}

function CapField({
  cap,
  onChange,
}: {
  readonly cap: LiteralSpec | undefined;
  readonly onChange: (cap: LiteralSpec | undefined) => void;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <span className="inline-controls">
      <span className="muted">{t("edit.cap")}</span>
      <Write
        kind="number"
        label={`${t("edit.cap")} (${t("edit.points")})`}
        placeholder="–"
        value={textOf(cap)}
        accepts={(text) => text.trim() === "" || digits(text)}
        onWrite={(text) => onChange(text.trim() === "" ? undefined : number(text))}
      />
    </span>
  );
}

interface PerProps {
  readonly basis: Per;
  readonly onSize: (text: string) => void;
  /** Absent where another event would leave the field without its event. */
  readonly onEvent: ((event: string) => void) | undefined;
  readonly onField: (field: string) => void;
  readonly onWindow: (window: Per["window"]) => void;
  readonly onWhere: (where: ConditionSpec | undefined) => void;
}

function PerControls({ basis, onSize, onEvent, onField, onWindow, onWhere }: PerProps): ReactNode {
  const { t } = useTranslation();
  const { vocabulary, words } = useAuthoring();
  const fields = eventFields(vocabulary, basis.event).filter(({ type }) => takes("sum", type.value.kind));
  return (
    <>
      {basis.field === undefined ? (
        <span className="muted">{t("edit.per")}</span>
      ) : (
        <>
          <span className="muted">{t("edit.perAmount")}</span>
          <Write kind="number" label={t("edit.amount")} value={textOf(basis.size)} accepts={digits} onWrite={onSize} />
          <span className="muted">{t("edit.perAmountOf")}</span>
          <Pick
            label={t("edit.field")}
            value={basis.field}
            empty={t("edit.chooseField")}
            options={fields.map(({ name }) => ({ value: name, text: words.field(basis.event, name) }))}
            onPick={onField}
          />
        </>
      )}
      {onEvent === undefined ? (
        <strong>{words.record(basis.event)}</strong>
      ) : (
        <EventPick value={basis.event} onPick={onEvent} />
      )}
      <WindowInput window={basis.window} onChange={onWindow} />
      <Filter where={basis.where} event={basis.event} onChange={onWhere} />
    </>
  );
}

const kinds = ["when", "per", "perAmount"] as const;
type Kind = (typeof kinds)[number];

/** Points that are not in the rule yet. */
function NewItem({
  onAdd,
  onCancel,
}: {
  readonly onAdd: (item: ScoreItemSpec) => Promise<void>;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const Condition = useConditionEditor();
  const [kind, setKind] = useState<Kind>("when");
  const [sign, setSign] = useState<"+" | "-">("+");
  const [points, setPoints] = useState("10");
  const [condition, setCondition] = useState<ConditionSpec>();
  const [per, setPer] = useState<Per>({ kind: "per", event: "" });
  const change = (part: Partial<Per>): void => setPer({ ...per, ...part });
  const pickKind = (next: Kind): void => {
    setKind(next);
    setPer(
      next === "perAmount"
        ? { ...per, size: number("100"), field: "" }
        : { kind: "per", event: per.event, ...(per.window === undefined ? {} : { window: per.window }) },
    );
  };
  const basis: ScoreItemSpec["basis"] | undefined =
    kind === "when"
      ? condition === undefined
        ? undefined
        : { kind: "when", condition }
      : per.event === "" || per.field === ""
        ? undefined
        : per;
  const ready = digits(points) && basis !== undefined;
  return (
    <section className="card branch begun" aria-label={t("edit.addItem")}>
      <div className="row">
        <SignPick sign={sign} onPick={setSign} />
        <Write eager kind="number" label={t("edit.points")} value={points} accepts={digits} onWrite={setPoints} />
        <Pick
          label={t("edit.perKind")}
          value={kind}
          options={kinds.map((value) => ({ value, text: t(`edit.${value}`) }))}
          onPick={(picked) => pickKind(kinds.find((one) => one === picked) ?? "when")}
        />
        {kind !== "when" && (
          <PerControls
            basis={per}
            onSize={(text) => change({ size: number(text) })}
            onEvent={(event) => setPer({ ...per, event, ...(kind === "perAmount" ? { field: "" } : {}) })}
            onField={(field) => change({ field })}
            onWindow={(window) => {
              const { window: _, ...rest } = per;
              setPer(window === undefined ? rest : { ...rest, window });
            }}
            onWhere={(where) => {
              const { where: _, ...rest } = per;
              setPer(where === undefined ? rest : { ...rest, where });
            }}
          />
        )}
      </div>
      {kind === "when" && <Condition condition={condition} onChange={setCondition} />}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={!ready}
          onClick={() => {
            if (basis !== undefined) void onAdd({ sign, points: number(points), basis });
          }}
        >
          {t("edit.add")}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t("cancel")}
        </button>
        {!ready && <Incomplete fresh />}
      </div>
    </section>
  );
}
