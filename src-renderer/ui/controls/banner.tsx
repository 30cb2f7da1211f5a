import type { ReactNode } from 'react';
import { NewsIcon, WarningIcon } from './icons.tsx';

interface BannerProps {
  readonly tone: 'news' | 'warn' | 'bad';
  readonly children: ReactNode;
  /** The way on: buttons. */
  readonly actions?: ReactNode;
}

/**
 * Something that people should know now, across the window, with a way on. Screen readers speak it at once; news can
 * wait until they have finished.
 */
export function Banner({ tone, children, actions }: BannerProps) {
  return (
    <div className={`banner ${tone}`} role={tone === 'news' ? 'status' : 'alert'}>
      {tone === 'news' ? <NewsIcon /> : <WarningIcon />}
      <p>{children}</p>
      {actions === undefined ? null : <div className="actions">{actions}</div>}
    </div>
  );
}
