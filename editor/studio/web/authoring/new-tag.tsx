import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { isCompleteTerm, isFilled } from "../../../views/form/complete.ts";
import type { BodySpec, ConditionSpec, DeclarationSpec, TermSpec } from "../../../views/spec.ts";
import { Dialog } from "../components/dialog.tsx";
import { Loading } from "../components/feedback.tsx";
import { tagPath } from "../components/names.tsx";
import { say } from "../components/toast.tsx";
import { language } from "../language/client.ts";
import { useLanguage } from "../state/ask.ts";
import { applyEdits, pathsOf, useRules } from "../state/rules.ts";
import type { DeclarationView } from "../language/catalogue.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { ConditionContext } from "./condition-context.ts";
import { ConditionEditor } from "./condition-editor.tsx";
import { Incomplete, Pick, Write } from "./controls.tsx";
import { PendingContext, usePending } from "./pending.ts";
import { TermEditor } from "./term-editor.tsx";
import { AuthoringProvider } from "./use-authoring.tsx";
import "./authoring.css";

const kinds = ["segment", "rule", "statistical", "attribute", "lifecycle"] as const;
type Kind = (typeof kinds)[number];
const shapes = ["condition", "branches", "bands", "score", "value"] as const;
type Shape = (typeof shapes)[number];
const NEW_FILE = "tags.tagma";

/** Makes a new tag, segment or lifecycle with its first condition or value; the rest is done in its form. */
export function NewTag({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const vocabulary = useLanguage("vocabulary", (service) => service.vocabulary());
  const [, go] = useLocation();
  const paths = pathsOf(useRules.getState());
  const [kind, setKind] = useState<Kind>("segment");
  const [chosen, setShape] = useState<Shape>("condition");
  const [written, setWritten] = useState<string>();
  const [label, setLabel] = useState("");
  const [value, setValue] = useState("");
  const [other, setOther] = useState("");
  const [condition, setCondition] = useState<ConditionSpec>();
  const [term, setTerm] = useState<TermSpec>({ kind: "reference", name: "" });
  const [bound, setBound] = useState("");
  const words = useDictionary();
  const [picked, setPicked] = useState<string>();
  const file = picked ?? likelyFile(words.declarations, kind, paths);
  const name =
    written ??
    nameFrom(
      label,
      (taken) =>
        words.byName.has(taken) || words.fields.some((field) => field.record === words.profile && field.name === taken),
    );
  const shape: Shape = kind === "segment" ? "condition" : kind === "lifecycle" ? "branches" : chosen;
  const owner =
    kind === "segment" || kind === "lifecycle"
      ? ({ kind, name } as const)
      : ({ kind: "tag", tagKind: kind, name } as const);
  const first = useRef<HTMLDivElement>(null);
  const loaded = vocabulary.value !== undefined;
  useEffect(() => {
    if (loaded) first.current?.querySelector("input")?.focus();
  }, [loaded]);
  // It begins with something that can be counted at once, and changed.
  const shownCondition = condition ?? firstCondition(kind, vocabulary.value?.events[0]?.name);
  const body = bodyOf({
    shape,
    stages: kind === "lifecycle",
    value: value.trim(),
    other: other.trim(),
    condition: shownCondition,
    term,
    bound: bound.trim(),
  });
  const { count, inside } = usePending();
  const ready =
    name.trim() !== "" && body !== undefined && (condition === undefined || isFilled(condition)) && count === 0;
  const create = async (): Promise<void> => {
    if (body === undefined) return;
    const spec: DeclarationSpec = {
      ...owner,
      name: name.trim(),
      labels: label.trim() === "" ? {} : { default: label.trim() },
      description: "",
      annotations: {},
      body,
    };
    const { version } = useRules.getState();
    const edited = await language.declare(file, spec);
    if (useRules.getState().version !== version) return say(t("refused.stale"));
    if ("problem" in edited) return say(t(`refused.${edited.problem}`));
    applyEdits(file, edited.edits);
    onClose();
    go(tagPath(spec.name.normalize("NFC")));
  };
  return (
    <Dialog wide title={t("new.title")} onClose={onClose}>
      {vocabulary.value === undefined ? (
        <Loading />
      ) : (
        <AuthoringProvider vocabulary={vocabulary.value} owner={owner} act={() => Promise.resolve(false)}>
          <ConditionContext value={ConditionEditor}>
            <PendingContext value={inside}>
              <div className="authoring stack-l">
                <div className="new-called" ref={first}>
                  <Write
                    eager
                    visibleLabel
                    label={t("newTag.called")}
                    value={label}
                    placeholder={t("newTag.example")}
                    onWrite={setLabel}
                  />
                </div>
                <fieldset className="stack">
                  <legend className="label">{t("new.kind")}</legend>
                  <div className="choices">
                    {kinds.map((one) => (
                      <button
                        key={one}
                        type="button"
                        className="choice"
                        aria-pressed={kind === one}
                        onClick={() => {
                          setKind(one);
                          setCondition(undefined);
                        }}
                      >
                        <strong>{t(`kind.${one}`)}</strong>
                        <span className="muted small">{t(`new.kind.${one}`)}</span>
                      </button>
                    ))}
                  </div>
                </fieldset>
                {kind !== "segment" && kind !== "lifecycle" && (
                  <div className="field">
                    <span className="label" aria-hidden>
                      {t("new.shape")}
                    </span>
                    <Pick
                      label={t("new.shape")}
                      value={shape}
                      options={shapes.map((one) => ({ value: one, text: t(`new.shape.${one}`) }))}
                      onPick={(picked) => setShape(shapes.find((one) => one === picked) ?? "condition")}
                    />
                  </div>
                )}
                <section className="stack" aria-label={t("new.first")}>
                  {(shape === "branches" || shape === "bands") && (
                    <Write
                      eager
                      visibleLabel
                      label={t(kind === "lifecycle" ? "edit.stage" : "edit.branchValue")}
                      value={value}
                      onWrite={setValue}
                    />
                  )}
                  {(shape === "bands" || shape === "value") && (
                    <div className="stack">
                      <h3>{t(shape === "bands" ? "edit.bandsOf" : "edit.value")}</h3>
                      <TermEditor term={term} event={undefined} onChange={setTerm} />
                    </div>
                  )}
                  {shape === "bands" && (
                    <Write eager visibleLabel kind="number" label={t("edit.from")} value={bound} onWrite={setBound} />
                  )}
                  {shape === "score" && (
                    <Write eager visibleLabel kind="number" label={t("edit.points")} value={bound} onWrite={setBound} />
                  )}
                  {(shape === "condition" || shape === "branches" || shape === "score") && (
                    <div className="stack">
                      <h3>{t("new.first")}</h3>
                      <p className="muted small">{t("new.firstText")}</p>
                      <ConditionEditor key={kind} condition={shownCondition} onChange={setCondition} />
                    </div>
                  )}
                  {((shape === "branches" && kind !== "lifecycle") || shape === "bands") && (
                    <Write eager visibleLabel label={t("edit.otherwise")} value={other} onWrite={setOther} />
                  )}
                </section>
                <details>
                  <summary className="small">
                    {name === "" ? t("newTag.where") : t("newTag.stored", { name, file })}
                  </summary>
                  <div className="fields">
                    <div className="stack">
                      <Write eager visibleLabel label={t("new.name")} value={name} onWrite={setWritten} />
                      <p className="muted small">{t("new.nameHint")}</p>
                    </div>
                    <div className="field">
                      <span className="label" aria-hidden>
                        {t("new.file")}
                      </span>
                      <Pick
                        label={t("new.file")}
                        value={file}
                        options={[...new Set([...paths, NEW_FILE])].map((path) => ({ value: path, text: path }))}
                        onPick={setPicked}
                      />
                    </div>
                  </div>
                </details>
                <div className="row">
                  <button type="button" className="button primary" disabled={!ready} onClick={() => void create()}>
                    {t("new.create")}
                  </button>
                  <button type="button" className="button" onClick={onClose}>
                    {t("cancel")}
                  </button>
                  {!ready && <Incomplete fresh inner={count > 0} />}
                </div>
              </div>
            </PendingContext>
          </ConditionContext>
        </AuthoringProvider>
      )}
    </Dialog>
  );
}

/** What the rules call it: the words that it is called by, as one name that nothing else has. */
function nameFrom(label: string, isTaken: (name: string) => boolean): string {
  const plain = label
    .normalize("NFC")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{ID_Continue}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 60);
  if (plain === "") return "";
  const name = /^\p{ID_Start}/u.test(plain) ? plain : `tag_${plain}`;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** The file that holds most of its kind. */
function likelyFile(declarations: readonly DeclarationView[], kind: Kind, paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const declaration of declarations)
    if (declaration.kind === kind) counts.set(declaration.file, (counts.get(declaration.file) ?? 0) + 1);
  const [most] = [...counts].sort(([, left], [, right]) => right - left)[0] ?? [];
  return most ?? paths.find((path) => !/(^|\/)(tests?|schema)\.tagma$/.test(path)) ?? NEW_FILE;
}

function firstCondition(kind: Kind, event: string | undefined): ConditionSpec | undefined {
  return kind === "attribute" || event === undefined
    ? undefined
    : { kind: "did", negated: false, event, window: { kind: "last", amount: "30", unit: "day" } };
}

interface Begun {
  readonly shape: Shape;
  readonly stages: boolean;
  readonly value: string;
  /** The value of everybody else; "" for none. */
  readonly other: string;
  readonly condition: ConditionSpec | undefined;
  readonly term: TermSpec;
  readonly bound: string;
}

/** The body of a new declaration; undefined while something is missing. */
function bodyOf({ shape, stages, value, other, condition, term, bound }: Begun): BodySpec | undefined {
  switch (shape) {
    case "condition":
      return condition === undefined ? undefined : { kind: "condition", condition };
    case "value":
      return isCompleteTerm(term) ? { kind: "value", value: term } : undefined;
    case "branches": {
      if (condition === undefined || value === "" || value === other) return undefined;
      const rest = other === "" || stages ? [] : [{ value: other, labels: {}, when: { kind: "otherwise" } as const }];
      return {
        kind: "branches",
        form: stages ? "stages" : "first of",
        items: [{ value, labels: {}, when: condition }, ...rest],
      };
    }
    case "bands": {
      if (!isCompleteTerm(term) || value === "" || value === other || !/^-?\d+(\.\d+)?%?$/.test(bound))
        return undefined;
      const rest = other === "" ? [] : [{ value: other, labels: {}, from: { kind: "otherwise" } as const }];
      return {
        kind: "bands",
        of: term,
        items: [{ value, labels: {}, from: { kind: "number", text: bound } }, ...rest],
      };
    }
    case "score":
      return condition === undefined || !/^\d+(\.\d+)?$/.test(bound)
        ? undefined
        : {
            kind: "score",
            items: [{ sign: "+", points: { kind: "number", text: bound }, basis: { kind: "when", condition } }],
          };
  }
}
