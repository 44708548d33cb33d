import { Tabs as Base } from "radix-ui";
import { useEffect, useState, type ReactNode } from "react";

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

/** Tabs that are reached and changed by the keyboard; of the others only those that are kept are there, out of sight. */
export function Tabs({
  items,
  chosen,
  onChoose,
  label,
  kept = [],
}: {
  readonly items: readonly TabItem[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly label: string;
  /** Panels that stay as they are, out of sight, when another is chosen: what is half filled in there is not lost. */
  readonly kept?: readonly string[];
}): ReactNode {
  const [opened, setOpened] = useState<readonly string[]>([]);
  useEffect(() => setOpened((before) => (before.includes(chosen) ? before : [...before, chosen])), [chosen]);
  const stays = (id: string): boolean => kept.includes(id) && opened.includes(id);
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
        <Base.Content key={item.id} value={item.id} className="tab-panel" forceMount hidden={item.id !== chosen}>
          {(item.id === chosen || stays(item.id)) && item.content}
        </Base.Content>
      ))}
    </Base.Root>
  );
}
