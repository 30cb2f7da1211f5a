import type { ReactNode } from 'react';
import { WarningIcon } from './icons.tsx';

interface BannerProps {
  readonly tone: 'warn' | 'bad';
  readonly children: ReactNode;
  /** The way on: buttons. */
  readonly actions?: ReactNode;
}

/** Something that people should know now, across the window, with a way on; screen readers speak it at once. */
export function Banner({ tone, children, actions }: BannerProps) {
  return (
    <div className={`banner ${tone}`} role="alert">
      <WarningIcon />
      <p>{children}</p>
      {actions}
    </div>
  );
}
