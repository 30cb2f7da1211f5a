/** Cells of the bar. */
const WIDTH = 30;
/** Time between two drawings. */
const PERIOD_MS = 100;

/**
 * A progress bar on one line of standard error, so that it never mixes with a door's results. Where that is no
 * terminal (a file, a pipe) nothing is drawn.
 */
export class ProgressBar {
  readonly #label: string;
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(label: string) {
    this.#label = label;
  }

  /** @param total null where it isn't known: then only the count is shown */
  show(done: number, total: number | null, words: string): void {
    if (!process.stderr.isTTY) return;
    const now = performance.now();
    if (now - this.#drawn < PERIOD_MS && done !== total) return;
    this.#drawn = now;
    process.stderr.write(`\r\u001b[K${barText(this.#label, done, total, words)}`);
  }

  /** Removes the bar, so that what comes next stands on a clean line. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}

/** The bar as text, without the terminal's control characters. */
export function barText(label: string, done: number, total: number | null, words: string): string {
  if (total === null || total <= 0) return `${label}  ${words}`;
  const part = Math.min(done / total, 1);
  const filled = Math.round(part * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  return `${label}  ${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${words}`;
}
