import { Failure } from '../../src-main/contract/failure.ts';
import type { WindowChannel } from '../../src-main/contract/window-channel.ts';
import {
  type CallArgument,
  type CallName,
  type CallResult,
  type EventName,
  type EventPayload,
  type WindowBridge,
  windowCalls,
  windowEvents,
} from '../../src-main/contract/windows.ts';
import { openSocketChannel } from './socket-channel.ts';

type Listeners = { [Name in EventName]: Set<(payload: EventPayload<Name>) => void> };

/** Makes a typed bridge of a channel: results and events are parsed with the contract's schemas before use. */
function bridgeOver(channel: WindowChannel): WindowBridge {
  const listeners: Listeners = {
    settings: new Set(),
    'bank.status': new Set(),
    'bank.board': new Set(),
    'crowd.state': new Set(),
    'atm.state': new Set(),
    'camera.state': new Set(),
  };
  const deliver = <Name extends EventName>(name: Name, payload: unknown) => {
    if (listeners[name].size === 0) return;
    const parsed = windowEvents[name].parse(payload) as EventPayload<Name>;
    for (const listener of listeners[name]) listener(parsed);
  };
  channel.onEvent((name, payload) => {
    if (Object.hasOwn(windowEvents, name)) deliver(name as EventName, payload);
  });
  return {
    shell: channel.shell,
    async call<Name extends CallName>(name: Name, argument: CallArgument<Name>) {
      const outcome = await channel.request(name, argument);
      if (!outcome.ok) throw Failure.from(outcome.error);
      return windowCalls[name].result.parse(outcome.value) as CallResult<Name>;
    },
    on(name, listener) {
      listeners[name].add(listener);
      return () => {
        listeners[name].delete(listener);
      };
    },
    onFrame: (listener) => channel.onFrame(listener),
    onConnection: (listener) => channel.onConnection(listener),
    openWindow: (kind) => channel.openWindow(kind),
  };
}

declare global {
  interface Window {
    /** Put there by the preload when the page runs in Electron. */
    readonly lobby?: WindowChannel;
  }
}

/** The bridge of the shell that this page runs in. Call it once, in the window's entry. */
export function getBridge(): WindowBridge {
  return bridgeOver(window.lobby ?? openSocketChannel(window));
}
