/** In words: `8.3 s`, `2 min 5 s`. @param {number} ms */
export function duration(ms) {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Shows what set-up does: one line a step, with its time. Nothing at all is printed when there is nothing to do.
 */
export class Progress {
  #out = process.stderr;
  #started = performance.now();
  #title = '';
  #stepStarted = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #detail = '';
  #tellAt = 0;

  /** @param {string} title @param {string} [hint] how long it takes */
  begin(title, hint) {
    this.#title = title;
    this.#detail = '';
    this.#stepStarted = performance.now();
    this.#tellAt = 30_000;
    if (!this.#out.isTTY) {
      this.#out.write(`  ${title}${hint === undefined ? '' : ` (${hint})`} …\n`);
    }
    this.#timer = setInterval(() => this.#tick(hint), this.#out.isTTY ? 200 : 5_000);
    this.#timer.unref();
  }

  #tick(/** @type {string | undefined} */ hint) {
    const detail = this.#detail || (hint ?? '');
    const line = `  ${this.#title} … ${duration(performance.now() - this.#stepStarted)}${detail === '' ? '' : ` (${detail})`}`;
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[2K${line.slice(0, (this.#out.columns || 80) - 1)}`);
    } else if (performance.now() - this.#stepStarted >= this.#tellAt) {
      // Into a log: a sign of life every half minute.
      this.#out.write(`${line}\n`);
      this.#tellAt += 30_000;
    }
  }

  /** How far the running step is, e.g. `61 of 120 files`. @param {string} words */
  detail(words) {
    this.#detail = words;
  }

  /** @param {'done' | 'failed'} outcome */
  end(outcome) {
    clearInterval(this.#timer);
    const erase = this.#out.isTTY ? '\r\x1b[2K' : '';
    this.#out.write(`${erase}  ${this.#title}: ${outcome} (${duration(performance.now() - this.#stepStarted)})\n`);
  }

  /** A line of its own. @param {string} words */
  note(words) {
    this.#out.write(`  ${words}\n`);
  }

  /** @param {string} words */
  heading(words) {
    this.#started = performance.now();
    this.#out.write(`${words}\n`);
  }

  finish() {
    this.#out.write(`Set-up finished in ${duration(performance.now() - this.#started)}.\n`);
  }
}
