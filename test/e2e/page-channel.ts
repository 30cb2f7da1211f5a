import { WebSocket } from 'ws';
import { type ChannelRequest, channelMessageSchema } from '../../src-main/contract/window-channel.ts';
import type { CallOutcome } from '../../src-main/contract/windows.ts';

/**
 * One call to a browser shell over a channel of its own, as a page that was let in makes it.
 * @param url the shell's entrance, with its secret
 */
export async function callBrowserShell(url: URL, call: string, argument: unknown): Promise<CallOutcome> {
  const cookie = `lobby-${url.port}=${url.searchParams.get('secret')}`;
  const socket = new WebSocket(`ws://${url.host}/channel?window=lobby`, { headers: { cookie, origin: url.origin } });
  const request: ChannelRequest = { id: 0, call, argument };
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`the suite does not answer ${call}`)));
      socket.on('open', () => socket.send(JSON.stringify(request)));
      socket.on('message', (text) => {
        const message = channelMessageSchema.parse(JSON.parse(String(text)));
        if ('outcome' in message) resolve(message.outcome);
      });
    });
  } finally {
    socket.close();
  }
}
