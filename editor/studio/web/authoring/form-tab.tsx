import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Loading, Notice } from "../components/feedback.tsx";
import type { DeclarationView } from "../language/catalogue.ts";
import type { DeclarationViews } from "../language/studio-language.ts";
import { useLanguage } from "../state/ask.ts";
import { BandsForm } from "./bands-form.tsx";
import { BranchesForm } from "./branches-form.tsx";
import { ConditionContext } from "./condition-context.ts";
import { ConditionEditor, RuleCondition } from "./condition-editor.tsx";
import { HeaderForm } from "./header-form.tsx";
import { ScoreForm } from "./score-form.tsx";
import { AuthoringProvider, useAuthoring, useChange } from "./use-authoring.tsx";
import { TermField } from "./value-form.tsx";
import type { Vocabulary } from "../../../views/vocabulary.ts";
import "./authoring.css";

/** The declaration as a form. */
export function FormTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  return (
    <Views tag={tag}>
      {(views) => (
        <>
          <HeaderForm form={views.form} />
          <Body views={views} />
        </>
      )}
    </Views>
  );
}

interface ViewsProps {
  readonly tag: DeclarationView;
  readonly children: (views: DeclarationViews, vocabulary: Vocabulary) => ReactNode;
}

/** What shows a declaration as controls: not before it is there, and as its text while it cannot be read. */
export function Views({ tag, children }: ViewsProps): ReactNode {
  const { t } = useTranslation();
  const views = useLanguage(`views ${tag.name}`, (service) => service.views(tag.name));
  const vocabulary = useLanguage("vocabulary", (service) => service.vocabulary());
  const act = useChange(tag.name);
  if (views.value === undefined || vocabulary.value === undefined) return <Loading lines={6} />;
  if (views.value === null || !views.value.form.complete || views.value.form.spec.body.kind === "text") {
    const broken = views.value !== null;
    return (
      <div className="stack">
        <Notice tone={broken ? "warn" : "info"} title={t(broken ? "edit.broken" : "edit.noForm")}>
          {t(broken ? "edit.brokenText" : "edit.noFormText")}
        </Notice>
        <Source tag={tag} />
      </div>
    );
  }
  return (
    <AuthoringProvider vocabulary={vocabulary.value} owner={views.value.form.spec} act={act}>
      <ConditionContext value={ConditionEditor}>
        <div className="authoring stack">{children(views.value, vocabulary.value)}</div>
      </ConditionContext>
    </AuthoringProvider>
  );
}

function Source({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { value } = useLanguage(`text ${tag.name}`, (service) => service.textOf(tag.name));
  return <pre className="source-text">{value?.text ?? ""}</pre>;
}

function Body({ views: { form, table } }: { readonly views: DeclarationViews }): ReactNode {
  const { t } = useTranslation();
  const { act } = useAuthoring();
  const { body } = form.spec;
  switch (body.kind) {
    case "text":
      return null;
    case "condition":
      return (
        <section className="card stack" aria-label={t("edit.condition")}>
          <h2>{t("edit.condition")}</h2>
          <RuleCondition condition={body.condition} at="body.condition" />
        </section>
      );
    case "value":
      return (
        <section className="card stack" aria-label={t("edit.value")}>
          <h2>{t("edit.value")}</h2>
          <TermField
            term={body.value}
            onChange={(to) => void act({ do: "set-term", at: "body.value", to, from: body.value })}
          />
        </section>
      );
    case "branches":
      return <BranchesForm body={body} form={form} table={table} />;
    case "bands":
      return <BandsForm body={body} table={table} />;
    case "score":
      return <ScoreForm body={body} />;
  }
}
