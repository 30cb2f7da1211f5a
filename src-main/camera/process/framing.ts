import { MESSAGE_BYTES, PACKET_BYTES } from '../limits.ts';

/**
 * Cuts a stream of bytes into lines.
 * @throws RangeError when a line is longer than MESSAGE_BYTES: the other end is broken.
 */
export function lineDecoder(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const text = new TextDecoder();
  let rest = '';
  return (chunk) => {
    rest += text.decode(chunk, { stream: true });
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      if (line !== '') onLine(line);
    }
    if (rest.length > MESSAGE_BYTES) throw new RangeError('camera message too long');
  };
}

/** Bytes of what goes before a packet: its length and the run it belongs to, 32 bits each, little endian. */
export const PREFIX_BYTES = 8;

/** @param run the id of the start command whose picture it is, 0..2^32 - 1 */
export function packetPrefix(packet: Uint8Array, run: number): Uint8Array {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const view = new DataView(prefix.buffer);
  view.setUint32(0, packet.length, true);
  view.setUint32(4, run, true);
  return prefix;
}

/**
 * Cuts a stream of bytes into length-prefixed packets, each copied once into an array of its own.
 * @throws RangeError when a packet would be larger than PACKET_BYTES: the stream is out of step.
 */
export function packetDecoder(
  onPacket: (packet: Uint8Array<ArrayBuffer>, run: number) => void,
): (chunk: Uint8Array) => void {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const prefixView = new DataView(prefix.buffer);
  let prefixed = 0;
  let packet: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (packet === null) {
        const taken = Math.min(PREFIX_BYTES - prefixed, chunk.length - at);
        prefix.set(chunk.subarray(at, at + taken), prefixed);
        prefixed += taken;
        at += taken;
        if (prefixed < PREFIX_BYTES) return;
        const length = prefixView.getUint32(0, true);
        if (length > PACKET_BYTES) throw new RangeError('camera packet too large');
        prefixed = 0;
        filled = 0;
        packet = new Uint8Array(length);
      }
      const taken = Math.min(packet.length - filled, chunk.length - at);
      packet.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === packet.length) {
        const whole = packet;
        packet = null;
        onPacket(whole, prefixView.getUint32(4, true));
      }
    }
  };
}
