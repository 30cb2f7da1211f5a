import { setTimeout as wait } from 'node:timers/promises';
import type { Camera } from '../../src-main/camera/camera.ts';
import {
  type CameraOptions,
  type CameraState,
  decodeFramePacket,
  type FrameHeader,
} from '../../src-main/contract/camera.ts';
import type { FailureCode } from '../../src-main/contract/failure.ts';

/**
 * What happens to a source that has trouble, and what the camera must tell of it. The same for webcams
 * (scripts/webcam) and for streams (test/faults/camera/stream.test.ts): only the trouble differs.
 */
export interface Trouble {
  readonly name: string;
  /** Whether it is there when the camera is started, or comes while the picture is shown. */
  readonly when: 'before' | 'live';
  begin(): void | Promise<void>;
  end(): void | Promise<void>;
  /** The codes that may be told first. */
  readonly tells: readonly FailureCode[];
  /** The code that the next attempts must tell before the trouble ends. */
  readonly thenTells?: FailureCode;
}

export interface Outcome {
  readonly name: string;
  /** Every change of state and the first pictures, with their times: `0.2 s camera_busy`. */
  readonly seen: readonly string[];
  /** What was expected and did not happen, in words; null if all did. */
  readonly missed: string | null;
}

/** How long each expected thing may take, ms: a silent source is given up after 8 s and tried again after 2 s. */
const PATIENCE_MS = 30_000;
/** How long the pictures of a source without trouble are counted, ms. */
const COUNTED_MS = 3_000;
/** A webcam that is asked for 30 pictures a second gives fewer in poor light; below this it hardly moves. */
const LEAST_RATE = 5;

/** Shows the source and counts its pictures. */
export function showIt(camera: Camera, options: CameraOptions): Promise<Outcome> {
  return observed('shown', camera, async (observer) => {
    camera.start(options);
    await observer.live();
    const before = observer.pictures;
    await wait(COUNTED_MS);
    const rate = ((observer.pictures - before) * 1000) / COUNTED_MS;
    observer.note(`${rate.toFixed(1)} pictures a second`);
    if (rate < LEAST_RATE) throw new Missed(`fewer than ${LEAST_RATE} pictures a second came`);
  });
}

/** Lets the trouble come and go; the picture must be back by itself, without another start. */
export function meet(trouble: Trouble, camera: Camera, options: CameraOptions, patienceMs?: number): Promise<Outcome> {
  const { name, when, tells, thenTells } = trouble;
  let over = false;
  const end = async (): Promise<void> => {
    if (over) return;
    over = true;
    await trouble.end();
  };
  return observed(
    name,
    camera,
    async (observer) => {
      if (when === 'before') await observer.within(trouble.begin(), 'the trouble');
      camera.start(options);
      if (when === 'live') {
        await observer.live();
        await observer.within(trouble.begin(), 'the trouble');
      }
      const told = await observer.state(
        ['failed', ...(when === 'before' ? (['live'] as const) : [])],
        tells.join(' or '),
      );
      if (told.state !== 'failed') throw new Missed(`it was shown where ${tells.join(' or ')} should have been told`);
      if (!tells.includes(told.code)) throw new Missed(`${tells.join(' or ')} should have been told, not ${told.code}`);
      if (told.retryInMs === null) throw new Missed(`${told.code} is not tried again`);
      if (thenTells !== undefined) await observer.failure(thenTells);
      await end();
      await observer.live();
    },
    patienceMs,
  ).finally(end);
}

class Missed extends Error {}

async function observed(
  name: string,
  camera: Camera,
  steps: (observer: Observer) => Promise<void>,
  patienceMs = PATIENCE_MS,
): Promise<Outcome> {
  const observer = new Observer(camera, patienceMs);
  try {
    await steps(observer);
    return { name, seen: observer.seen, missed: null };
  } catch (error) {
    if (!(error instanceof Missed)) throw error;
    return { name, seen: observer.seen, missed: error.message };
  } finally {
    observer.stop();
    await camera.close();
  }
}

/** Watches a camera as a window does, and keeps what it tells until it is asked for. */
class Observer {
  readonly seen: string[] = [];
  pictures = 0;
  readonly #begin = performance.now();
  readonly #patienceMs: number;
  readonly #untold: CameraState[] = [];
  #header: FrameHeader | null = null;
  #told = Promise.withResolvers<void>();
  readonly #stop: () => void;

  constructor(camera: Camera, patienceMs: number) {
    this.#patienceMs = patienceMs;
    const stopStates = camera.onState((state) => {
      // A picture from before says nothing of the new state.
      this.#header = null;
      this.#untold.push(state);
      this.#noteOnce(state.state === 'failed' ? state.code : state.state);
      this.#tell();
    });
    const watcher = camera.watch((packet) => {
      this.#header = decodeFramePacket(packet).header;
      this.pictures += 1;
      this.#tell();
      const { index } = this.#header;
      setImmediate(() => watcher.shown(index));
    });
    this.#stop = () => {
      stopStates();
      watcher.unwatch();
    };
  }

  stop(): void {
    this.#stop();
  }

  note(words: string): void {
    this.seen.push(`${((performance.now() - this.#begin) / 1000).toFixed(1)} s ${words}`);
  }

  /** The next state of one of these kinds; those before are passed over. @throws Missed if none comes in time */
  state<Kind extends CameraState['state']>(
    kinds: readonly Kind[],
    expected: string,
  ): Promise<Extract<CameraState, { state: Kind }>> {
    const fits = (state: CameraState): state is Extract<CameraState, { state: Kind }> =>
      (kinds as readonly string[]).includes(state.state);
    return this.#until(expected, () => {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) {
        if (fits(next)) return next;
      }
      return undefined;
    });
  }

  /** Waits for this failure; others before are passed over. @throws Missed if it does not come in time */
  async failure(code: FailureCode): Promise<void> {
    await this.#until(code, () => {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) {
        if (next.state === 'failed' && next.code === code) return true;
      }
      return undefined;
    });
  }

  /** Waits for the state 'live' and a picture. @throws Missed if one does not come in time, or the source is given up */
  async live(): Promise<void> {
    const expected = 'the state live';
    for (let next = await this.state(['live', 'failed'], expected); next.state === 'failed'; ) {
      if (next.retryInMs === null) throw new Missed(`${expected} did not come: ${next.message}`);
      next = await this.state(['live', 'failed'], expected);
    }
    const { width, height } = await this.#until('a picture', () => this.#header ?? undefined);
    this.note(`a picture of ${width}×${height}`);
  }

  /** @throws Missed if the work is not done in time */
  async within<Value>(work: Value | Promise<Value>, expected: string): Promise<Value> {
    const timer = new AbortController();
    const late = wait(this.#patienceMs, undefined, { signal: timer.signal }).then(() => {
      throw new Missed(`${expected} did not come within ${this.#patienceMs / 1000} s`);
    });
    // Without it the rejection of the wait that is given up would be nobody's.
    late.catch(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      timer.abort();
    }
  }

  async #until<Value>(expected: string, ask: () => Value | undefined): Promise<Value> {
    const asked = async (): Promise<Value> => {
      for (;;) {
        const value = ask();
        if (value !== undefined) return value;
        await this.#told.promise;
      }
    };
    return this.within(asked(), expected);
  }

  #tell(): void {
    this.#told.resolve();
    this.#told = Promise.withResolvers<void>();
  }

  /** A failure that every attempt tells again is noted once. */
  #noteOnce(words: string): void {
    if (this.seen.at(-1)?.endsWith(` s ${words}`) !== true) this.note(words);
  }
}
