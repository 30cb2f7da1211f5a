import { connect, type Socket } from 'node:net';
import type { LoadResult, LoadSpec } from './load.ts';

/**
 * The load of all TCP benchmarks, ours and the peers': a process of its own that holds the given number of
 * connections and keeps exactly one request on the way on each. All connections read into one buffer, so that the
 * client costs as little as it can and costs the same whoever answers.
 */
const spec = JSON.parse(process.argv[2] ?? '') as LoadSpec;
const request = Buffer.from(spec.request);
const replyEnd = Buffer.from(spec.replyEnd);
const greeting = spec.greeting.map(({ send, until }) => ({ send, until: Buffer.from(until) }));

let measuring = false;
let stopping = false;
/** Latencies in µs, of every reply up to the room there is. */
const latencies = new Float64Array(4_000_000);
let replies = 0;

interface Connection {
  step: number;
  sentAt: number;
}

const shared = Buffer.allocUnsafe(65_536);

function endsWith(length: number, end: Buffer): boolean {
  return length >= end.length && shared.compare(end, 0, end.length, length - end.length, length) === 0;
}

function fail(words: string): never {
  process.stderr.write(`load client: ${words}\n`);
  process.exit(1);
}

function open(onReady: () => void): Socket {
  const connection: Connection = { step: 0, sentAt: 0 };
  const socket: Socket = connect({
    port: spec.port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: shared,
      callback: (length: number) => {
        const waited = greeting[connection.step];
        if (waited !== undefined) {
          if (!endsWith(length, waited.until)) return true;
          connection.step++;
          const next = greeting[connection.step];
          if (next !== undefined) socket.write(next.send);
          else onReady();
          return true;
        }
        if (!endsWith(length, replyEnd)) return true;
        const now = performance.now();
        if (measuring) {
          if (replies < latencies.length) latencies[replies] = (now - connection.sentAt) * 1000;
          replies++;
        }
        if (!stopping) {
          connection.sentAt = now;
          socket.write(request);
        }
        return true;
      },
    },
  });
  socket.on('connect', () => {
    const first = greeting[0];
    if (first === undefined) onReady();
    else if (first.send !== '') socket.write(first.send);
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => stopping || fail('the server closed a connection'));
  return socket;
}

const sockets: Socket[] = [];
let ready = 0;
// Opened in groups: a burst of all would overflow the queue of connections to be accepted.
async function openAll(): Promise<void> {
  while (sockets.length < spec.connections) {
    const group = Math.min(200, spec.connections - sockets.length);
    const before = ready;
    await new Promise<void>((resolve) => {
      for (let index = 0; index < group; index++) {
        sockets.push(
          open(() => {
            ready++;
            if (ready === before + group) resolve();
          }),
        );
      }
    });
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

await openAll();
process.stdout.write('{"ready":true}\n');
if (spec.hold) {
  // Held until told to go: whoever started this measures meanwhile.
  await new Promise((resolve) => process.stdin.once('data', resolve));
} else {
  for (const socket of sockets) socket.write(request);
  await sleep(spec.warmUpMs);
  measuring = true;
  const started = performance.now();
  await sleep(spec.measureMs);
  measuring = false;
  const seconds = (performance.now() - started) / 1000;
  const sorted = latencies.subarray(0, Math.min(replies, latencies.length)).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const result: LoadResult = { perSecond: replies / seconds, p50: at(0.5) / 1000, p99: at(0.99) / 1000 };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
stopping = true;
for (const socket of sockets) socket.destroy();
