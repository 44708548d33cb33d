import type { ReactNode } from "react";
import { useFormats } from "../state/format.ts";

export interface Share {
  readonly key: string;
  readonly label: string;
  readonly customers: number;
  readonly muted?: boolean;
}

/** How many customers have which value: bars to look at, numbers to read. */
export function Distribution({
  shares,
  whole,
  label,
  onChoose,
  chosen,
}: {
  readonly shares: readonly Share[];
  readonly whole: number;
  readonly label: string;
  readonly onChoose?: (key: string) => void;
  readonly chosen?: string | undefined;
}): ReactNode {
  const formats = useFormats();
  const most = Math.max(1, ...shares.map(({ customers }) => customers));
  return (
    <ul className="distribution" aria-label={label}>
      {shares.map(({ key, label: name, customers, muted }) => (
        <li key={key} className={muted === true ? "muted" : ""}>
          {onChoose === undefined ? (
            <span className="name">{name}</span>
          ) : (
            <button type="button" className="name link" aria-pressed={chosen === key} onClick={() => onChoose(key)}>
              {name}
            </button>
          )}
          <span className="bar" aria-hidden>
            <span style={{ width: `${(100 * customers) / most}%` }} />
          </span>
          <span className="number">{formats.count(customers)}</span>
          <span className="number muted">{formats.percent(customers, whole)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How numbers spread from the least to the most, in equal steps. */
export function Histogram({
  steps,
  low,
  high,
  label,
}: {
  readonly steps: readonly number[];
  readonly low: string;
  readonly high: string;
  readonly label: string;
}): ReactNode {
  const formats = useFormats();
  const most = Math.max(1, ...steps);
  const width = 100 / steps.length;
  return (
    <figure className="histogram">
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={`${label}: ${low} – ${high}`}>
        {steps.map((count, index) => {
          const height = count === 0 ? 0 : Math.max(0.8, (38 * count) / most);
          return (
            <rect key={index} x={index * width + width * 0.08} width={width * 0.84} y={40 - height} height={height}>
              <title>{formats.count(count)}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="row small muted">
        <span className="number">{low}</span>
        <span className="number end">{high}</span>
      </figcaption>
    </figure>
  );
}
