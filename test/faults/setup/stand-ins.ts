import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../shared/find-program.mjs';

/** Programs that set-up needs of a system, which stay what they are. */
const REAL = ['sh', 'env', 'npm', 'node', 'g++', 'make', 'python3', 'cat', 'touch', 'sleep', 'git'];

/**
 * Stands in for the programs of a Debian system with which set-up changes it: apt-get, dpkg, sudo. Each writes down how
 * it was called. Chromium is missing until apt-get has installed it.
 */
export class StandInSystem {
  readonly folder: string;
  readonly #calls: string;

  constructor(folder: string) {
    this.folder = folder;
    this.#calls = join(folder, 'calls');
    mkdirSync(folder);
    for (const name of REAL) {
      const path = findProgram([name]);
      if (path !== undefined) symlinkSync(path, join(folder, name));
    }
    this.program(
      'apt-get',
      `case "$*" in *--download-only*) ;; *' install '*) touch ${this.path('chromium')}; chmod +x ${this.path('chromium')};; esac`,
    );
    this.program('dpkg', '');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a program. @param body what it does after it has written down its arguments, for sh */
  program(name: string, body: string): void {
    const path = this.path(name);
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> '${this.#calls}'\n${body}\n`);
    chmodSync(path, 0o755);
  }

  /** Writes into the record of calls, as programs do. */
  note(words: string): void {
    appendFileSync(this.#calls, `${words}\n`);
  }

  /** All calls so far, without apt's options. */
  calls(): readonly string[] {
    if (!existsSync(this.#calls)) return [];
    const lines = readFileSync(this.#calls, 'utf8').trimEnd().split('\n');
    return lines.map((line) => line.replaceAll(/ -o \S+| -q| -y| --no-install-recommends/g, ''));
  }

  /** What makes set-up live in this system. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: this.folder, CHROMIUM: '', npm_execpath: '' };
  }
}
