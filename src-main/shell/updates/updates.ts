import type { Logger } from 'pino';
import type { UpdateState } from '../../contract/administration/updates.ts';
import { failureFields } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import { Listeners } from '../../listeners.ts';
import type { Installation } from './installation.ts';
import { isNewer, newestRelease } from './release-feed.ts';

/** How long after the start the first question is asked, ms: windows and bank come before it. */
const FIRST_MS = 15_000;
/** From one question to the next, ms. */
const NEXT_MS = 24 * 3_600_000;

interface UpdatesOptions {
  readonly installation: Installation;
  readonly log: Logger;
  readonly settings: {
    readonly current: Settings;
    onChange(listener: (settings: Settings) => void): () => void;
  };
  /** For tests. */
  readonly firstMs?: number;
}

/**
 * Asks for the newest release once a day, as long as the setting `checkForUpdates` is on, and says whether that is
 * newer than this Lobby. Nothing is downloaded.
 *
 * without-feed
 * off -> asking -> current | newer | failed -> (a day later) asking; from each back to off
 */
export class Updates {
  readonly #options: UpdatesOptions;
  readonly #listeners = new Listeners<[UpdateState]>();
  readonly #stopFollowing: () => void;
  #state: UpdateState;
  /** Of the question under way, or the one that is waited for; null: the setting is off. */
  #asking: AbortController | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    const { feed } = options.installation;
    this.#state = feed === null ? { state: 'without-feed' } : { state: 'off', feed: hostOf(feed) };
    this.#stopFollowing = options.settings.onChange(({ checkForUpdates }) => this.#follow(checkForUpdates, 0));
    this.#follow(options.settings.current.checkForUpdates, options.firstMs ?? FIRST_MS);
  }

  get state(): UpdateState {
    return this.#state;
  }

  onState(listener: (state: UpdateState) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Asks nobody any more. */
  close(): void {
    this.#stopFollowing();
    this.#asking?.abort();
  }

  #follow(wanted: boolean, waitMs: number): void {
    const { feed } = this.#options.installation;
    if (feed === null || wanted === (this.#asking !== null)) return;
    this.#asking?.abort();
    this.#asking = wanted ? new AbortController() : null;
    this.#become({ state: wanted ? 'asking' : 'off', feed: hostOf(feed) });
    if (this.#asking !== null) this.#askIn(waitMs, feed, this.#asking.signal);
  }

  #askIn(ms: number, feed: string, signal: AbortSignal): void {
    const timer = setTimeout(() => void this.#ask(feed, signal), ms).unref();
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Never rejects. */
  async #ask(feed: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#answer(feed, signal);
    // What was asked before the person changed their mind is not told.
    if (signal.aborted) return;
    this.#become(answer);
    this.#askIn(NEXT_MS, feed, signal);
  }

  async #answer(feed: string, signal: AbortSignal): Promise<UpdateState> {
    const { installation, log } = this.#options;
    const told = { feed: hostOf(feed) };
    try {
      const { version, page } = await newestRelease(feed, signal);
      const running = installation.version;
      if (!isNewer(version, running)) return { ...told, state: 'current' };
      return { ...told, state: 'newer', version, running, page, command: installation.command(version) };
    } catch (error) {
      if (!signal.aborted) log.warn(failureFields(error), 'the newest release could not be found out');
      return { ...told, state: 'failed' };
    }
  }

  #become(state: UpdateState): void {
    this.#state = state;
    this.#listeners.tell(state);
  }
}

function hostOf(feed: string): string {
  return new URL(feed).host;
}
