import { useEffect, useState } from 'react';

/** So long a pointer lies still before it is taken off the picture, ms. */
const REST_MS = 3_000;

/** Whether the pointer has lain still for a while; never while not `on`. */
export function useRestingPointer(on: boolean): boolean {
  const [resting, setResting] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = () => {
      setResting(false);
      clearTimeout(timer);
      timer = setTimeout(() => setResting(true), REST_MS);
    };
    wake();
    window.addEventListener('pointermove', wake);
    window.addEventListener('pointerdown', wake);
    return () => {
      window.removeEventListener('pointermove', wake);
      window.removeEventListener('pointerdown', wake);
      clearTimeout(timer);
    };
  }, [on]);
  return on && resting;
}
