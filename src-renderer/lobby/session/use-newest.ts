import { type RefObject, useLayoutEffect, useRef } from 'react';

/** From the end of what scrolls, CSS pixels: a reader so near to it reads the newest. */
const NEAR = 8;

/**
 * Keeps the end of an element that scrolls in sight when it grows, unless the reader has scrolled up; scrolled down to
 * the end again, it goes on.
 * @param newest another value for each thing that is added
 * @returns where the element and its `onScroll` go
 */
export function useNewest<Item extends HTMLElement>(
  newest: unknown,
): { readonly ref: RefObject<Item | null>; readonly onScroll: () => void } {
  const ref = useRef<Item>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something was added
  useLayoutEffect(() => {
    const element = ref.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  return {
    ref,
    onScroll: () => {
      const element = ref.current;
      if (element === null) return;
      follows.current = element.scrollHeight - element.clientHeight - element.scrollTop <= NEAR;
    },
  };
}
