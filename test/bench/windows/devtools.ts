import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const LOOK_MS = 10;

/** Asks until there is an answer. @throws Error that names what did not come within a minute */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
    await delay(LOOK_MS);
  }
}

interface Target {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

/** One window of a browser, by its DevTools session. */
export interface DebuggedPage {
  /** The value of an expression, awaited if it is a promise; it must be plain data. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Presses and releases the mouse in the middle of an element, as a hand would. */
  click(selector: string): Promise<void>;
  /** Loads the page again, with a script that runs before its own. */
  reloadWith(script: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * A running Chromium, driven with as little as possible: a test driver's own listeners would be measured too, and it
 * holds every new window until it has looked at it.
 */
export class Devtools {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result, error } = JSON.parse(String(data));
      const waiting = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) waiting?.resolve(result as never);
      else waiting?.reject(new Error(error.message));
    });
  }

  /** @param profile the folder of a Chromium that was started with `--remote-debugging-port=0` */
  static async connect(profile: string): Promise<Devtools> {
    const file = join(profile, 'DevToolsActivePort');
    const [port, path] = await until('the DevTools port', () => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      return lines.length < 2 ? undefined : lines;
    });
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new Devtools(socket);
  }

  /** The ids of all windows. */
  async windows(): Promise<ReadonlySet<string>> {
    return new Set((await this.#pages()).map(({ targetId }) => targetId));
  }

  /** The window whose address starts so; waits for it. @param besides ids of windows that are not meant */
  async page(address: string, besides: ReadonlySet<string> = new Set()): Promise<DebuggedPage> {
    const targetId = await until(`a window with ${address}`, async () => {
      const pages = await this.#pages();
      return pages.find((page) => page.url.startsWith(address) && !besides.has(page.targetId))?.targetId;
    });
    return this.#attach(targetId);
  }

  async #pages(): Promise<readonly Target[]> {
    const { targetInfos } = await this.#send<{ targetInfos: Target[] }>('Target.getTargets', {});
    return targetInfos.filter(({ type }) => type === 'page');
  }

  /** A new window. */
  async open(address: string): Promise<DebuggedPage> {
    const { targetId } = await this.#send<{ targetId: string }>('Target.createTarget', {
      url: address,
      newWindow: true,
    });
    return this.#attach(targetId);
  }

  close(): void {
    this.#socket.close();
  }

  async #attach(targetId: string): Promise<DebuggedPage> {
    const { sessionId } = await this.#send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    const evaluate = async <Value>(expression: string): Promise<Value> => {
      const { result, exceptionDetails } = await this.#send<{
        result: { value: Value };
        exceptionDetails?: { text: string; exception?: { description?: string } };
      }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
      if (exceptionDetails !== undefined) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value;
    };
    return {
      evaluate,
      reloadWith: async (source) => {
        await this.#send('Page.enable', {}, sessionId);
        await this.#send('Page.addScriptToEvaluateOnNewDocument', { source }, sessionId);
        await this.#send('Page.reload', {}, sessionId);
      },
      close: async () => void (await this.#send('Target.closeTarget', { targetId })),
      click: async (selector) => {
        const place = await evaluate<{ x: number; y: number }>(`(() => {
          const { x, y, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        })()`);
        const mouse = { ...place, button: 'left', clickCount: 1 };
        await this.#send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse }, sessionId);
        await this.#send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse }, sessionId);
      },
    };
  }

  #send<Result>(method: string, params: object, sessionId?: string): Promise<Result> {
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    });
  }
}
