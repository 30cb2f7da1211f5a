import { Socket, type SocketConstructorOpts } from 'node:net';

/** As much as Node reads from a connection at once. */
const BYTES = 65_536;

/**
 * What all plain connections of an event loop are read into, one after the other. As a stream, a socket makes a buffer
 * for every chunk and queues it before it is told; with what is said at `connect`, that was a fifth of what a deposit
 * costs the threads of the sessions.
 */
export class ReadBuffer {
  readonly #buffer = Buffer.allocUnsafeSlow(BYTES);

  /**
   * Takes over a connection from which nothing was read yet, paused. Only a new socket can be told where to read to; and
   * one that was moved from another thread is slow whatever is asked of it, because Node deletes a property of it when
   * it arrives, and V8 keeps what had one deleted in a hash table. It must not be paused in the turn of the event loop in
   * which it is first resumed: Node would read on.
   * @param received as of `Connect`
   */
  connect(accepted: Socket, received: (chunk: Buffer) => void): Socket {
    // Node has no public name for it. It is null if the connection is gone; without it, a stream does the same.
    const socket = accepted as Socket & { _handle?: object | null };
    const { _handle: handle } = socket;
    if (handle === undefined || handle === null) return accepted.on('data', received);
    socket._handle = null;
    socket.destroy();
    const options: Omit<SocketConstructorOpts, 'handle'> & { handle: object; pauseOnCreate: boolean } = {
      handle,
      allowHalfOpen: true,
      pauseOnCreate: true,
      onread: {
        buffer: this.#buffer,
        callback: (length) => {
          received(this.#buffer.subarray(0, length));
          return true;
        },
      },
    };
    return new Socket(options as SocketConstructorOpts);
  }
}
