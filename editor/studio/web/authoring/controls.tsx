import type { LucideIcon } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useBegun } from "./pending.ts";
import { readNumber, shownNumber } from "../state/numbers.ts";

export interface Option {
  readonly value: string;
  readonly text: string;
}
export interface OptionGroup {
  readonly label: string;
  readonly options: readonly Option[];
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly groups?: readonly OptionGroup[];
  /** Shown while nothing is chosen. */
  readonly empty?: string;
  readonly onPick: (value: string) => void;
}

/** A choice from a list; a value that is not on it is shown all the same. */
export function Pick({ label, value, options, groups = [], empty, onPick }: PickProps): ReactNode {
  const known =
    value === "" ||
    options.some((option) => option.value === value) ||
    groups.some((group) => group.options.some((option) => option.value === value));
  return (
    <select className="select" aria-label={label} value={value} onChange={(event) => onPick(event.target.value)}>
      {empty !== undefined && value === "" && <option value="">{empty}</option>}
      {!known && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
      {groups
        .filter((group) => group.options.length > 0)
        .map((group) => (
          <optgroup key={group.label} label={group.label}>
            {group.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.text}
              </option>
            ))}
          </optgroup>
        ))}
    </select>
  );
}

export function IconButton({
  icon: Icon,
  label,
  onPress,
  disabled = false,
  pressed,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onPress: () => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}): ReactNode {
  return (
    <button
      type="button"
      className="button icon small quiet"
      aria-label={label}
      title={label}
      disabled={disabled}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}

const SETTLE_MS = 450;

interface WriteProps {
  readonly label: string;
  readonly value: string;
  readonly onWrite: (value: string) => void;
  /** What it must look like to be taken; until then the value stays what it was. */
  readonly accepts?: (value: string) => boolean;
  readonly kind?: "text" | "number" | "date" | "datetime-local";
  readonly size?: number;
  readonly suffix?: string;
  /** Taken on every key, since nothing is made of it yet. */
  readonly eager?: boolean;
  readonly visibleLabel?: boolean;
  readonly lines?: number;
  readonly placeholder?: string;
}

/**
 * A value that is typed. It is taken when the typing rests, on Enter, and when the field is left. A number is shown and
 * read as the page's language writes it; `value`, `accepts` and `onWrite` have it as rules write it.
 */
export function Write({
  label,
  value,
  onWrite,
  accepts,
  kind = "text",
  size,
  suffix,
  eager = false,
  visibleLabel = false,
  lines,
  placeholder,
}: WriteProps): ReactNode {
  const id = useId();
  const { t, i18n } = useTranslation();
  // Undefined for what is no number in the page's language, however well it looks in another.
  const read = (text: string): string | undefined =>
    kind !== "number" ? text : text.trim() === "" ? "" : readNumber(text, i18n.language);
  const [typed, setTyped] = useState<string>();
  const given = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Another value from outside takes the place of what was typed; the echo of what was typed does not.
  useEffect(() => {
    if (value !== given.current) setTyped(undefined);
    given.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = typed ?? (kind === "number" ? shownNumber(value, i18n.language) : value);
  const meant = typed === undefined ? value : read(typed);
  const noNumber = meant === undefined;
  const good = meant !== undefined && (accepts === undefined || accepts(meant));
  useBegun(!good && typed !== undefined);
  const take = (written: string): void => {
    clearTimeout(timer.current);
    const text = read(written);
    if (text === undefined || text === given.current || (accepts !== undefined && !accepts(text))) return;
    given.current = text;
    onWrite(text);
  };
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    if (eager) {
      given.current = read(text) ?? "";
      onWrite(given.current);
    } else timer.current = setTimeout(() => take(text), SETTLE_MS);
  };
  const common = {
    id,
    value: shown,
    placeholder,
    "aria-invalid": !good,
    ...(noNumber ? { "aria-describedby": `${id}-hint` } : {}),
    ...(visibleLabel ? {} : { "aria-label": label }),
    onBlur: () => {
      if (!eager && typed !== undefined) take(typed);
    },
  };
  const field =
    lines === undefined ? (
      <input
        className={`input ${kind === "number" ? "short number" : ""}`}
        type={kind === "number" ? "text" : kind}
        {...(kind === "number" ? { inputMode: "decimal" as const } : {})}
        {...(size === undefined ? {} : { size })}
        {...common}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !eager && typed !== undefined) take(typed);
        }}
      />
    ) : (
      <textarea className="textarea" rows={lines} {...common} onChange={(event) => type(event.target.value)} />
    );
  const hint = noNumber && (
    <span id={`${id}-hint`} className="small incomplete" role="status">
      {t("edit.numberHint", { example: new Intl.NumberFormat(i18n.language).format(12_345.5) })}
    </span>
  );
  if (visibleLabel)
    return (
      <div className="field">
        <label htmlFor={id}>{label}</label>
        {field}
        {hint}
      </div>
    );
  return suffix === undefined ? (
    <>
      {field}
      {hint}
    </>
  ) : (
    <span className="with-suffix">
      {field}
      <span className="muted" aria-hidden>
        {suffix}
      </span>
      {hint}
    </span>
  );
}

/** Says that a part is still to be filled in: of the rule, or of what is not in it yet. */
export function Incomplete({
  fresh = false,
  inner = false,
}: {
  readonly fresh?: boolean;
  readonly inner?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <p className="small incomplete" role="status">
      {t(inner ? "edit.innerFirst" : fresh ? "refused.incomplete" : "edit.incomplete")}
    </p>
  );
}
