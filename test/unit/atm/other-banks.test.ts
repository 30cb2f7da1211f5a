import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING, type Timing } from '../../../src-main/atm/timing.ts';
import { freePort } from '../../free-port.ts';
import { greeting, loggedIn, type ScriptedBank, startScriptedBank } from './scripted-bank.ts';
import { stateWhere } from './state-where.ts';

/** Proves at which of several banks an ATM is, when they are lost, have other books, and when it is told of others. */
const QUICK = { ...TIMING, retryFirst: 5, retryMost: 20, steady: 0 };

/** @param books their name, asked for at each hello */
async function bank(port = 0, books = () => 'scripted'): Promise<ScriptedBank> {
  const started = await startScriptedBank((request) => {
    if (request.op === 'hello') return greeting(request, books());
    if (request.op === 'login') return loggedIn(request, 5);
    return request.op === 'leave' ? { id: request.id, ok: true, balance: 5 } : undefined;
  }, port);
  onTestFinished(() => started.close());
  return started;
}

const at = ({ port }: ScriptedBank) => ({ host: '127.0.0.1', port });

function terminalAt(timing: Timing, one: ScriptedBank, ...others: ScriptedBank[]): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-atm-'));
  const terminal = openTerminal({ ...at(one), others: others.map(at), folder }, timing);
  onTestFinished(() => terminal.close());
  return terminal;
}

/** How many connections have begun there. */
const hellos = ({ heard }: ScriptedBank) => heard.filter(({ op }) => op === 'hello').length;
const ready = (terminal: Terminal) => stateWhere(terminal, ({ at }) => at === 'ready');
const hasOtherBooks = (terminal: Terminal) =>
  stateWhere(terminal, (state) => state.at === 'lost' && state.code === 'other_bank_books');
/** All that was said there. */
const told = ({ heard }: ScriptedBank) => [...new Set(heard.map(({ op }) => op))];

test('a machine without a customer goes to the first of other banks at once, also to the one that it had lost', async () => {
  const [own, other] = [await bank(), await bank()];
  const terminal = terminalAt(QUICK, own, other);
  await ready(terminal);
  for (const socket of own.sockets) socket.destroy();
  await expect.poll(() => hellos(other)).toBe(1);
  await ready(terminal);
  terminal.setBanks([at(own), at(other)]);
  await expect.poll(() => hellos(own)).toBe(2);
  await ready(terminal);
  // It is where it should be: nothing is begun anew.
  terminal.setBanks([at(own), at(other)]);
  await terminal.login('1998', '998');
  expect([hellos(own), hellos(other)]).toEqual([2, 1]);
});

test('a customer stays at a bank that is none of the others, and the next one is at the first of them', async () => {
  const [own, other] = [await bank(), await bank()];
  const terminal = terminalAt(QUICK, other);
  await terminal.login('1998', '998');
  terminal.setBanks([at(own)]);
  expect(await terminal.leave()).toEqual({ balance: 5 });
  await terminal.login('1998', '998');
  expect(own.heard.filter(({ op }) => op === 'login')).toHaveLength(1);
  expect(hellos(other)).toBe(1);
});

test('a log-in that is under way ends where it was begun', async () => {
  const own = await bank();
  const asked = Promise.withResolvers<() => void>();
  const slow = await startScriptedBank((request, socket) => {
    if (request.op === 'login') asked.resolve(() => socket.write(`${JSON.stringify(loggedIn(request, 7))}\n`));
    return undefined;
  });
  onTestFinished(() => slow.close());
  const terminal = terminalAt(QUICK, slow);
  const login = terminal.login('1998', '998');
  const answer = await asked.promise;
  terminal.setBanks([at(own)]);
  answer();
  expect(await login).toEqual({ balance: 7 });
});

test('a machine that waits for a lost bank tries other banks without waiting to the end', async () => {
  const own = await bank();
  const folder = mkdtempSync(join(tmpdir(), 'lobby-atm-'));
  const timing = { ...QUICK, retryFirst: 3_600_000, retryMost: 3_600_000 };
  const terminal = openTerminal({ host: '127.0.0.1', port: await freePort(), folder }, timing);
  onTestFinished(() => terminal.close());
  await stateWhere(terminal, ({ at }) => at === 'lost');
  terminal.setBanks([at(own)]);
  await ready(terminal);
});

test('a bank that takes a connection and does not answer is left for the next one before a customer gives up', async () => {
  const silent = await startScriptedBank(() => '');
  onTestFinished(() => silent.close());
  const terminal = terminalAt({ ...QUICK, connect: 200, login: 2_000 }, silent, await bank());
  expect(await terminal.login('1998', '998')).toEqual({ balance: 5 });
  expect(hellos(silent)).toBe(1);
});

test('a bank that fell silent while nobody was at the machine costs the next customer nothing', async () => {
  let isCutOff = false;
  const lost = await startScriptedBank(() => (isCutOff ? '' : undefined));
  onTestFinished(() => lost.close());
  const terminal = terminalAt({ ...QUICK, unused: -1 }, lost, await bank());
  await ready(terminal);
  isCutOff = true;
  expect(await terminal.login('1998', '998')).toEqual({ balance: 5 });
  expect(lost.heard.map(({ op }) => op)).toEqual(['hello']);
});

test('what is being connected to when other banks are told is left for them', async () => {
  const own = await bank();
  const silent = await startScriptedBank(() => '');
  onTestFinished(() => silent.close());
  const terminal = terminalAt(QUICK, silent);
  await expect.poll(() => hellos(silent)).toBe(1);
  terminal.setBanks([at(own)]);
  await ready(terminal);
});

test('a bank with other books than the lost one is not used, and the machine says so until its bank is back', async () => {
  const [own, other] = [await bank(), await bank(0, () => 'others')];
  const terminal = terminalAt(QUICK, own, other);
  await ready(terminal);
  await own.close();
  expect(await hasOtherBooks(terminal)).toMatchObject({
    message: `The bank at 127.0.0.1:${other.port} has other books than the one at 127.0.0.1:${own.port}, so this ATM does not use it. Name a bank whose books are in the same database.`,
  });
  await expect(terminal.login('1998', '998')).rejects.toMatchObject({ code: 'other_bank_books' });
  expect(told(other)).toEqual(['hello']);
  await bank(own.port);
  await ready(terminal);
  expect(await terminal.login('1998', '998')).toEqual({ balance: 5 });
  expect(told(other)).toEqual(['hello']);
});

test('of three banks, the one with other books is left out', async () => {
  const [own, wrong, right] = [await bank(), await bank(0, () => 'others'), await bank()];
  const terminal = terminalAt(QUICK, own, wrong, right);
  await ready(terminal);
  await own.close();
  await expect.poll(() => hellos(right)).toBe(1);
  expect(await terminal.login('1998', '998')).toEqual({ balance: 5 });
  expect(told(wrong)).toEqual(['hello']);
});

test('a bank that opens other books in place of its own is used all the same, and the others then must have those', async () => {
  let books = 'old';
  const [own, other] = [await bank(0, () => books), await bank(0, () => 'old')];
  const terminal = terminalAt(QUICK, own, other);
  await ready(terminal);
  books = 'new';
  const greeted = hellos(own);
  await other.close();
  for (const socket of own.sockets) socket.destroy();
  await expect.poll(() => hellos(own)).toBeGreaterThan(greeted);
  await ready(terminal);
  await bank(other.port, () => 'old');
  await own.close();
  await hasOtherBooks(terminal);
});

test('a machine is told which books a bank must have, and then uses no others though it knows of no bank', async () => {
  const other = await bank(0, () => 'others');
  const folder = mkdtempSync(join(tmpdir(), 'lobby-atm-'));
  const terminal = openTerminal({ ...at(other), books: 'scripted', folder }, QUICK);
  onTestFinished(() => terminal.close());
  await hasOtherBooks(terminal);
  expect(told(other)).toEqual(['hello']);
  terminal.setBanks([{ ...at(other), books: 'others' }]);
  await ready(terminal);
});
