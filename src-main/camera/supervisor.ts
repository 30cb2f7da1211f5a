import { type CameraDevice, type CameraOptions, type CameraState, sameButThresholds } from '../contract/camera.ts';
import { decodeFramePacket } from '../contract/frame-packet.ts';
import { type CameraExit, type CameraLink, spawnCamera } from './camera-link.ts';
import { listDevices } from './devices.ts';
import {
  HANG_MS,
  HEALTHY_MS,
  HEARTBEAT_MS,
  MEMORY_BYTES,
  OPENING_HANG_MS,
  RESTART_MAX_MS,
  RESTART_MS,
  RETRY_MS,
  STARVED_HANG_MS,
  UNWATCHED_MS,
} from './limits.ts';
import { listReadyPacks, type PackTitle } from './packs.ts';
import { type CameraEvent, STUCK_EXIT_CODE } from './process/protocol.ts';
import { activityOf } from './process-activity.ts';
import { type Watcher, Watchers } from './watchers.ts';

/** The camera as the app sees it: shared by all windows, and never a reason for anything else to stop. */
export interface Camera {
  /** Starts the source, or switches to it. What comes of it is told by the state. */
  start(options: CameraOptions): void;
  /** Stops the source and ends the camera process. */
  stop(): void;
  state(): CameraState;
  /** Calls the listener with every new state, until the returned function is called. */
  onState(listener: (state: CameraState) => void): () => void;
  /**
   * Whether faces are blurred; at first they aren't. From the call on no picture is given out that wasn't searched
   * for faces and blurred.
   */
  blur(on: boolean): void;
  /** Frames as packets (contract/frame-packet.ts): one in flight for each watcher, the newest wins. */
  watch(listener: (packet: Uint8Array<ArrayBuffer>) => void): Watcher;
  /** The cameras that the system knows, by name where it tells them. */
  devices(): Promise<CameraDevice[]>;
  /** The packs for age and gender that are there. */
  packs(): PackTitle[];
  /** Process id of the camera process; undefined while there is none. */
  pid(): number | undefined;
  /** Stops for good; resolves when the camera process is gone. */
  close(): Promise<void>;
}

export interface CameraSettings {
  /** Path of the Node 24 binary that runs the camera process. */
  readonly node: string;
  /** The folder with the model packs. */
  readonly models: string;
  /** Resident memory at which the process is replaced, in bytes; MEMORY_BYTES if absent. */
  readonly memoryBytes?: number;
  /** Time after which a camera that nobody watches is switched off, ms; UNWATCHED_MS if absent. */
  readonly unwatchedMs?: number;
  /** Called when the process was lost, with all that can be known of why. */
  readonly onLost?: (exit: CameraExit) => void;
}

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
  readonly #listeners = new Set<(state: CameraState) => void>();
  readonly #watchers = new Watchers((on) => this.#link?.send({ command: 'watched', on }));
  /** Processes that were told to end: a device is busy until they are gone. */
  readonly #ending = new Set<CameraLink>();
  #state: CameraState = { state: 'off' };
  #wanted: CameraOptions | null = null;
  #blur = false;
  #link: CameraLink | null = null;
  #run = 0;
  #losses = 0;
  #spawnedAt = 0;
  /** How long nothing was heard of the process, as far as this side was there to hear it, ms. */
  #silentMs = 0;
  /** Processor time that the process had used when it was first noticed to be silent, ms. */
  #usedMs: number | null = null;
  #checkedAt = 0;
  #watchedAt = 0;
  #retry: NodeJS.Timeout | null = null;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(settings: CameraSettings) {
    this.#settings = settings;
  }

  start(options: CameraOptions): void {
    const retuned = this.#state.state === 'live' && this.#wanted !== null && sameButThresholds(this.#wanted, options);
    this.#wanted = options;
    this.#losses = 0;
    if (!retuned) {
      this.#watchers.forget();
      this.#become({ state: 'starting', source: options.source });
    }
    this.#begin();
  }

  stop(): void {
    this.#wanted = null;
    this.#endProcess();
    this.#become({ state: 'off' });
  }

  state(): CameraState {
    return this.#state;
  }

  onState(listener: (state: CameraState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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

  #become(next: CameraState): void {
    this.#state = next;
    for (const listener of this.#listeners) listener(next);
  }

  /** Has the process try. The state stays what it is until it tells more: a failure that is retried stays in sight. */
  #begin(): void {
    const options = this.#wanted;
    if (options === null) return;
    this.#clearRetry();
    this.#run += 1;
    const ending = [...this.#ending];
    if (ending.length > 0) {
      const run = this.#run;
      void Promise.all(ending.map((link) => link.exited)).then(() => {
        if (this.#run === run) this.#begin();
      });
      return;
    }
    this.#link ??= this.#spawn();
    this.#silentMs = 0;
    this.#link.send({ command: 'start', id: this.#run, options, run: 'live', frames: null });
  }

  #spawn(): CameraLink {
    const link = spawnCamera({
      ...this.#settings,
      onEvent: (event) => {
        if (this.#link === link) this.#hear(event);
      },
      onPacket: (packet, run) => {
        // Events and frames come on pipes of their own: a frame of the source before may come after the news.
        if (this.#link !== link || this.#state.state !== 'live' || run !== this.#run) return;
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
      this.#lose(exit);
    });
    link.send({ command: 'blur', on: this.#blur });
    link.send({ command: 'watched', on: this.#watchers.watched });
    this.#spawnedAt = performance.now();
    this.#checkedAt = this.#spawnedAt;
    this.#watchdog ??= setInterval(() => this.#check(), HEARTBEAT_MS).unref();
    return link;
  }

  #hear(event: CameraEvent): void {
    this.#silentMs = 0;
    if (event.event === 'alive') {
      const { residentBytes } = event;
      if (residentBytes > (this.#settings.memoryBytes ?? MEMORY_BYTES)) {
        this.#link?.kill(`Killed: it holds ${residentBytes} bytes of memory.`);
      }
      return;
    }
    const options = this.#wanted;
    if (event.id !== this.#run || options === null) return;
    const { source } = options;
    switch (event.event) {
      case 'live':
        this.#become({ state: 'live', source, detector: event.detector, pack: event.pack });
        return;
      case 'ended':
        this.#endProcess();
        this.#become({ state: 'ended', source });
        return;
      case 'failed': {
        if (event.retry) this.#retryIn(RETRY_MS);
        else this.#endProcess();
        const retryInMs = event.retry ? RETRY_MS : null;
        this.#become({ state: 'failed', source, code: event.code, message: event.message, retryInMs });
        return;
      }
      default:
        event satisfies never;
    }
  }

  /** The process is gone without having been asked to. */
  #lose({ code }: CameraExit): void {
    this.#link = null;
    this.#stopWatchdog();
    this.#watchers.forget();
    const options = this.#wanted;
    if (code === STUCK_EXIT_CODE) {
      this.#begin();
      return;
    }
    // A process may leave after it told a failure that only a new one can mend; the retry is under way then.
    if (options === null || this.#retry !== null) return;
    const healthy = performance.now() - this.#spawnedAt >= HEALTHY_MS;
    this.#losses = healthy ? 1 : this.#losses + 1;
    const retryInMs = Math.min(RESTART_MS * 2 ** (this.#losses - 1), RESTART_MAX_MS);
    this.#retryIn(retryInMs);
    this.#become({
      state: 'failed',
      source: options.source,
      code: 'camera_lost',
      message: 'The camera process was lost and is being started again.',
      retryInMs,
    });
  }

  #check(): void {
    const now = performance.now();
    // If this timer itself was late (a busy or sleeping machine), most of that says nothing about the process.
    this.#silentMs += Math.min(now - this.#checkedAt, 2 * HEARTBEAT_MS);
    this.#checkedAt = now;
    // A camera that has yet to start, or failed, has no picture to be watched.
    if (this.#watchers.watched || this.#state.state !== 'live') this.#watchedAt = now;
    else if (now - this.#watchedAt > (this.#settings.unwatchedMs ?? UNWATCHED_MS)) {
      this.stop();
      return;
    }
    if (this.#hangs()) this.#link?.kill(`Killed: no sign of life for ${Math.round(this.#silentMs)} ms.`);
  }

  /**
   * A hang is silence while it stands still, or while it uses the processor for longer than HANG_MS. One that only
   * waits for a processor is slow: a new process would be slower still.
   */
  #hangs(): boolean {
    const silentMs = this.#silentMs;
    if (this.#state.state !== 'live') return silentMs > OPENING_HANG_MS;
    if (silentMs <= HANG_MS) {
      this.#usedMs = null;
      return false;
    }
    const pid = this.#link?.pid;
    const activity = pid === undefined ? null : activityOf(pid);
    if (activity === null || !activity.runnable || silentMs > STARVED_HANG_MS) return true;
    this.#usedMs ??= activity.usedMs;
    return activity.usedMs - this.#usedMs > HANG_MS;
  }

  #retryIn(ms: number): void {
    this.#clearRetry();
    this.#retry = setTimeout(() => this.#begin(), ms);
  }

  #clearRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #stopWatchdog(): void {
    if (this.#watchdog !== null) clearInterval(this.#watchdog);
    this.#watchdog = null;
  }

  #endProcess(): void {
    this.#run += 1;
    this.#clearRetry();
    this.#stopWatchdog();
    this.#watchers.forget();
    const link = this.#link;
    this.#link = null;
    if (link === null) return;
    this.#ending.add(link);
    link.end();
  }
}
