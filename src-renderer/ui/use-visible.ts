import { useSyncExternalStore } from 'react';

/** The part of `document` that tells whether the page can be seen. */
export type VisibilitySource = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/** Calls back when the page comes into sight or leaves it (minimised, covered, another tab); returns what stops it. */
export function onVisibility(page: VisibilitySource, callback: (visible: boolean) => void): () => void {
  const listener = () => callback(page.visibilityState === 'visible');
  page.addEventListener('visibilitychange', listener);
  return () => page.removeEventListener('visibilitychange', listener);
}

/** Whether this page can be seen. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    (changed) => onVisibility(document, changed),
    () => document.visibilityState === 'visible',
  );
}
