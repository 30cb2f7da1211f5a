import { afterEach, expect, test } from 'vitest';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { customerWhere, stateWhere, vacant } from '../../unit/atm/state-where.ts';
import { type TestBank, testBank } from '../bank/running-bank.ts';

/** What the real bank's time-outs and its closing look like at an ATM. */
const ending: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function bankWith(options: Parameters<typeof testBank>[0]): Promise<TestBank> {
  const bank = await testBank(options);
  ending.push(() => bank[Symbol.asyncDispose]());
  return bank;
}

function terminalOf(bank: TestBank, name = 'ATM'): Terminal {
  const address = { host: '127.0.0.1', port: bank.terminalPort, folder: bank.data.atm, name };
  // The shortest-lived link counts as a good one: the bank's time-outs here are shorter than a good link lives.
  const terminal = openTerminal(address, { ...TIMING, steady: 0 });
  ending.push(() => terminal.close());
  return terminal;
}

test('an ATM without a customer stays online, though the bank ends connections that nobody logs in on', async () => {
  const bank = await bankWith({ limits: { loginMs: 1_500 } });
  const terminal = terminalOf(bank);
  const states = new Set<string>();
  const sessions = new Set<string>();
  await stateWhere(terminal, ({ at }) => at === 'ready');
  await stateWhere(terminal, (state) => {
    states.add(state.at);
    if (state.at === 'ready') sessions.add(state.session);
    return sessions.size === 3;
  });
  expect([...states]).toEqual(['ready']);
  await expect(terminal.login('1998', '998')).resolves.toEqual({ balance: 300_000 });
});

test('a silent customer is warned, can stay, and is logged out in the end', async () => {
  const bank = await bankWith({ limits: { idleMs: 5_000, warningMs: 4_500 } });
  const terminal = terminalOf(bank);
  await terminal.login('1998', '998');
  const warned = await customerWhere(terminal, ({ endsAt }) => endsAt !== null);
  expect(warned.account).toBe('1998');
  await terminal.stay();
  expect(terminal.state).toMatchObject({ account: '1998', endsAt: null });
  const over = await vacant(terminal);
  expect(over.ended).toBe('idle');
  await stateWhere(terminal, ({ at }) => at === 'ready');
  await terminal.login('1998', '998');
  expect(terminal.state.at).toBe('customer');
});

test('a bank that closes says so to its customers', async () => {
  const bank = await bankWith({});
  const terminal = terminalOf(bank);
  await terminal.login('1998', '998');
  const over = vacant(terminal);
  await bank.bank.stop();
  expect((await over).ended).toBe('closing');
  await stateWhere(terminal, ({ at }) => at === 'lost');
});

test('two ATMs on one account show each other’s effect at once', async () => {
  const bank = await bankWith({});
  const [first, second] = [terminalOf(bank, 'ATM 1'), terminalOf(bank, 'ATM 2')];
  await first.login('1998', '998');
  await second.login('1998', '998');
  await first.withdraw(14_000);
  expect((await customerWhere(second, ({ balance }) => balance !== 300_000)).balance).toBe(286_000);
  await second.deposit(1_000);
  expect((await customerWhere(first, ({ balance }) => balance !== 286_000)).balance).toBe(287_000);
});
