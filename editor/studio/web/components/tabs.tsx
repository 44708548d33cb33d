import { Tabs as Base } from "radix-ui";
import type { ReactNode } from "react";

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

/** Tabs that are reached and changed by the keyboard; only the chosen one is there. */
export function Tabs({
  items,
  chosen,
  onChoose,
  label,
}: {
  readonly items: readonly TabItem[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly label: string;
}): ReactNode {
  return (
    <Base.Root value={chosen} onValueChange={onChoose}>
      <Base.List className="tabs" aria-label={label}>
        {items.map((item) => (
          <Base.Trigger key={item.id} value={item.id} className="tab">
            {item.label}
          </Base.Trigger>
        ))}
      </Base.List>
      {items.map((item) => (
        <Base.Content key={item.id} value={item.id} className="tab-panel">
          {item.id === chosen && item.content}
        </Base.Content>
      ))}
    </Base.Root>
  );
}
