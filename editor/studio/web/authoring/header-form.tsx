import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { TextEdit } from "../../../../grammar/diagnostics/catalogue.ts";
import type { FormModel } from "../../../views/form/model.ts";
import type { Labels } from "../../../views/spec.ts";
import { tagPath } from "../components/names.tsx";
import { say } from "../components/toast.tsx";
import { languages } from "../state/translations.ts";
import { language } from "../language/client.ts";
import { useReaderLanguage } from "../state/reader-language.ts";
import { applyEdits, together } from "../state/rules.ts";
import { Pick, Write } from "./controls.tsx";
import { useAuthoring } from "./use-authoring.tsx";

/** The languages that have labels, besides the one beside the name. */
const labelLanguages = languages.filter(({ code }) => code !== "en");

/** What people read about a declaration. */
export function HeaderForm({ form }: { readonly form: FormModel }): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const { spec } = form;
  const annotation =
    (name: string) =>
    (value: string): void =>
      void act({ do: "annotation", name, value: value.trim() === "" ? undefined : value });
  return (
    <details className="card header-form">
      <summary>
        <h2>{t("edit.header")}</h2>
      </summary>
      <div className="fields">
        <Name form={form} />
        <LabelFields at="" labels={spec.labels} withDefault />
        <Write
          visibleLabel
          label={t("edit.group")}
          placeholder={t("edit.groupHint")}
          value={spec.annotations["group"] ?? ""}
          onWrite={annotation("group")}
        />
        <Write
          visibleLabel
          label={t("edit.owner")}
          value={spec.annotations["owner"] ?? ""}
          onWrite={annotation("owner")}
        />
        <div className="field">
          <span className="label" aria-hidden>
            {t("edit.status")}
          </span>
          <Pick
            label={t("edit.status")}
            value={spec.annotations["status"] ?? "none"}
            options={(["none", "draft", "active", "retired"] as const).map((value) => ({
              value,
              text: t(`edit.status.${value}`),
            }))}
            onPick={(value) => annotation("status")(value === "none" ? "" : value)}
          />
        </div>
        <div className="wide">
          <Write
            visibleLabel
            label={t("edit.description")}
            lines={3}
            value={spec.description}
            onWrite={(text) => void act({ do: "describe", text })}
          />
        </div>
      </div>
    </details>
  );
}

/** The labels of a declaration, or of a branch, band or stage, in every language. */
export function LabelFields({
  at,
  labels,
  withDefault = false,
}: {
  readonly at: string;
  readonly labels: Labels;
  readonly withDefault?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const write =
    (code: string) =>
    (text: string): void =>
      void act({ do: "label", at, language: code, text: text.trim() === "" ? undefined : text });
  return (
    <>
      {withDefault && (
        <Write visibleLabel label={t("edit.label")} value={labels["default"] ?? ""} onWrite={write("default")} />
      )}
      {labelLanguages.map(({ code, name }) => (
        <Write
          key={code}
          visibleLabel
          label={t("edit.labelIn", { language: name })}
          value={labels[code] ?? ""}
          onWrite={write(code)}
        />
      ))}
    </>
  );
}

/** The name in the rules; another one takes its place wherever it is read. */
function Name({ form }: { readonly form: FormModel }): ReactNode {
  const { t } = useTranslation();
  const reader = useReaderLanguage();
  const [, go] = useLocation();
  const [name, setName] = useState<string>();
  const shown = name ?? form.spec.name;
  const rename = async (): Promise<void> => {
    const renamed = await language.rename(form.file, form.spans["name"]?.start ?? 0, shown, reader);
    if ("problem" in renamed) return say(renamed.problem);
    const files = new Map<string, TextEdit[]>();
    for (const { file, start, end, text } of renamed)
      files.set(file, [...(files.get(file) ?? []), { start, end, text }]);
    together(() => {
      for (const [file, edits] of files) applyEdits(file, edits);
    });
    say(t("edit.renamed"));
    go(tagPath(shown.trim().normalize("NFC")));
  };
  return (
    <form
      className="row end-aligned"
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
    >
      <Write visibleLabel eager label={t("edit.name")} value={shown} onWrite={setName} />
      {shown !== form.spec.name && shown.trim() !== "" && (
        <button type="submit" className="button">
          {t("edit.rename")}
        </button>
      )}
    </form>
  );
}
