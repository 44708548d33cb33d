import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { emptyLiteral } from "../../../views/form/choices.ts";
import { isCompleteLiteral } from "../../../views/form/complete.ts";
import type { BandSpec, BodySpec, LiteralSpec } from "../../../views/spec.ts";
import { termType } from "../../../views/term-type.ts";
import type { TableModel } from "../../../views/table/model.ts";
import type { TermType } from "../../../views/vocabulary.ts";
import { Incomplete, Write } from "./controls.tsx";
import { Called, ItemActions, MarkChips, marksOf } from "./items.tsx";
import { useAuthoring } from "./use-authoring.tsx";
import { TermField } from "./value-form.tsx";
import { ValueInput } from "./value-input.tsx";

type Bands = Extract<BodySpec, { kind: "bands" }>;
type Begun = "bound" | "unknown" | "otherwise";

/** A value cut into bands, each from its lower bound. */
export function BandsForm({ body, table }: { readonly body: Bands; readonly table: TableModel | null }): ReactNode {
  const { t } = useTranslation();
  const { act, vocabulary } = useAuthoring();
  const [begun, setBegun] = useState<Begun>();
  const type = termType(body.of, vocabulary);
  const bounded = body.items.filter(({ from }) => from.kind !== "unknown" && from.kind !== "otherwise").length;
  const has = (kind: Begun): boolean => body.items.some(({ from }) => from.kind === kind);
  return (
    <div className="stack">
      <div className="card stack">
        <h2>{t("edit.bandsOf")}</h2>
        <TermField term={body.of} onChange={(to) => void act({ do: "set-term", at: "body.of", to, from: body.of })} />
      </div>
      <ul className="card stack">
        {body.items.map((item, index) => (
          <Band
            key={`${index} of ${body.items.length}`}
            item={item}
            index={index}
            count={bounded}
            type={type}
            table={table}
            taken={body.items.filter((other) => other !== item).map(({ value }) => value)}
          />
        ))}
        {begun !== undefined && (
          <li>
            <NewBand
              kind={begun}
              type={type}
              taken={body.items.map(({ value }) => value)}
              onCancel={() => setBegun(undefined)}
              onAdd={async (item) => {
                if (
                  await act({
                    do: "insert",
                    at: "body.items",
                    index: begun === "otherwise" ? body.items.length : bounded,
                    item,
                  })
                )
                  setBegun(undefined);
              }}
            />
          </li>
        )}
      </ul>
      {begun === undefined && (
        <div className="row">
          <button type="button" className="button" onClick={() => setBegun("bound")}>
            <Plus size={16} aria-hidden />
            {t("edit.addBand")}
          </button>
          {!has("unknown") && (
            <button type="button" className="button quiet" onClick={() => setBegun("unknown")}>
              {t("edit.addUnknown")}
            </button>
          )}
          {!has("otherwise") && (
            <button type="button" className="button quiet" onClick={() => setBegun("otherwise")}>
              {t("edit.addOtherwise")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Band({
  item,
  index,
  count,
  type,
  table,
  taken,
}: {
  readonly item: BandSpec;
  readonly index: number;
  readonly count: number;
  readonly type: TermType | undefined;
  readonly table: TableModel | null;
  readonly taken: readonly string[];
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const path = `body.items.${index}`;
  const { from } = item;
  const plain = from.kind === "unknown" || from.kind === "otherwise";
  return (
    <li className="row">
      <Write
        label={t("edit.branchValue")}
        value={item.value}
        accepts={(text) => text.trim() !== "" && !taken.includes(text.trim().normalize("NFC"))}
        onWrite={(text) => void act({ do: "set-value", at: `${path}.value`, value: text.trim() })}
      />
      <Called value={item.value} labels={item.labels} />
      {from.kind === "unknown" || from.kind === "otherwise" ? (
        <span className="muted">{t(`edit.${from.kind}`)}</span>
      ) : (
        <>
          <span className="muted">{t("edit.from")}</span>
          <ValueInput
            value={from}
            type={type}
            label={`${t("edit.from")}: ${item.value}`}
            onChange={(to) => void act({ do: "set-operand", at: `${path}.from`, to })}
          />
        </>
      )}
      <MarkChips marks={marksOf(table, path)} />
      <span className="end">
        <ItemActions at={path} name={item.value} index={index} count={count} fixed={plain} />
      </span>
    </li>
  );
}

function NewBand({
  kind,
  type,
  taken,
  onAdd,
  onCancel,
}: {
  readonly kind: Begun;
  readonly type: TermType | undefined;
  readonly taken: readonly string[];
  readonly onAdd: (item: BandSpec) => Promise<void>;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [value, setValue] = useState("");
  const [bound, setBound] = useState<LiteralSpec>(emptyLiteral(type));
  const from: BandSpec["from"] = kind === "bound" ? bound : { kind };
  const ready =
    value.trim() !== "" &&
    !taken.includes(value.trim().normalize("NFC")) &&
    (kind !== "bound" || isCompleteLiteral(bound));
  return (
    <div className="begun">
      <div className="row">
        <Write
          eager
          label={t("edit.branchValue")}
          placeholder={t("edit.branchValue")}
          value={value}
          onWrite={setValue}
        />
        {kind === "bound" ? (
          <>
            <span className="muted">{t("edit.from")}</span>
            <ValueInput value={bound} type={type} onChange={setBound} />
          </>
        ) : (
          <span className="muted">{t(`edit.${kind}`)}</span>
        )}
      </div>
      <div className="row">
        <button
          type="button"
          className="button small primary"
          disabled={!ready}
          onClick={() => void onAdd({ value: value.trim(), labels: {}, from })}
        >
          {t("edit.add")}
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          {t("cancel")}
        </button>
        {!ready && <Incomplete fresh />}
      </div>
    </div>
  );
}
