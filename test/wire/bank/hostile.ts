import { connect, type Socket } from 'node:net';
import { seededRandom } from '../../seeded-random.ts';
import type { TestBank } from './running-bank.ts';

/** Sessions of a bank under attack end soon, so that a run shows that none is left behind. */
export const SHORT_LIMITS = { loginMs: 3_000, idleMs: 6_000, warningMs: 500, lineMs: 800, outputStallMs: 800 };

const TELETYPE_WORDS = [
  '1997\n',
  '997\n',
  '1\n',
  '2\n',
  '3\n',
  '4\n',
  '0.01\n',
  'nan\n',
  '1e5\n',
  '-5\n',
  '\r\n',
  '\n',
];
const TERMINAL_WORDS = [
  '{"id":1,"op":"hello","version":1}\n',
  '{"id":2,"op":"login","account":"1997","pin":"997"}\n',
  '{"id":3,"op":"balance"}\n',
  '{"id":4,"op":"deposit","amount":1,"key":"hostile-key-1"}\n',
  '{"id":5,"op":"withdraw","amount":1e99,"key":"hostile-key-2"}\n',
  '{"id":6,"op":"statement","limit":100}\n',
  '{"id":7,"op":"look-up","sequence":9007199254740991}\n',
  '{"id":8,"op":"__proto__"}\n',
  '{"id":9,"op":"settle","reservation":"hostile-key-1","paid":1,"key":"hostile-key-3"}\n',
  '{"id":10,"op":"void","refers":4,"key":"hostile-key-4"}\n',
  `${'['.repeat(5_000)}\n`,
  '{"id":null}\n',
];

/** Bytes that nobody would send who means well. */
function bytes(random: () => number, words: readonly string[]): Buffer {
  const pick = Math.floor(random() * 8);
  const word = Buffer.from(words[Math.floor(random() * words.length)] ?? '');
  switch (pick) {
    case 0:
      return Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256)));
    case 1:
      return Buffer.alloc(Math.floor(random() * 70_000), 0x41);
    case 2:
      return Buffer.from([0xc3]);
    case 3:
      return word.subarray(0, Math.floor(random() * word.length));
    case 4: {
      const changed = Buffer.from(word);
      if (changed.length > 0) changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      return changed;
    }
    case 5:
      return Buffer.concat(Array.from({ length: 50 }, () => word));
    default:
      return word;
  }
}

/** One hostile connection from its beginning to its end; whatever the bank does to it is fine. */
export function hostileConnection(
  bank: Pick<TestBank, 'teletypePort' | 'terminalPort'>,
  random: () => number,
): Promise<void> {
  const teletype = random() < 0.5;
  const words = teletype ? TELETYPE_WORDS : TERMINAL_WORDS;
  const socket: Socket = connect(teletype ? bank.teletypePort : bank.terminalPort, '127.0.0.1');
  socket.on('error', () => {});
  // Some read nothing.
  if (random() < 0.9) socket.resume();
  let steps = Math.floor(random() * 8);
  const step = (): void => {
    if (socket.destroyed) return;
    if (steps-- <= 0) {
      const way = random();
      if (way < 0.4) socket.resetAndDestroy();
      else if (way < 0.6) socket.destroy();
      else if (way < 0.95) {
        socket.end();
        setTimeout(() => socket.destroy(), 20);
      }
      // The rest stay and say nothing: the bank has to end them, which one that does not read finds out later.
      else setTimeout(() => socket.resume(), 3_000);
      return;
    }
    socket.write(bytes(random, words));
    if (random() < 0.1) setTimeout(step, random() * 70);
    else setImmediate(step);
  };
  socket.on('connect', step);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Runs attacks, so many at a time. */
async function siege(bank: TestBank, seed: number, cases: number, atOnce: number): Promise<void> {
  const random = seededRandom(seed);
  let left = cases;
  const attacker = async (): Promise<void> => {
    while (left-- > 0) await hostileConnection(bank, random);
  };
  await Promise.all(Array.from({ length: atOnce }, attacker));
}

/** A good client that asks for its balance again and again until told to stop; gives the latencies in ms. */
async function goodClient(bank: TestBank, stop: () => boolean): Promise<number[]> {
  const client = await bank.teletype();
  await client.logIn('1999', '999');
  const latencies: number[] = [];
  while (!stop()) {
    const started = performance.now();
    client.send('1\n');
    const reply = await client.take('Choose an option: ');
    latencies.push(performance.now() - started);
    if (!reply.startsWith('Your balance is: $5000\n')) throw new Error(`a good client was told: ${reply}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  client.send('4\n');
  await client.closed;
  return latencies.sort((a, b) => a - b);
}

/** A siege with a good client in the middle of it. @returns the good client's latencies in ms, sorted */
export async function siegeWithGoodClient(bank: TestBank, seed: number, cases: number, atOnce: number) {
  let over = false;
  const attacks = siege(bank, seed, cases, atOnce).finally(() => {
    over = true;
  });
  const [latencies] = await Promise.all([goodClient(bank, () => over), attacks]);
  return latencies;
}

/** Waits until the bank has no sessions left. @throws Error if that takes longer than `patience` ms */
export async function untilEmpty(bank: TestBank, patience: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let open = -1;
    const timer = setTimeout(() => reject(new Error(`${open} sessions were left behind`)), patience);
    const stop = bank.bank.onBoard((board) => {
      open = board.open;
      if (open > 0) return;
      clearTimeout(timer);
      stop();
      resolve();
    });
  });
}
