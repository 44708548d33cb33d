import { useId, type ReactNode } from "react";

/** A field of a form with its label; one that is hidden is still read out. */
export function TextField({
  label,
  value,
  hidden = false,
  options,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly hidden?: boolean;
  /** What is offered while typing. */
  readonly options?: readonly string[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hidden ? "visually-hidden" : ""}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        value={value}
        disabled={disabled}
        list={options === undefined ? undefined : `${id} options`}
        onChange={(event) => onChange(event.target.value)}
      />
      {options !== undefined && (
        <datalist id={`${id} options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </div>
  );
}

export function SelectField<Value extends string>({
  label,
  value,
  hidden = false,
  options,
  words,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  readonly value: Value | "";
  readonly hidden?: boolean;
  readonly options: readonly Value[];
  readonly words: (value: Value) => string;
  readonly disabled?: boolean;
  readonly onChange: (value: Value) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hidden ? "visually-hidden" : ""}>
        {label}
      </label>
      <select
        id={id}
        className="select"
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {value === "" && <option value="">…</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
