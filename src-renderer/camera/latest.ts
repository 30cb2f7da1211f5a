/** Passes on, less often, a value that changes too often to be read. */
export interface Latest<Value> {
  offer(value: Value): void;
  /** Passes on the waiting value at once, and ends. */
  close(): void;
}

/**
 * Passes on the newest value at most once in `everyMs`, and never leaves out the last one: the figures beside a picture
 * that has stopped belong to that picture.
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
