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
import { Listeners } from '../../src-main/listeners.ts';
import { openSocketChannel } from './socket-channel.ts';

type EventListeners = { [Name in EventName]: Listeners<[EventPayload<Name>]> };

/** Makes a typed bridge of a channel: results and events are parsed with the contract's schemas before use. */
function bridgeOver(channel: WindowChannel): WindowBridge {
  const listeners: EventListeners = {
    settings: new Listeners(),
    'bank.status': new Listeners(),
    'bank.board': new Listeners(),
    'bank.traces': new Listeners(),
    'ledger-check.state': new Listeners(),
    'updates.state': new Listeners(),
    'crowd.state': new Listeners(),
    'atm.state': new Listeners(),
    'camera.state': new Listeners(),
  };
  const deliver = <Name extends EventName>(name: Name, payload: unknown) => {
    if (listeners[name].size === 0) return;
    listeners[name].tell(windowEvents[name].parse(payload) as EventPayload<Name>);
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
    on: (name, listener) => listeners[name].add(listener),
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
