import type { Logger } from 'pino';
import type { UpdateState } from '../../contract/administration/updates.ts';
import { failureFields } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import { Listeners } from '../../listeners.ts';
import type { Installation } from './installation.ts';
import { OwnUpdate } from './own-update.ts';
import { isNewer, newestRelease, type Release } from './release-feed.ts';
import type { SelfUpdate } from './self-update.ts';

/** How long after the start the first question is asked, ms: windows and bank come before it. */
const FIRST_MS = 15_000;
/** From one question to the next, ms. */
const NEXT_MS = 24 * 3_600_000;

interface UpdatesOptions {
  readonly installation: Installation;
  /** null: this Lobby can't update itself. */
  readonly selfUpdate: SelfUpdate | null;
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
 * newer than this Lobby. What the person does about a newer one is OwnUpdate's.
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
  readonly #own: OwnUpdate | null;
  /** The newer one that was told last. */
  #release: Release | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    const { selfUpdate, log } = options;
    this.#own = selfUpdate === null ? null : new OwnUpdate(selfUpdate, log, () => this.#tellOwn());
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

  /** Begins to download the newer version, where there is one and Lobby can update itself. */
  download(): void {
    if (this.#state.state === 'newer' && this.#release !== null) this.#own?.start(this.#release);
  }

  /** As OwnUpdate.cancel. */
  cancel(): void {
    this.#own?.cancel();
  }

  /** As OwnUpdate.confirm. */
  confirm(): boolean {
    return this.#own?.confirm() ?? false;
  }

  /** As OwnUpdate.finish. */
  async finish(): Promise<void> {
    await this.#own?.finish();
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
    this.#own?.cancel();
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
    // What was asked before the person changed their mind is not told, and a version that is on its way stays the one
    // that is told of.
    if (signal.aborted) return;
    if (!this.#isOnItsWay()) this.#become(answer);
    this.#askIn(NEXT_MS, feed, signal);
  }

  async #answer(feed: string, signal: AbortSignal): Promise<UpdateState> {
    const { installation, log } = this.#options;
    const told = { feed: hostOf(feed) };
    try {
      const release = await newestRelease(feed, signal);
      const { version, page } = release;
      const running = installation.version;
      if (!isNewer(version, running)) return { ...told, state: 'current' };
      if (!this.#isOnItsWay()) this.#release = release;
      const command = installation.command(version);
      return { ...told, state: 'newer', version, running, page, command, selfUpdate: this.#own?.state ?? null };
    } catch (error) {
      if (!signal.aborted) log.warn(failureFields(error), 'the newest release could not be found out');
      return { ...told, state: 'failed' };
    }
  }

  #isOnItsWay(): boolean {
    return this.#own !== null && this.#own.state.step !== 'offered';
  }

  #tellOwn(): void {
    if (this.#state.state === 'newer') this.#become({ ...this.#state, selfUpdate: this.#own?.state ?? null });
  }

  #become(state: UpdateState): void {
    this.#state = state;
    this.#listeners.tell(state);
  }
}

function hostOf(feed: string): string {
  return new URL(feed).host;
}
