import { rmSync } from 'node:fs';
import type { Logger } from 'pino';
import type { SelfUpdateState } from '../../contract/administration/updates.ts';
import { failureFields } from '../../contract/failure.ts';
import { download } from './download.ts';
import type { Release } from './release-feed.ts';
import type { SelfUpdate } from './self-update.ts';
import { findUpdateFile } from './update-file.ts';

/**
 * One newer version on its way onto this machine. Each step is the person's: nothing is downloaded before `start`, and
 * what is here becomes Lobby only by `confirm` and the end of this one.
 *
 * offered -> downloading -> ready -> (confirmed; Lobby ends) applied
 * from downloading and ready back to offered, by `cancel` or a failure
 */
export class OwnUpdate {
  readonly #means: SelfUpdate;
  readonly #log: Logger;
  readonly #onState: () => void;
  #state: SelfUpdateState = { step: 'offered', failure: null };
  #confirmed = false;
  /** Of the download under way. */
  #downloading: AbortController | null = null;
  /** A download that was cancelled may still be deleting its file. */
  #lastDownload: Promise<void> = Promise.resolve();

  constructor(means: SelfUpdate, log: Logger, onState: () => void) {
    this.#means = means;
    this.#log = log;
    this.#onState = onState;
    // A Lobby that was killed has left it, and so has an installer that has done its work.
    this.#delete();
  }

  get state(): SelfUpdateState {
    return this.#state;
  }

  /** Downloads the release's file. Never throws: what goes wrong is in the state. */
  start(release: Release): void {
    if (this.#state.step !== 'offered') return;
    this.#downloading = new AbortController();
    this.#become({ step: 'downloading', part: 0 });
    const { signal } = this.#downloading;
    this.#lastDownload = this.#lastDownload.then(() => this.#download(release, signal));
  }

  cancel(): void {
    if (this.#state.step === 'offered') return;
    this.#confirmed = false;
    this.#downloading?.abort();
    this.#delete();
    this.#become({ step: 'offered', failure: null });
  }

  /** Lets the downloaded version be what comes after this Lobby. @returns whether there is one */
  confirm(): boolean {
    this.#confirmed = this.#state.step === 'ready';
    return this.#confirmed;
  }

  /** The last thing that this Lobby does. What was not confirmed is deleted. Never rejects. */
  async finish(): Promise<void> {
    if (!this.#confirmed) {
      this.cancel();
      return;
    }
    this.#confirmed = false;
    this.#state = { step: 'offered', failure: null };
    try {
      await this.#means.apply();
      this.#log.info({ path: this.#means.path }, 'the new version takes over');
    } catch (error) {
      this.#log.error(failureFields(error), 'the new version could not be put in place');
      this.#delete();
    }
  }

  /** Never rejects. */
  async #download(release: Release, signal: AbortSignal): Promise<void> {
    const { description, ending, path } = this.#means;
    try {
      signal.throwIfAborted();
      const file = await findUpdateFile(release, description, ending, signal);
      await download(file, path, { signal, onPart: (part) => this.#tellPart(part, signal) });
      if (signal.aborted) this.#delete();
      else this.#become({ step: 'ready' });
    } catch (error) {
      if (signal.aborted) return;
      this.#log.warn(failureFields(error), 'the new version could not be downloaded');
      this.#become({ step: 'offered', failure: failureFields(error) });
    }
  }

  /** Told in whole percent: the file comes in thousands of pieces. */
  #tellPart(part: number, signal: AbortSignal): void {
    const whole = Math.floor(part * 100) / 100;
    if (signal.aborted || (this.#state.step === 'downloading' && this.#state.part === whole)) return;
    this.#become({ step: 'downloading', part: whole });
  }

  #delete(): void {
    try {
      rmSync(this.#means.path, { force: true });
    } catch (error) {
      this.#log.warn(failureFields(error), 'a downloaded version could not be deleted');
    }
  }

  #become(state: SelfUpdateState): void {
    this.#state = state;
    this.#onState();
  }
}
