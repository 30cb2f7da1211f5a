import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING, type Timing } from '../../../src-main/atm/timing.ts';
import { freePort } from '../../free-port.ts';
import { loggedIn, type ScriptedBank, startScriptedBank } from './scripted-bank.ts';
import { stateWhere } from './state-where.ts';

/** Proves at which of several banks an ATM is, when they are lost and when it is told of others. */
const QUICK = { ...TIMING, retryFirst: 5, retryMost: 20, steady: 0 };

async function bank(port = 0): Promise<ScriptedBank> {
  const started = await startScriptedBank((request) => {
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
