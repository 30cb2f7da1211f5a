import type { Page, WebSocketRoute } from 'playwright-core';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import type { ChannelMessage, ChannelRequest } from '../../../src-main/contract/window-channel.ts';
import {
  type CallName,
  type CallOutcome,
  type CallResult,
  type EventName,
  type EventPayload,
  windowCalls,
  windowEvents,
} from '../../../src-main/contract/windows.ts';

/**
 * The WebSocket between one window of the browser shell and its suite, in which some events and answers are replaced: so
 * a window shows what is over too soon to be looked at, or what would need a broken disk, another host or hours. All
 * else passes as it is. What is told instead is checked with the contract's schemas.
 */
export class ToldLine {
  /** By the call's name; null: never answered. */
  readonly #answers = new Map<string, CallOutcome | null>();
  readonly #events = new Set<string>();
  #window: WebSocketRoute | undefined;
  #down = false;

  private constructor() {}

  /** Puts itself between the page and its suite from when the page is loaded next. */
  static async between(page: Page): Promise<ToldLine> {
    const line = new ToldLine();
    await page.routeWebSocket(/\/channel\?/, (window) => line.#carry(window));
    return line;
  }

  /** Answers a call with this value instead of the suite. */
  answer<Name extends CallName>(name: Name, value: CallResult<Name>): void {
    this.#answers.set(name, { ok: true, value: windowCalls[name].result.parse(value) });
  }

  /** Refuses a call instead of the suite. */
  refuse(name: CallName, error: FailureFields): void {
    this.#answers.set(name, { ok: false, error });
  }

  /** Leaves a call without an answer: the window waits. */
  withhold(name: CallName): void {
    this.#answers.set(name, null);
  }

  /** Announces this to the window; what the suite announces of that name is held back from now on. */
  say<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    this.#events.add(name);
    const parsed: unknown = windowEvents[name].parse(payload);
    this.#send({ event: name, payload: parsed });
  }

  /** Sends a frame of the camera. */
  frame(packet: Uint8Array): void {
    this.#window?.send(Buffer.from(packet));
  }

  /** Breaks the line for good, as a suite that ends does. */
  async cut(): Promise<void> {
    this.#down = true;
    await this.#window?.close({ code: 1001 });
  }

  #send(message: ChannelMessage): void {
    this.#window?.send(JSON.stringify(message));
  }

  #carry(window: WebSocketRoute): void {
    if (this.#down) {
      void window.close({ code: 1001 });
      return;
    }
    this.#window = window;
    const suite = window.connectToServer();
    window.onMessage((message) => {
      const { id, call } = JSON.parse(String(message)) as ChannelRequest;
      const outcome = this.#answers.get(call);
      if (outcome === undefined) suite.send(message);
      else if (outcome !== null) this.#send({ id, outcome });
    });
    suite.onMessage((message) => {
      if (typeof message === 'string') {
        const told = JSON.parse(message) as ChannelMessage;
        if ('event' in told && this.#events.has(told.event)) return;
      }
      window.send(message);
    });
  }
}
