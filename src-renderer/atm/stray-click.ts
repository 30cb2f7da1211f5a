import { useEffect, useRef } from 'react';

/**
 * Whether the click that is being handled is the second of a double click whose first led to this screen: it was meant
 * for what stood there before, and would confirm what nobody has read.
 * @param screen the name of the screen that is shown
 */
export function useStrayClick(screen: string): () => boolean {
  const shown = useRef(screen);
  shown.current = screen;
  const stray = useRef(false);
  useEffect(() => {
    let first = shown.current;
    const clicked = ({ detail }: MouseEvent) => {
      // `detail` counts the clicks in one place by the system's own measure of a double click; keys have none.
      if (detail <= 1) first = shown.current;
      stray.current = detail > 1 && first !== shown.current;
    };
    const keyed = () => {
      stray.current = false;
    };
    window.addEventListener('click', clicked, { capture: true });
    window.addEventListener('keydown', keyed, { capture: true });
    return () => {
      window.removeEventListener('click', clicked, { capture: true });
      window.removeEventListener('keydown', keyed, { capture: true });
    };
  }, []);
  return () => stray.current;
}
