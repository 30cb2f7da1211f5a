import {
  type ChannelMessage,
  type ChannelRequest,
  channelMessageSchema,
  type WindowChannel,
} from '../../src-main/contract/window-channel.ts';
import { type CallOutcome, WINDOW_SIZES, windowKindSchema } from '../../src-main/contract/windows.ts';
import { Listeners } from '../../src-main/listeners.ts';
import { comeBack } from './come-back.ts';

/** Waits between attempts to reconnect, ms: quick at first, since a restarted suite is back within a second or two. */
const RETRY_MS = [250, 500, 1000, 2000, 4000] as const;

const LOST: CallOutcome = {
  ok: false,
  error: { code: 'suite_lost', message: "Lobby doesn't answer. It reconnects by itself as soon as Lobby runs again." },
};

/**
 * The contract over a WebSocket to the server that this page came from (browser shell). A connection that is made anew
 * is a new window to the suite: whoever has asked for something lasting asks again when told that it is connected.
 */
export function openSocketChannel(page: Window): WindowChannel {
  const kind = windowKindSchema.catch('lobby').parse(page.location.pathname.split('/')[1]);
  comeBack(page, kind);
  const address = new URL(`/channel?window=${kind}`, page.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';

  const events = new Listeners<[name: string, payload: unknown]>();
  const frames = new Listeners<[Uint8Array<ArrayBuffer>]>();
  const connections = new Listeners<[boolean]>();
  const pending = new Map<number, (outcome: CallOutcome) => void>();
  /** Requests made before the first connection or between two: sent when it is there. */
  const waiting: ChannelRequest[] = [];
  let connected: boolean | undefined;
  let attempts = 0;
  let nextId = 1;
  let socket: WebSocket;

  const setConnected = (value: boolean) => {
    if (value === connected) return;
    connected = value;
    connections.tell(value);
  };

  const receive = (message: ChannelMessage) => {
    if ('event' in message) {
      events.tell(message.event, message.payload);
      return;
    }
    pending.get(message.id)?.(message.outcome);
    pending.delete(message.id);
  };

  const send = (request: ChannelRequest) => socket.send(JSON.stringify(request));

  const connect = () => {
    socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      attempts = 0;
      setConnected(true);
      for (const request of waiting.splice(0)) send(request);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') receive(channelMessageSchema.parse(JSON.parse(data)));
      else frames.tell(new Uint8Array(data));
    });
    socket.addEventListener('close', () => {
      setConnected(false);
      // What was sent may or may not have been done; the answer can't come any more.
      for (const settle of pending.values()) settle(LOST);
      pending.clear();
      waiting.length = 0;
      const delay = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)];
      attempts += 1;
      page.setTimeout(connect, delay);
    });
  };
  connect();

  return {
    shell: 'browser',
    request(call, argument) {
      if (connected === false) return Promise.resolve(LOST);
      const request: ChannelRequest = { id: nextId++, call, argument };
      return new Promise((settle) => {
        pending.set(request.id, settle);
        if (socket.readyState === WebSocket.OPEN) send(request);
        else waiting.push(request);
      });
    },
    onEvent: (listener) => events.add(listener),
    onFrame: (listener) => frames.add(listener),
    onConnection(listener) {
      if (connected !== undefined) listener(connected);
      return connections.add(listener);
    },
    openWindow(other) {
      const { width, height } = WINDOW_SIZES[other];
      // Any number of ATMs; of the others one each, which a second click brings forward.
      const name = other === 'atm' ? '_blank' : `lobby-${other}`;
      page.open(`/${other}/`, name, `popup,width=${width},height=${height}`)?.focus();
    },
  };
}
