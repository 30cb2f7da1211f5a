import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Button } from '../ui/controls/controls.tsx';

interface ClockPopoverProps {
  /** What it is for, said of the button and of what opens. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Class of what opens. */
  readonly name: string;
  readonly children: ReactNode;
}

/** A button below the clock that opens a popover above it. */
export function ClockPopover({ label, icon, name, children }: ClockPopoverProps) {
  return (
    <DialogTrigger>
      <Button look="quiet" aria-label={label}>
        {icon}
      </Button>
      <Popover className="popover" placement="top end">
        <Dialog className={name} aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
