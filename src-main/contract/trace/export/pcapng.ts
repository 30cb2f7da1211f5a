import { protocolOf } from '../../protocols.ts';
import type { TraceChunk, TraceMessage, TraceSession } from '../trace.ts';
import type { TraceView } from '../trace-memory.ts';

/**
 * A session's bytes as a packet capture (draft-ietf-opsawg-pcapng), which Wireshark opens. The bytes and their times are
 * the session's; what is around them is made up: the bank sees a stream and no packets, so each chunk becomes one TCP
 * segment over IPv4 between the two ports, without acknowledgements of their own.
 */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 0x00000001;
const PACKET = 0x00000006;
const BYTE_ORDER = 0x1a2b3c4d;
/** Packets begin with their IP header (LINKTYPE_RAW). */
const LINK_RAW = 101;
const COMMENT = 1;
const TIME_RESOLUTION = 9;
/** Powers of ten below a second: microseconds. */
const MICROSECONDS = 6;

const IP_HEADER = 20;
const TCP_HEADER = 20;
const TCP = 6;
/** The most that one IPv4 packet carries. */
const SEGMENT = 65_535 - IP_HEADER - TCP_HEADER;
const [SYN, PUSH, ACK] = [0x02, 0x08, 0x10];
/** Stands for a client whose address is none of IPv4: an address for documents (RFC 5737). */
const NO_ADDRESS = [192, 0, 2, 1];
const BANK_ADDRESS = [127, 0, 0, 1];
/** Stands for bytes of which only the number is known. */
const UNKNOWN = 0x2e;

interface Segment {
  /** µs since the epoch. */
  readonly at: number;
  readonly out: boolean;
  readonly flags: number;
  /** Bytes of its direction before it. */
  readonly begin: number;
  readonly bytes: Uint8Array;
}

/** @param session number of the session @returns undefined: nothing is known of it */
export function pcapngOf(view: TraceView, session: number): Uint8Array<ArrayBuffer> | undefined {
  const known = view.sessions.get(session);
  const chunks = view.chunks.filter((chunk) => chunk.session === session);
  if (known === undefined || chunks.length === 0) return undefined;
  const messages = view.messages.filter((message) => message.session === session);
  const segments = segmentsOf(chunks, messages, view.origin * 1_000);
  const packets = packetsOf(segments, known).map(([at, packet]) => packetBlock(at, packet));
  const comment = `Session ${session} of a Lobby bank, ${known.protocol} protocol, client ${known.peer}. PINs are hidden; packet headers are made up.`;
  return joined([sectionBlock(comment), interfaceBlock(), ...packets]);
}

/** The capture's file name. */
export function pcapngName(session: number): string {
  return `lobby-session-${session}.pcapng`;
}

function segmentsOf(chunks: readonly TraceChunk[], messages: readonly TraceMessage[], origin: number): Segment[] {
  const segments = chunks.flatMap((chunk): Segment[] => {
    const begin = chunk.offset - chunk.size;
    const bytes =
      chunk.direction === 'out' ? padded(chunk.bytes, chunk.size) : inputBytes(begin, chunk.offset, messages);
    const common = { at: origin + chunk.at, out: chunk.direction === 'out', flags: PUSH | ACK };
    const pieces = Math.ceil(bytes.length / SEGMENT);
    return Array.from({ length: pieces }, (_, piece) => ({
      ...common,
      begin: begin + piece * SEGMENT,
      bytes: bytes.subarray(piece * SEGMENT, (piece + 1) * SEGMENT),
    }));
  });
  const [first] = segments;
  if (first === undefined) return [];
  const greeting = (out: boolean, flags: number): Segment => ({
    at: first.at,
    out,
    flags,
    begin: -1,
    bytes: new Uint8Array(),
  });
  // Only a session that was traced from its first byte on has its beginning in the capture.
  const whole = [true, false].every((out) => (segments.find((one) => one.out === out)?.begin ?? 0) === 0);
  return whole
    ? [greeting(false, SYN), greeting(true, SYN | ACK), { ...greeting(false, ACK), begin: 0 }, ...segments]
    : segments;
}

/** Received bytes, rebuilt from the messages that were parsed from them. */
function inputBytes(begin: number, end: number, messages: readonly TraceMessage[]): Uint8Array {
  const bytes = new Uint8Array(end - begin).fill(UNKNOWN);
  for (const message of messages) {
    if (message.end <= begin || message.begin >= end) continue;
    const text = padded(withEnd(message), message.end - message.begin);
    for (const [index, byte] of text.entries()) {
      const place = message.begin + index - begin;
      if (place >= 0 && place < bytes.length) bytes[place] = byte;
    }
  }
  return bytes;
}

/** The message with the end that it had: a newline, with a return before it where there is room for one. */
function withEnd({ begin, end, bytes }: TraceMessage): string {
  const rest = end - begin - bytes.length;
  return rest === 1 ? `${bytes}\n` : rest === 2 ? `${bytes}\r\n` : bytes;
}

function padded(text: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(UNKNOWN);
  for (let index = 0; index < Math.min(size, text.length); index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function packetsOf(segments: readonly Segment[], { peer, protocol }: TraceSession): (readonly [number, Uint8Array])[] {
  const client = addressOf(peer);
  const bank = { address: BANK_ADDRESS, port: protocolOf(protocol).port ?? 1 };
  const firstOf = (out: boolean) => Math.max(0, segments.find((segment) => segment.out === out)?.begin ?? 0);
  /** Where the bytes of each direction go on, which the other side acknowledges. */
  const next = { in: firstOf(false), out: firstOf(true) };
  return segments.map((segment) => {
    const [from, to] = segment.out ? [bank, client] : [client, bank];
    const acknowledged = segment.out ? next.in : next.out;
    // A SYN counts as one byte.
    next[segment.out ? 'out' : 'in'] = segment.begin + segment.bytes.length + (segment.flags & SYN ? 1 : 0);
    return [segment.at, packet(from, to, segment, acknowledged)];
  });
}

interface End {
  readonly address: readonly number[];
  readonly port: number;
}

function addressOf(peer: string): End {
  const [, host = '', port = '0'] = /^(?:::ffff:)?(.*):(\d+)$/.exec(peer) ?? [];
  const parts = host.split('.').map(Number);
  const plain = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return { address: plain ? parts : NO_ADDRESS, port: Number(port) & 0xffff };
}

/** Sequence numbers count from 1 at the first byte, as Wireshark's relative ones do. */
function packet(from: End, to: End, { flags, begin, bytes }: Segment, acknowledged: number): Uint8Array {
  const size = IP_HEADER + TCP_HEADER + bytes.length;
  const whole = new Uint8Array(size);
  const view = new DataView(whole.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, size);
  view.setUint16(6, 0x4000);
  view.setUint8(8, 64);
  view.setUint8(9, TCP);
  whole.set(from.address, 12);
  whole.set(to.address, 16);
  view.setUint16(10, checksum(whole.subarray(0, IP_HEADER)));
  const tcp = IP_HEADER;
  view.setUint16(tcp, from.port);
  view.setUint16(tcp + 2, to.port);
  view.setUint32(tcp + 4, (begin + 1) >>> 0);
  view.setUint32(tcp + 8, flags & ACK ? (acknowledged + 1) >>> 0 : 0);
  view.setUint8(tcp + 12, (TCP_HEADER / 4) << 4);
  view.setUint8(tcp + 13, flags);
  view.setUint16(tcp + 14, 0xffff);
  whole.set(bytes, tcp + TCP_HEADER);
  const pseudo = new Uint8Array(12 + size - IP_HEADER);
  pseudo.set([...from.address, ...to.address, 0, TCP]);
  new DataView(pseudo.buffer).setUint16(10, size - IP_HEADER);
  pseudo.set(whole.subarray(IP_HEADER), 12);
  view.setUint16(tcp + 16, checksum(pseudo));
  return whole;
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += ((bytes[index] ?? 0) << 8) + (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function sectionBlock(comment: string): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER, true);
  view.setUint16(4, 1, true);
  // -1: the section's length is not given.
  view.setBigInt64(8, -1n, true);
  return block(SECTION, joined([body, option(COMMENT, new TextEncoder().encode(comment)), END_OF_OPTIONS]));
}

function interfaceBlock(): Uint8Array {
  const body = new Uint8Array(8);
  new DataView(body.buffer).setUint16(0, LINK_RAW, true);
  return block(INTERFACE, joined([body, option(TIME_RESOLUTION, Uint8Array.of(MICROSECONDS)), END_OF_OPTIONS]));
}

function packetBlock(at: number, packetBytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(20);
  const view = new DataView(head.buffer);
  const time = BigInt(Math.round(at));
  view.setUint32(4, Number(time >> 32n), true);
  view.setUint32(8, Number(time & 0xffffffffn), true);
  view.setUint32(12, packetBytes.length, true);
  view.setUint32(16, packetBytes.length, true);
  return block(PACKET, joined([head, whole32(packetBytes)]));
}

const END_OF_OPTIONS = new Uint8Array(4);

function option(code: number, value: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  const view = new DataView(head.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  return joined([head, whole32(value)]);
}

/** Blocks have their length at both ends, so that a file can be read from either. */
function block(type: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, bytes.length, true);
  return bytes;
}

/** Filled up to a multiple of 4 bytes. */
function whole32(bytes: Uint8Array): Uint8Array {
  const filled = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  filled.set(bytes);
  return filled;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
