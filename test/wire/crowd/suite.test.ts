/** Proves what a window can do with the crowd: start it, follow it, stop it; and that it ends with the suite. */
import { afterEach, expect, test } from 'vitest';
import { Administration } from '../../../src-main/bank/store/administration.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { CROWD_MIXES, type CrowdState, crowdStateSchema } from '../../../src-main/contract/crowd.ts';
import type { CallOutcome, EventName } from '../../../src-main/contract/windows.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';
import { temporaryFolder } from '../bank/running-bank.ts';

const OPTIONS = { clients: 20, rate: 200, mix: CROWD_MIXES.everyday };

const suites: Suite[] = [];
afterEach(async () => {
  await Promise.all(suites.splice(0).map((suite) => suite.close()));
});

function newSuite(data = temporaryFolder().data): Suite {
  const suite = new Suite({ data, bank: { ports: { teletype: 0, terminal: 0 } }, node: process.execPath });
  suites.push(suite);
  return suite;
}

/** A window that keeps the states of the crowd that it is told. */
function openWindow(suite: Suite) {
  const states: CrowdState[] = [];
  let look = () => {};
  const event = (name: EventName, payload: unknown) => {
    if (name !== 'crowd.state') return;
    states.push(crowdStateSchema.parse(payload));
    look();
  };
  const session = new WindowSession(suite, { shell: 'browser', event, frame: () => {} }, '0');
  return {
    states,
    call: (name: string, argument: unknown = {}): Promise<CallOutcome> => session.call(name, argument),
    until: (condition: (state: CrowdState) => boolean) =>
      new Promise<CrowdState>((resolve) => {
        look = () => {
          const found = states.find(condition);
          if (found !== undefined) resolve(found);
        };
        look();
      }),
  };
}

test('a window starts a crowd, every window sees it, and another one stops it', async () => {
  const suite = newSuite();
  await suite.openBank();
  const [one, other] = [openWindow(suite), openWindow(suite)];
  expect(await one.call('crowd.start', OPTIONS)).toEqual({ ok: true, value: {} });
  expect(await other.call('crowd.start', OPTIONS)).toMatchObject({ ok: false, error: { code: 'crowd_running' } });
  await other.until((state) => state.state === 'running' && state.figures.operations > 50);
  expect(await other.call('crowd.stop')).toEqual({ ok: true, value: {} });
  expect(await one.call('crowd.state')).toMatchObject({ value: { state: 'idle', last: { left: 20, errors: 0 } } });
  const kinds = one.states.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  expect(kinds).toEqual(['starting', 'running', 'stopping', 'idle']);
});

test('a customer who got a number of the crowd by an older version is left alone', async () => {
  const { data, remove } = temporaryFolder();
  const books = await Administration.open(data, true);
  await books.add({ number: '88000001', pin: '4711', balance: 5_000, dailyLimit: null });
  await books.close();
  const suite = newSuite(data);
  await suite.openBank();
  const window = openWindow(suite);
  await window.call('crowd.start', OPTIONS);
  await window.until((state) => state.state === 'running' && state.figures.operations > 50);
  await window.call('crowd.stop');
  expect(suite.crowd.state).toMatchObject({ state: 'idle', last: { left: 20, logins: 20, errors: 0 } });
  await suite.close();
  const after = await Administration.open(data, false);
  const customer = after.customers().find(({ number }) => number === '88000001');
  expect(customer).toMatchObject({ balance: 5_000, wrongTries: 0, lockedUntil: 0 });
  await after.close();
  remove();
});

test.each([
  ['too many', { ...OPTIONS, clients: 1_001 }],
  ['none', { ...OPTIONS, clients: 0 }],
  ['half a client', { ...OPTIONS, clients: 1.5 }],
  ['a mix of 99 percent', { ...OPTIONS, mix: { ...OPTIONS.mix, balance: 39 } }],
  ['more than it takes', { ...OPTIONS, host: '10.0.0.1' }],
  ['nothing', null],
])('%s: refused before anything happens', async (_what, argument) => {
  const suite = newSuite();
  const outcome = await openWindow(suite).call('crowd.start', argument);
  expect(outcome).toMatchObject({ ok: false, error: { code: 'bad_argument' } });
  expect(suite.crowd.state).toEqual({ state: 'idle', last: null });
});

test('without a bank there is no crowd', async () => {
  const outcome = await openWindow(newSuite()).call('crowd.start', OPTIONS);
  expect(outcome).toMatchObject({ ok: false, error: { code: 'bank_closed' } });
});

test('a suite that closes lets the crowd put everything back first', async () => {
  const { data, remove } = temporaryFolder();
  const suite = newSuite(data);
  await suite.openBank();
  const window = openWindow(suite);
  await window.call('crowd.start', OPTIONS);
  await window.until((state) => state.state === 'running' && state.figures.operations > 100);
  await suite.close();
  expect(suite.crowd.state).toMatchObject({ state: 'idle', last: { left: 20, refusals: 0, errors: 0 } });
  expect(auditLedger(data)).toMatchObject({ good: true, accounts: 23 });
  remove();
});
