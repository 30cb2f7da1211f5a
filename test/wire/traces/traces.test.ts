/** Proves that the trace of a request over a real socket is true: its bytes, its order of times, its batch, its row. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { checkHistory } from '../../../src-main/bank/check/check-history.ts';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { runHistory } from '../../../src-main/contract/trace/export/run-history.ts';
import type { TraceRequest } from '../../../src-main/contract/trace/trace.ts';
import { TraceMemory } from '../../../src-main/contract/trace/trace-memory.ts';
import { testBank } from '../bank/running-bank.ts';
import { numbers, Recorder, randomStep } from '../check/recorder.ts';

/** What a bank traces from now on. */
function watch(bank: Awaited<ReturnType<typeof testBank>>['bank'], all = false) {
  const memory = new TraceMemory();
  const stop = bank.onTrace({ all, report: (report) => memory.add(report) });
  const find = async (matches: (request: TraceRequest) => boolean): Promise<TraceRequest> => {
    await expect
      .poll(() => memory.requests.some((one) => one.sent !== null && matches(one)), { timeout: 10_000 })
      .toBe(true);
    const found = memory.requests.find(matches);
    if (found === undefined) throw new Error('gone');
    return found;
  };
  return { memory, stop, find };
}

/** The times of a request in the order in which they must be, the batch's among them. */
function timesOf(memory: TraceMemory, request: TraceRequest): (number | null | undefined)[] {
  const batch = memory.batches.find(({ id }) => id === request.batch?.id);
  const { firstByte, received, parsed, asked, answered, sent } = request;
  return [firstByte, received, parsed, asked, batch?.taken, batch?.decided, batch?.committed, answered, sent];
}

/** Whether each is a number, none before the one in front of it by more than the clocks of two threads can differ, µs. */
function inOrder(times: readonly (number | null | undefined)[]): boolean {
  return times.every(
    (time, index) => typeof time === 'number' && (index === 0 || time >= Number(times[index - 1]) - 20),
  );
}

test.each([0, 2])('a deposit by terminal, with %i session threads', async (sessionThreads) => {
  await using run = await testBank({ sessionThreads });
  const client = await run.terminal();
  await client.enter();
  const { memory, stop, find } = watch(run.bank);
  const message = `${JSON.stringify({ id: 3, op: 'deposit', amount: 2_500, key: 'a-key-of-mine' })}\n`;
  const begun = Date.now();
  client.send(message.slice(0, 20));
  // Two chunks: the bank must have read the first one before the second is sent.
  await expect.poll(() => memory.chunks.length).toBe(1);
  client.send(message.slice(20));
  const reply = await client.take('\n');
  const request = await find(({ op }) => op === 'deposit');
  const ended = Date.now();

  const { transfer, balance } = JSON.parse(reply) as { transfer: { sequence: number; hash: string }; balance: number };
  expect(request).toMatchObject({
    ...{ op: 'deposit', account: '1999', amount: 2_500, outcome: 'done', repeated: false },
    ...{ sequence: transfer.sequence, hash: transfer.hash, balance },
  });
  const { message: heard, reply: said } = request;
  expect(Number(heard?.end) - Number(heard?.begin)).toBe(message.length);
  expect(memory.messages.find(({ end }) => end === heard?.end)?.bytes).toBe(message.trimEnd());
  expect(memory.chunks.find(({ direction, offset }) => direction === 'out' && offset === said?.end)).toMatchObject({
    ...{ bytes: reply, size: reply.length, at: request.sent },
  });
  expect(inOrder(timesOf(memory, request)), JSON.stringify(timesOf(memory, request))).toBe(true);
  expect(Number(request.received) - Number(request.firstByte)).toBeGreaterThan(0);
  const { origin } = memory;
  expect(origin + Number(request.firstByte) / 1_000).toBeGreaterThan(begun - 1_000);
  expect(origin + Number(request.sent) / 1_000).toBeLessThan(ended + 1_000);

  const [first, second] = memory.chunks.filter(({ direction }) => direction === 'in');
  expect(first).toMatchObject({ size: 20, partial: true });
  expect(second).toMatchObject({ size: message.length - 20, partial: false });
  const batch = memory.batches.find(({ id }) => id === request.batch?.id);
  expect(batch).toMatchObject({ size: 1, transfers: 1 });
  expect(batch?.commit).toBeGreaterThan(0);
  expect(memory.sessions.get(request.session)).toMatchObject({
    terminal: 'test',
    account: '1999',
    protocol: 'terminal',
  });
  expect(memory.queue.map(({ depth }) => depth)).toEqual([1, 0]);
  stop();
});

test('no PIN is in a trace, by either protocol, however it is written', async () => {
  await using run = await testBank();
  const { memory, find } = watch(run.bank);
  const teletype = await run.teletype();
  await teletype.logIn('1998', '998');
  const terminal = await run.terminal();
  await terminal.ask({ id: 1, op: 'hello', version: 1 });
  terminal.send('{"id":2,"op":"login","account":"1999","pin" : "999"}\n');
  await terminal.message();
  terminal.send('{"id":3,"op":"change-pin","p\\u0069n":"99\\u0039","newPin":"7654"}\n');
  await terminal.message();
  terminal.send('{"id":4,"op":"change-pin","pin":7654,"newPin":"8765"}\n');
  await terminal.message();
  terminal.send('{"id":5,"op":"balance","pin":"5566"}\n');
  await terminal.message();
  terminal.send('{"id":6,"op":"balance","Pin":"8765"}\n');
  await terminal.message();
  terminal.send('{"id":7,"op":"change-pin","p\\u0069n":"8765","pin":"8765","newPin":"8765"}\n');
  await terminal.message();
  terminal.send('{"id":8,"op":"change-pin","pin":"8765","pin":"8765","newPin":"4321"}\n');
  await terminal.message();
  await find(({ op }) => op === 'balance');
  await expect.poll(() => memory.messages.length).toBe(10);
  const told = memory.messages.map(({ bytes }) => bytes).join('\n');
  expect(told).toContain('"pin" : "***"');
  expect(told).not.toMatch(/(^|")99[89]|7654|8765|4321|5566|99\\u/m);
  const logIn = memory.requests.find(({ account }) => account === '1998');
  expect(logIn).toMatchObject({ op: 'authenticate' });
});

test('a refusal, a balance from shared memory and a repeated deposit are told as what they are', async () => {
  await using run = await testBank();
  const client = await run.terminal();
  await client.enter();
  const { find } = watch(run.bank);
  await client.ask({ id: 3, op: 'withdraw', amount: 100_000_000, key: 'too-much-money' });
  await client.ask({ id: 4, op: 'balance' });
  await client.ask({ id: 5, op: 'deposit', amount: 100, key: 'one-deposit' });
  await client.ask({ id: 6, op: 'deposit', amount: 100, key: 'one-deposit' });
  expect(await find(({ op }) => op === 'withdraw')).toMatchObject({
    ...{ outcome: 'refused', refusal: 'insufficient_funds', sequence: null },
  });
  expect(await find(({ op }) => op === 'balance')).toMatchObject({ outcome: 'done', batch: null, balance: 500_000 });
  expect(await find(({ repeated }) => repeated)).toMatchObject({ op: 'deposit', outcome: 'done' });
});

test('nothing is traced while nobody watches, and who comes late is told the last minute', async () => {
  await using run = await testBank();
  const client = await run.terminal();
  await client.enter();
  const early = watch(run.bank);
  await client.ask({ id: 3, op: 'deposit', amount: 100, key: 'first-deposit' });
  await early.find(({ op }) => op === 'deposit');
  const late = watch(run.bank);
  expect(late.memory.requests).toMatchObject([{ op: 'deposit', amount: 100 }]);
  early.stop();
  late.stop();
  await client.ask({ id: 4, op: 'deposit', amount: 200, key: 'second-deposit' });
  const again = watch(run.bank);
  await client.ask({ id: 5, op: 'deposit', amount: 300, key: 'third-deposit' });
  await again.find(({ amount }) => amount === 300);
  expect(again.memory.requests.map(({ amount }) => amount)).toEqual([300]);
});

test('who leaves a watch that goes on for others and comes back has nothing twice', async () => {
  await using run = await testBank();
  const client = await run.terminal();
  await client.enter();
  const other = watch(run.bank);
  const memory = new TraceMemory();
  const join = () => run.bank.onTrace({ all: false, report: (report) => memory.add(report) });
  const leave = join();
  await client.ask({ id: 3, op: 'deposit', amount: 100, key: 'first-deposit' });
  await other.find(({ amount }) => amount === 100);
  leave();
  await client.ask({ id: 4, op: 'deposit', amount: 200, key: 'second-deposit' });
  await other.find(({ amount }) => amount === 200);
  join();
  const { requests, chunks, messages, batches, queue } = other.memory;
  expect(memory).toMatchObject({ requests, chunks, messages, batches, queue });
});

test('of many clients at once every request is told, with its own batch, and the queue ends empty', async () => {
  await using run = await testBank();
  const clients = await Promise.all(Array.from({ length: 8 }, () => run.terminal()));
  await Promise.all(clients.map((client) => client.enter()));
  const { memory, find } = watch(run.bank, true);
  const rounds = 25;
  await Promise.all(
    clients.map(async (client, index) => {
      for (let round = 0; round < rounds; round++) {
        await client.ask({ id: round, op: 'deposit', amount: 1 + index, key: `deposit-${index}-${round}` });
      }
    }),
  );
  await find(() => true);
  await expect.poll(() => memory.requests.filter(({ sent }) => sent !== null).length).toBe(rounds * clients.length);
  const sequences = memory.requests.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b);
  expect(new Set(sequences).size).toBe(rounds * clients.length);
  expect(Number(sequences.at(-1)) - Number(sequences[0])).toBe(rounds * clients.length - 1);
  expect(memory.requests.filter((request) => !inOrder(timesOf(memory, request)))).toEqual([]);
  const sizes = new Map(memory.batches.map(({ id, size }) => [id, size]));
  const members = Map.groupBy(memory.requests, ({ batch }) => batch?.id);
  for (const [id, requests] of members) expect(requests.length).toBe(sizes.get(Number(id)));
  expect(memory.queue.every(({ depth }) => depth >= 0)).toBe(true);
  expect(memory.queue.at(-1)?.depth).toBe(0);
  expect(memory).toMatchObject({ dropped: 0, skipped: 0 });
});

test('a run on three accounts is a history that the checker explains, and not when one answer is a cent off', async () => {
  await using run = await testBank();
  const { memory, find, stop } = watch(run.bank, true);
  const recorder = new Recorder();
  const accounts = ['1997', '1998', '1999'];
  await Promise.all(
    Array.from({ length: 9 }, (_, index) => {
      const account = accounts[index % 3] ?? '1997';
      const pick = numbers(index);
      const others = accounts.filter((other) => other !== account);
      const steps = Array.from({ length: 20 }, () => randomStep(pick, others));
      return recorder.client(String(index), run.terminalPort, account, account.slice(1), steps);
    }),
  );
  await find(() => true);
  stop();
  const { text, operations, leftOut } = runHistory(memory);
  expect({ operations, leftOut }).toEqual({ operations: 180, leftOut: 0 });
  expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual({ accounts: { 1997: 700_000, 1998: 300_000, 1999: 500_000 } });
  expect(checkHistory(parseHistory(text)).state).toBe('explained');
  const [victim] = text
    .split('\n')
    .filter((line) => line.includes('"deposit"') && line.includes('balance'))
    .slice(-1);
  const forged = text.replace(
    String(victim),
    String(victim).replace(/"balance":(\d+)/, (_, cents) => `"balance":${Number(cents) + 1}`),
  );
  expect(checkHistory(parseHistory(forged)).state).toBe('impossible');
});

test('a thread that takes the place of a dead one, and a ledger that does, are traced as well', async () => {
  await using run = await testBank({ sessionThreads: 1 });
  const { find } = watch(run.bank);
  await run.bank.kill({ sessionThread: 0 });
  await run.bank.kill('ledger');
  await expect.poll(() => run.bank.status().state, { timeout: 20_000 }).toBe('listening');
  // The rings of the new threads are found when they are read next.
  await delay(250);
  const client = await run.terminal();
  await client.enter();
  await client.ask({ id: 3, op: 'deposit', amount: 100, key: 'after-the-death' });
  const request = await find(({ op }) => op === 'deposit');
  expect(request).toMatchObject({ outcome: 'done', batch: { place: 0 } });
});
