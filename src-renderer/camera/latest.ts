/** What comes too often to be read, told now and then. */
export interface Latest<Value> {
  offer(value: Value): void;
  /** Tells at once what waits, and ends. */
  close(): void;
}

/**
 * Tells the newest value at most once in `everyMs`, and never leaves out the last one: what stands beside a picture
 * that has stopped belongs to that picture.
 */
export function latest<Value>(everyMs: number, tell: (value: Value) => void): Latest<Value> {
  let waiting: { readonly value: Value } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = () => {
    const next = waiting;
    waiting = null;
    if (next !== null) tell(next.value);
  };
  const rest = () => {
    timer = setTimeout(() => {
      timer = null;
      if (waiting === null) return;
      flush();
      rest();
    }, everyMs);
  };
  return {
    offer(value) {
      waiting = { value };
      if (timer !== null) return;
      flush();
      rest();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      flush();
    },
  };
}
