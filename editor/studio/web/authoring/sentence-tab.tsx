import { Popover } from "radix-ui";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Path } from "../../../views/form/model.ts";
import type { SentenceLine, SentencePart } from "../../../views/sentence/parts.ts";
import type { Slot } from "../../../views/slot.ts";
import { Loading } from "../components/feedback.tsx";
import { withCode } from "../components/problems-panel.tsx";
import type { DeclarationView } from "../language/catalogue.ts";
import { useLanguage } from "../state/ask.ts";
import { useReaderLanguage } from "../state/reader-language.ts";
import { ConditionContext } from "./condition-context.ts";
import { ConditionEditor } from "./condition-editor.tsx";
import { SlotEditor } from "./slot-editor.tsx";
import { AuthoringProvider, useAuthoring, useChange } from "./use-authoring.tsx";
import "./authoring.css";

interface Placed {
  readonly path: Path;
  readonly slot: Slot;
}

/** The declaration as one would say it aloud; its values can be changed where they are said. */
export function SentenceTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const said = useLanguage(`sentence ${tag.file} ${tag.name} ${language}`, (service) =>
    service.sentence(tag.file, tag.name, language),
  );
  const views = useLanguage(`views ${tag.name}`, (service) => service.views(tag.name));
  const vocabulary = useLanguage("vocabulary", (service) => service.vocabulary());
  const act = useChange(tag.name);
  const form = views.value?.form;
  const slots = useMemo(
    () =>
      new Map(
        Object.entries(form?.slots ?? {}).map(([path, slot]): [string, Placed] => [
          `${slot.start}-${slot.end}`,
          { path, slot },
        ]),
      ),
    [form],
  );
  if (said.value === undefined || vocabulary.value === undefined || views.value === undefined)
    return <Loading lines={4} />;
  if (said.value === null) return <p className="muted">{t("tag.missingText")}</p>;
  const lines = (
    <div className="sentence" lang={language}>
      {said.value.lines.map((line, index) => (
        <Line key={index} line={line} slots={slots} />
      ))}
    </div>
  );
  if (form === undefined) return lines;
  return (
    <AuthoringProvider vocabulary={vocabulary.value} owner={form.spec} act={act}>
      <ConditionContext value={ConditionEditor}>{lines}</ConditionContext>
    </AuthoringProvider>
  );
}

function Line({
  line,
  slots,
}: {
  readonly line: SentenceLine;
  readonly slots: ReadonlyMap<string, Placed>;
}): ReactNode {
  return (
    <p style={{ marginInlineStart: `${line.indent * 1.5}rem` }}>
      {line.parts.map((part, index) => {
        const placed = part.kind === "value" ? slots.get(`${part.start}-${part.end}`) : undefined;
        return placed === undefined ? (
          <Part key={index} part={part} />
        ) : (
          <EditablePart key={index} text={part.text} placed={placed} />
        );
      })}
    </p>
  );
}

function Part({ part }: { readonly part: SentencePart }): ReactNode {
  return part.kind === "text" ? (
    withCode(part.text)
  ) : (
    <span className={`said ${part.of === "operator" ? "" : "value"}`}>{part.text}</span>
  );
}

/** A value that opens its control. */
function EditablePart({ text, placed: { path, slot } }: { readonly text: string; readonly placed: Placed }): ReactNode {
  const { act } = useAuthoring();
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="said editable">
          {text}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" sideOffset={4} collisionPadding={8} aria-label={text}>
          <SlotEditor slot={slot} onChange={(value) => void act({ do: "set-value", at: path, value })} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
