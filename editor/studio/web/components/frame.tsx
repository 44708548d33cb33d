import {
  Database,
  FileText,
  FlaskConical,
  GitCompareArrows,
  Languages,
  Moon,
  Network,
  Redo2,
  Sun,
  SunMoon,
  Tags,
  Undo2,
  Users,
  UsersRound,
} from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import type { WorkspaceView } from "../../api/workspace.ts";
import { languages } from "../state/translations.ts";
import { useBringing } from "../state/bringing.ts";
import { redo, undo, useRules } from "../state/rules.ts";
import { useSettings, type Theme } from "../state/settings.ts";

const pages = [
  { path: "/", key: "nav.catalogue", Icon: Tags },
  { path: "/segments", key: "nav.segments", Icon: UsersRound },
  { path: "/customers", key: "nav.customers", Icon: Users },
  { path: "/lineage", key: "nav.lineage", Icon: Network },
  { path: "/tests", key: "nav.tests", Icon: FlaskConical },
  { path: "/files", key: "nav.files", Icon: FileText },
  { path: "/data", key: "nav.data", Icon: Database },
] as const;
const nextTheme: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const themeIcons = { system: SunMoon, light: Sun, dark: Moon } as const;

/** What is around every page: where one is, the language, undo, and what is not saved yet. */
export function Frame({
  workspace,
  children,
}: {
  readonly workspace: WorkspaceView;
  readonly children: ReactNode;
}): ReactNode {
  const { t, i18n } = useTranslation();
  const [location] = useLocation();
  const { theme, setTheme } = useSettings();
  const bringing = useBringing(({ reviewed }) => reviewed !== undefined);
  const drafts = useRules((state) => Object.keys(state.drafts).length) + (bringing ? 1 : 0);
  const [undoable, redoable] = [
    useRules((state) => state.undoable.length > 0),
    useRules((state) => state.redoable.length > 0),
  ];
  const ThemeIcon = themeIcons[theme];
  const main = useRef<HTMLElement>(null);
  useShortcuts();
  useEffect(() => {
    document.title = `${workspace.name} · Tagma`;
  }, [workspace.name]);
  const isHere = (path: string): boolean =>
    path === "/"
      ? location === "/" || location.startsWith("/tags/")
      : location === path || location.startsWith(`${path}/`);
  return (
    <div className="app">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t("nav.skip")}
      </a>
      <header className="top">
        <Link href="/" className="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" />
          Tagma
        </Link>
        <span className="muted">{workspace.name}</span>
        <div className="row end">
          <button
            type="button"
            className="button icon quiet"
            disabled={!undoable}
            onClick={undo}
            aria-label={t("undo")}
            title={t("undo")}
          >
            <Undo2 size={18} aria-hidden />
          </button>
          <button
            type="button"
            className="button icon quiet"
            disabled={!redoable}
            onClick={redo}
            aria-label={t("redo")}
            title={t("redo")}
          >
            <Redo2 size={18} aria-hidden />
          </button>
          <Link
            href="/review"
            className={`button ${drafts > 0 ? "primary" : ""}`}
            aria-current={isHere("/review") ? "page" : undefined}
          >
            <GitCompareArrows size={18} aria-hidden />
            {drafts === 0 ? t("nav.review") : t("nav.reviewCount", { count: drafts })}
          </Link>
          <label className="row">
            <Languages size={18} aria-hidden />
            <span className="visually-hidden">{t("language")}</span>
            <select
              className="select"
              value={i18n.resolvedLanguage ?? "en"}
              onChange={(event) => void i18n.changeLanguage(event.target.value)}
            >
              {languages.map(({ code, name }) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            className="button icon quiet"
            onClick={() => setTheme(nextTheme[theme])}
            aria-label={t(`theme.${theme}`)}
            title={t(`theme.${theme}`)}
          >
            <ThemeIcon size={18} aria-hidden />
          </button>
        </div>
      </header>
      <nav className="nav" aria-label={t("nav.label")}>
        <ul>
          {pages.map(({ path, key, Icon }) => (
            <li key={path}>
              <Link href={path} aria-current={isHere(path) ? "page" : undefined}>
                <Icon size={18} aria-hidden />
                {t(key)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="page" id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** Undo and redo of the rules, where the keys do not belong to a field that is being written in. */
function useShortcuts(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      const { target } = event;
      if (
        target instanceof HTMLElement &&
        (target.closest(".monaco-host") !== null ||
          target.matches("input:not([type=checkbox]):not([type=radio]), textarea"))
      )
        return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
