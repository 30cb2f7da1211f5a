import {
  type CameraDevice,
  type CameraOptions,
  type CameraState,
  decodeFramePacket,
  type PackTitle,
  sameButThresholds,
} from '../contract/camera.ts';
import { Listeners } from '../listeners.ts';
import type { Camera, CameraSettings } from './camera.ts';
import { type CameraExit, type CameraLink, spawnCamera, withoutPasswords } from './camera-link.ts';
import { listDevices } from './devices.ts';
import { HEARTBEAT_MS, MEMORY_BYTES, OPENING_HANG_MS, RETRY_MS, UNWATCHED_MS } from './limits.ts';
import { listReadyPacks } from './packs.ts';
import { type CameraEvent, STUCK_EXIT_CODE } from './process/protocol.ts';
import { type Loss, RestartPolicy } from './restart-policy.ts';
import { Watchdog } from './watchdog.ts';
import { type Watcher, Watchers } from './watchers.ts';

/** The camera, off: no process runs before the first start. */
export function startCamera(settings: CameraSettings): Camera {
  return new Supervisor(settings);
}

/**
 * Runs the camera process and watches it: a crash, a hang and memory without end all finish in a new process that
 * takes up the same source.
 *
 *   off ──start──▶ starting ──▶ live ──▶ ended        (a file or folder is over; the process ends)
 *                   ▲   │        │
 *                   │   ▼        ▼
 *                   └─ failed ◀──┘                    (retryInMs: tried again by itself, and live when it works)
 *
 *   stop leads from each to off, start from each to starting. Live without anybody who watches leads to off as well.
 */
class Supervisor implements Camera {
  readonly #settings: CameraSettings;
  readonly #listeners = new Listeners<[CameraState]>();
  readonly #watchers = new Watchers((on) => this.#link?.send({ command: 'watched', on }));
  /** Processes that were told to end: a device is busy until they are gone. */
  readonly #ending = new Set<CameraLink>();
  #state: CameraState = { state: 'off' };
  #wanted: CameraOptions | null = null;
  #blur = false;
  #link: CameraLink | null = null;
  #runId = 0;
  readonly #restarts = new RestartPolicy();
  /** How the process is lost if it ends now. */
  #loss: Loss = 'ended';
  #watchedAt = 0;
  #retry: NodeJS.Timeout | null = null;
  #watchdog = new Watchdog(0);
  #checks: NodeJS.Timeout | null = null;

  constructor(settings: CameraSettings) {
    this.#settings = settings;
  }

  start(options: CameraOptions): void {
    const retuned = this.#state.state === 'live' && this.#wanted !== null && sameButThresholds(this.#wanted, options);
    this.#wanted = options;
    if (!retuned) {
      this.#restarts.reset();
      this.#watchers.forget();
      this.#setState({ state: 'starting', source: options.source });
    }
    this.#run();
  }

  stop(): void {
    this.#turnOff({ state: 'off' });
  }

  state(): CameraState {
    return this.#state;
  }

  onState(listener: (state: CameraState) => void): () => void {
    return this.#listeners.add(listener);
  }

  blur(on: boolean): void {
    if (on === this.#blur) return;
    this.#blur = on;
    if (on) this.#watchers.forget();
    this.#link?.send({ command: 'blur', on });
  }

  watch(listener: (packet: Uint8Array<ArrayBuffer>) => void): Watcher {
    return this.#watchers.add(listener);
  }

  devices(): Promise<CameraDevice[]> {
    return listDevices();
  }

  packs(): PackTitle[] {
    return listReadyPacks(this.#settings.models);
  }

  pid(): number | undefined {
    return this.#link?.pid;
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all([...this.#ending].map((link) => link.exited));
  }

  #turnOff(state: Extract<CameraState, { state: 'off' }>): void {
    this.#wanted = null;
    this.#endProcess();
    this.#setState(state);
  }

  #setState(next: CameraState): void {
    this.#state = next;
    this.#listeners.tell(next);
  }

  /** Tells the process to start. The state changes with its events only: a failure that is retried stays visible. */
  #run(): void {
    const options = this.#wanted;
    if (options === null) return;
    this.#clearRetry();
    this.#runId += 1;
    const ending = [...this.#ending];
    if (ending.length > 0) {
      const run = this.#runId;
      void Promise.all(ending.map((link) => link.exited)).then(() => {
        if (this.#runId === run) this.#run();
      });
      return;
    }
    this.#link ??= this.#spawn();
    this.#watchdog.heard();
    this.#link.send({ command: 'start', id: this.#runId, options, run: 'live', frames: null });
  }

  #spawn(): CameraLink {
    const link = spawnCamera({
      ...this.#settings,
      onEvent: (event) => {
        if (this.#link === link) this.#onEvent(event);
      },
      onPacket: (packet, run) => {
        // Events and frames come on separate pipes: a frame of the old source may arrive after the event of the new one.
        if (this.#link !== link || this.#state.state !== 'live' || run !== this.#runId) return;
        const { index, blurred } = decodeFramePacket(packet).header;
        // One that was under way when blurring was turned on.
        if (this.#blur && !blurred) return;
        this.#watchers.offer(index, packet);
      },
    });
    void link.exited.then((exit) => {
      this.#ending.delete(link);
      if (this.#link !== link) return;
      this.#settings.onLost?.(exit);
      this.#onExit(exit);
    });
    link.send({ command: 'blur', on: this.#blur });
    link.send({ command: 'watched', on: this.#watchers.watched });
    this.#loss = 'ended';
    this.#watchdog = new Watchdog(performance.now(), this.#settings.openingHangMs);
    this.#checks ??= setInterval(() => this.#check(), HEARTBEAT_MS).unref();
    return link;
  }

  #onEvent(event: CameraEvent): void {
    this.#watchdog.heard();
    if (event.event === 'alive') {
      const { residentBytes } = event;
      if (residentBytes > (this.#settings.memoryBytes ?? MEMORY_BYTES)) {
        this.#link?.kill(`Killed: it holds ${residentBytes} bytes of memory.`);
      }
      return;
    }
    const options = this.#wanted;
    if (event.id !== this.#runId || options === null) return;
    const { source } = options;
    switch (event.event) {
      case 'live':
        this.#restarts.live(performance.now());
        this.#setState({ state: 'live', source, detector: event.detector, pack: event.pack });
        return;
      case 'ended':
        this.#endProcess();
        this.#setState({ state: 'ended', source });
        return;
      case 'failed': {
        if (event.retry) this.#retryIn(RETRY_MS);
        else this.#endProcess();
        const retryInMs = event.retry ? RETRY_MS : null;
        this.#setState({ state: 'failed', source, code: event.code, message: event.message, retryInMs });
        return;
      }
      default:
        event satisfies never;
    }
  }

  /** The process ended without having been told to. */
  #onExit({ code }: CameraExit): void {
    this.#link = null;
    this.#stopChecks();
    this.#watchers.forget();
    const options = this.#wanted;
    if (code === STUCK_EXIT_CODE) {
      this.#run();
      return;
    }
    // A process may end by itself after a failure that only a new one can mend; the retry is scheduled then.
    if (options === null || this.#retry !== null) return;
    const { source } = options;
    const retryInMs = this.#restarts.lost(performance.now(), this.#loss);
    if (retryInMs === null) {
      const seconds = Math.round((this.#settings.openingHangMs ?? OPENING_HANG_MS) / 1000);
      const message = `'${withoutPasswords(source)}' could not be opened in ${seconds} seconds, twice. Choose another source.`;
      this.#setState({ state: 'failed', source, code: 'source_unreadable', message, retryInMs });
      return;
    }
    this.#retryIn(retryInMs);
    const message = 'The camera process was lost and is being started again.';
    this.#setState({ state: 'failed', source, code: 'camera_lost', message, retryInMs });
  }

  #check(): void {
    const now = performance.now();
    // A camera that has yet to start, or failed, has no picture to be watched.
    if (this.#watchers.watched || this.#state.state !== 'live') this.#watchedAt = now;
    else if (now - this.#watchedAt > (this.#settings.unwatchedMs ?? UNWATCHED_MS)) {
      this.#turnOff({ state: 'off', unwatched: true });
      return;
    }
    const opening = this.#state.state !== 'live';
    const silentMs = this.#watchdog.check(now, this.#link?.pid, opening);
    if (silentMs === null) return;
    this.#loss = opening ? 'hung-opening' : 'hung';
    this.#link?.kill(`Killed: no heartbeat for ${Math.round(silentMs)} ms.`);
  }

  #retryIn(ms: number): void {
    this.#clearRetry();
    this.#retry = setTimeout(() => this.#run(), ms);
  }

  #clearRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #stopChecks(): void {
    if (this.#checks !== null) clearInterval(this.#checks);
    this.#checks = null;
  }

  #endProcess(): void {
    this.#runId += 1;
    this.#clearRetry();
    this.#stopChecks();
    this.#watchers.forget();
    const link = this.#link;
    this.#link = null;
    if (link === null) return;
    this.#ending.add(link);
    link.end();
  }
}
