import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

/** Stands for what is hidden, whatever its length. */
const HIDDEN = '***';

/**
 * A person's or a script's lines, one at a time, from a terminal or a pipe. On a terminal what is typed can be
 * hidden; from a pipe each answer is written behind its question.
 */
export class LineInput {
  /** Whether somebody sits at a terminal, who can be asked again. */
  readonly interactive: boolean;
  readonly #readline: Interface;
  readonly #output: NodeJS.WritableStream;
  readonly #lines: string[] = [];
  #wanted: ((line: string | null) => void) | null = null;
  #ended = false;
  #hidden = false;

  constructor(input: NodeJS.ReadableStream | ReadStream, output: NodeJS.WritableStream) {
    this.interactive = 'isTTY' in input && input.isTTY;
    this.#output = output;
    const echo = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#hidden) output.write(chunk);
        done();
      },
    });
    // No history: the key that brings back the last line must not bring back a PIN.
    this.#readline = createInterface({ input, output: echo, terminal: this.interactive, historySize: 0 });
    this.#readline.on('line', (line) => this.#give(line));
    this.#readline.on('close', () => {
      this.#ended = true;
      if (this.#lines.length === 0) this.#give(null);
    });
  }

  /** @returns the next line without its end; null when there is no more. */
  async ask(prompt: string, hidden = false): Promise<string | null> {
    this.#readline.setPrompt(prompt);
    if (this.#ended) this.#output.write(prompt);
    else this.#readline.prompt();
    this.#hidden = hidden;
    const line = await this.#next();
    this.#hidden = false;
    // The line end that the person typed was not shown. A script's answers are not shown at all until here.
    if (this.interactive && hidden) this.#output.write('\n');
    if (!this.interactive) this.#output.write(`${hidden && line !== null ? HIDDEN : (line ?? '')}\n`);
    return line;
  }

  close(): void {
    this.#readline.close();
  }

  #next(): Promise<string | null> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }

  #give(line: string | null): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted !== null) wanted(line);
    else if (line !== null) this.#lines.push(line);
  }
}
