/** In words: `8.3 s`, `2 min 5 s`. @param {number} ms */
export function duration(ms) {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How often a running step writes a line into a log, ms. */
const SIGN_OF_LIFE_MS = 30_000;

/**
 * Shows what set-up does: one line a step, with its time; several may run at once. Nothing at all is printed when there
 * is nothing to do.
 */
export class Progress {
  #out = process.stderr;
  #started = performance.now();
  /** @type {Set<RunningStep>} */
  #running = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {string} title
   * @param {string} [hint] how long it takes
   * @returns {RunningStep}
   */
  begin(title, hint) {
    const step = new RunningStep(this, title, hint ?? '');
    if (!this.#out.isTTY) this.#out.write(`  ${title}${hint === undefined ? '' : ` (${hint})`} …\n`);
    this.#running.add(step);
    this.#tick();
    return step;
  }

  #tick() {
    if (this.#timer !== undefined || this.#running.size === 0) return;
    this.#timer = setInterval(() => this.#show(), this.#out.isTTY ? 200 : 5_000);
    this.#timer.unref();
  }

  #show() {
    if (this.#out.isTTY) {
      const line = `  ${[...this.#running].map((step) => step.line()).join(' · ')}`;
      this.#out.write(`\r\x1b[2K${line.slice(0, (this.#out.columns || 80) - 1)}`);
      return;
    }
    for (const step of this.#running) {
      if (step.signDue()) this.#out.write(`  ${step.line()}\n`);
    }
  }

  /**
   * Leaves the terminal to a program that asks the user something.
   * @template T
   * @param {() => Promise<T>} work until which it keeps quiet
   */
  async aside(work) {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
    try {
      return await work();
    } finally {
      this.#tick();
    }
  }

  /** @param {RunningStep} step @param {'done' | 'failed'} outcome */
  end(step, outcome) {
    this.#running.delete(step);
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.note(`${step.title}: ${outcome} (${duration(step.elapsed())})`);
  }

  /** A line of its own. @param {string} words */
  note(words) {
    this.#erase();
    this.#out.write(`  ${words}\n`);
  }

  #erase() {
    if (this.#out.isTTY) this.#out.write('\r\x1b[2K');
  }

  /** @param {string} words */
  heading(words) {
    this.#started = performance.now();
    this.#out.write(`${words}\n`);
  }

  /** Shows nothing any more of what runs. */
  stop() {
    this.#running.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  finish() {
    this.#out.write(`Set-up finished in ${duration(performance.now() - this.#started)}.\n`);
  }
}

/** One step that runs. */
export class RunningStep {
  title;
  #progress;
  #started = performance.now();
  #detail;
  #tellAt = SIGN_OF_LIFE_MS;

  /** @param {Progress} progress @param {string} title @param {string} hint */
  constructor(progress, title, hint) {
    this.title = title;
    this.#progress = progress;
    this.#detail = hint;
  }

  elapsed() {
    return performance.now() - this.#started;
  }

  line() {
    return `${this.title} … ${duration(this.elapsed())}${this.#detail === '' ? '' : ` (${this.#detail})`}`;
  }

  /** Whether it is time to write such a line. */
  signDue() {
    if (this.elapsed() < this.#tellAt) return false;
    this.#tellAt += SIGN_OF_LIFE_MS;
    return true;
  }

  /** How far it is, e.g. `61 of 120 files`. @param {string} words */
  detail(words) {
    this.#detail = words;
  }

  /** A line of its own. @param {string} words */
  note(words) {
    this.#progress.note(words);
  }

  /** Leaves the terminal to a program that asks the user something. @template T @param {() => Promise<T>} work */
  aside(work) {
    return this.#progress.aside(work);
  }

  /** @param {'done' | 'failed'} outcome */
  end(outcome) {
    this.#progress.end(this, outcome);
  }
}
