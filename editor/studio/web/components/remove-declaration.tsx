import { Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { language } from "../language/client.ts";
import { useLanguage } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { applyEdits } from "../state/rules.ts";
import { Dialog } from "./dialog.tsx";
import { Notice } from "./feedback.tsx";
import { TagName } from "./names.tsx";
import { say } from "./toast.tsx";

/** Takes a declaration out of the rules, after saying who reads it; undo brings it back. */
export function RemoveDeclaration({ name }: { readonly name: string }): ReactNode {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="button quiet danger" onClick={() => setAsking(true)}>
        <Trash2 size={18} aria-hidden />
        {t("remove.button")}
      </button>
      {asking && <Ask name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

function Ask({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const [, go] = useLocation();
  const { value } = useLanguage(`remove ${name}`, (service) => service.remove(name));
  const remove = async (): Promise<void> => {
    const found = await language.remove(name);
    if (found === null) return;
    const called = words.nameOf(name);
    go("/");
    applyEdits(found.file, found.edits);
    say(t("remove.done", { tag: called }));
  };
  const readers = value?.readers ?? [];
  return (
    <Dialog title={t("remove.title", { tag: words.nameOf(name) })} onClose={onClose}>
      {readers.length > 0 ? (
        <Notice tone="warn" title={t("remove.readers")}>
          <ul className="row">
            {readers.map((reader) => (
              <li key={reader} className="chip">
                <TagName name={reader} />
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <p>{t("remove.free")}</p>
      )}
      <p className="muted">{t("remove.undo")}</p>
      <div className="row">
        <button type="button" className="button danger" disabled={value === undefined} onClick={() => void remove()}>
          {t("remove.button")}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t("cancel")}
        </button>
      </div>
    </Dialog>
  );
}
