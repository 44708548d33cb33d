import { Ellipsis, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

export interface MenuAction {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** What can be done with something, behind one button. */
export function ActionMenu({
  label,
  actions,
}: {
  readonly label: string;
  readonly actions: readonly MenuAction[];
}): ReactNode {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="button icon small quiet" aria-label={label} title={label}>
          <Ellipsis size={16} aria-hidden />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {actions.map(({ icon: Icon, text, disabled = false, onPress }) => (
            <DropdownMenu.Item key={text} className="menu-item" disabled={disabled} onSelect={onPress}>
              <Icon size={16} aria-hidden />
              {text}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
