/**
 * Proves with a real bank that what the crowd counts is what the bank counts, that the books are exact afterwards,
 * and that a bank that is not there, lets nobody in or goes away is said.
 */
import { afterEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import type { Board } from '../../../src-main/contract/board.ts';
import {
  CROWD_MIXES,
  type CrowdAccount,
  type CrowdFigures,
  type CrowdState,
  crowdAccounts,
} from '../../../src-main/contract/crowd.ts';
import { Crowd } from '../../../src-main/crowd/crowd.ts';
import { findAccounts } from '../../../src-main/crowd/find-accounts.ts';
import { type TestBank, temporaryFolder, testBank } from '../bank/running-bank.ts';

const HOST = '127.0.0.1';
const OPTIONS = { clients: 50, rate: 400, mix: CROWD_MIXES.everyday };

const crowds: Crowd[] = [];
function newCrowd(): Crowd {
  const crowd = new Crowd();
  crowds.push(crowd);
  return crowd;
}
afterEach(async () => {
  await Promise.all(crowds.splice(0).map((crowd) => crowd.stop()));
});

function targetOf(own: TestBank, accounts: readonly CrowdAccount[]) {
  return {
    terminal: { host: HOST, port: own.terminalPort },
    teletype: { host: HOST, port: own.teletypePort },
    accounts,
  };
}

/** Resolves with the first state that satisfies the condition. */
function until<S extends CrowdState>(crowd: Crowd, condition: (state: CrowdState) => state is S): Promise<S> {
  return new Promise((resolve) => {
    if (condition(crowd.state)) resolve(crowd.state);
    const stop = crowd.onState((state) => {
      if (!condition(state)) return;
      stop();
      resolve(state);
    });
  });
}
const hasDone =
  (operations: number) =>
  (state: CrowdState): state is Extract<CrowdState, { state: 'running' }> =>
    state.state === 'running' && state.figures.operations >= operations;
const isFailed = (state: CrowdState) => state.state === 'failed';

function lastOf(crowd: Crowd): CrowdFigures {
  const { state } = crowd;
  if (state.state !== 'idle' || state.last === null) throw new Error(`the crowd is ${state.state}`);
  return state.last;
}

function nextBoard(own: TestBank, condition: (board: Board) => boolean): Promise<Board> {
  return new Promise((resolve) => {
    const stop = own.bank.onBoard((board) => {
      if (!condition(board)) return;
      stop();
      resolve(board);
    });
  });
}

async function balances(own: TestBank, accounts: readonly CrowdAccount[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { number, pin } of accounts) {
    const client = await own.terminal();
    await client.ask({ id: 1, op: 'hello', version: 1 });
    found.push((await client.ask({ id: 2, op: 'login', account: number, pin }))['balance']);
    client.socket.destroy();
  }
  return found;
}

test('fifty clients: counts agree with the board, and the books are exact', async () => {
  const folder = temporaryFolder();
  const accounts = crowdAccounts(OPTIONS.clients);
  const crowd = newCrowd();
  {
    await using own = await testBank({ data: folder.data });
    await own.bank.openAccounts(accounts);
    crowd.start(OPTIONS, async () => targetOf(own, accounts), 1);
    const { figures } = await until(crowd, hasDone(600));
    expect(figures.connected).toBe(50);
    const sessions = (await nextBoard(own, ({ open }) => open === 50)).sessions;
    expect(sessions.filter(({ protocol }) => protocol === 'teletype')).toHaveLength(10);
    await crowd.stop();

    const last = lastOf(crowd);
    const { balance, deposit, withdraw, transfer } = last.done;
    expect(last).toMatchObject({ logins: 50, left: 50, connected: 0, refusals: 0, errors: 0 });
    expect(balance + deposit + withdraw + transfer).toBe(last.operations);
    expect(Math.min(balance, deposit, withdraw, transfer)).toBeGreaterThan(0);
    const board = await nextBoard(own, ({ open }) => open === 0);
    // Leaving tells the final balance, which the bank counts as one.
    expect(board.totals.operations).toBe(last.operations + last.logins + last.left);
    expect(board.totals.transfers).toBe(deposit + withdraw + transfer);
    expect(board.totals).toMatchObject({ accepted: 50, refusals: 0 });
    expect(board.sum).toBe(0);
    expect(await balances(own, accounts.slice(0, 5))).toEqual([0, 0, 0, 0, 0]);
  }
  const { deposit, withdraw, transfer } = lastOf(crowd).done;
  // The three demo accounts were opened with a transfer each.
  const transfers = 3 + deposit + withdraw + transfer;
  expect(auditLedger(folder.data)).toMatchObject({ good: true, accounts: 53, transfers });
  folder.remove();
});

test('a crowd on the demo accounts leaves each with what it had', async () => {
  await using own = await testBank();
  const crowd = newCrowd();
  const accounts = await findAccounts({ host: HOST, port: own.terminalPort }, 30);
  expect(accounts.map(({ number }) => number)).toEqual(['1999', '1998', '1997']);
  crowd.start({ ...OPTIONS, clients: 30, mix: CROWD_MIXES.transfers }, async () => targetOf(own, accounts), 2);
  await until(crowd, hasDone(300));
  await crowd.stop();
  expect(lastOf(crowd)).toMatchObject({ left: 30, refusals: 0, errors: 0 });
  expect(await balances(own, accounts)).toEqual([500_000, 300_000, 700_000]);
});

test("accounts of the crowd's own are used where they are, and not offered as cards", async () => {
  const folder = temporaryFolder();
  {
    await using own = await testBank({ data: folder.data });
    await own.bank.openAccounts(crowdAccounts(20));
    // Opening again changes nothing.
    await own.bank.openAccounts(crowdAccounts(20));
    expect(await findAccounts({ host: HOST, port: own.terminalPort }, 20)).toEqual(crowdAccounts(20));
    expect(await findAccounts({ host: HOST, port: own.terminalPort }, 21)).toHaveLength(3);
  }
  await using again = await testBank({ data: folder.data });
  expect(again.bank.status()).toMatchObject({ state: 'listening', accounts: ['1997', '1998', '1999'] });
  expect(await findAccounts({ host: HOST, port: again.terminalPort }, 20)).toEqual(crowdAccounts(20));
});

test('a demo account with another PIN is not tried a second time', async () => {
  await using own = await testBank();
  const client = await own.terminal();
  await client.enter('1999', '999');
  await client.ask({ id: 3, op: 'change-pin', pin: '999', newPin: '4711' });
  await expect(findAccounts({ host: HOST, port: own.terminalPort }, 5)).rejects.toMatchObject({
    code: 'crowd_accounts',
  });
  await client.ask({ id: 4, op: 'leave' });
  const other = await own.terminal();
  await other.enter('1999', '4711');
});

test('a bank that is not there is said at once', async () => {
  const own = await testBank();
  await own[Symbol.asyncDispose]();
  const crowd = newCrowd();
  crowd.start(OPTIONS, async () => targetOf(own, crowdAccounts(50)));
  expect(await until(crowd, isFailed)).toMatchObject({ code: 'bank_unreachable' });
});

test('accounts that nobody opened are said, and not tried again and again', async () => {
  await using own = await testBank();
  const crowd = newCrowd();
  crowd.start({ ...OPTIONS, clients: 3 }, async () => targetOf(own, crowdAccounts(3)));
  expect(await until(crowd, isFailed)).toMatchObject({ code: 'crowd_accounts', last: { logins: 0, errors: 3 } });
});

test('a bank that goes away ends the crowd, with what it had counted', async () => {
  const own = await testBank();
  const accounts = crowdAccounts(20);
  await own.bank.openAccounts(accounts);
  const crowd = newCrowd();
  crowd.start({ ...OPTIONS, clients: 20 }, async () => targetOf(own, accounts), 3);
  const { figures } = await until(crowd, hasDone(100));
  await own[Symbol.asyncDispose]();
  const failed = await until(crowd, isFailed);
  expect(failed).toMatchObject({ code: 'crowd_bank_gone', last: { logins: 20, connected: 0 } });
  if (failed.state !== 'failed') throw new Error('unreachable');
  expect(failed.last?.operations).toBeGreaterThanOrEqual(figures.operations);
});

test('clients whose session thread crashes reconnect', async () => {
  await using own = await testBank();
  const accounts = crowdAccounts(20);
  await own.bank.openAccounts(accounts);
  const crowd = newCrowd();
  crowd.start({ ...OPTIONS, clients: 20, rate: 100 }, async () => targetOf(own, accounts), 4);
  await until(crowd, hasDone(20));
  await own.bank.kill({ sessionThread: 0 });
  const back = await until(
    crowd,
    (state): state is Extract<CrowdState, { state: 'running' }> =>
      state.state === 'running' && state.figures.errors >= 10 && state.figures.connected === 20,
  );
  expect(back.figures.logins).toBe(20 + back.figures.errors);
});

test('clients that think for longer than a session may be idle stay in', async () => {
  await using own = await testBank({ limits: { idleMs: 3_000, warningMs: 2_800 } });
  const accounts = crowdAccounts(4);
  await own.bank.openAccounts(accounts);
  const crowd = newCrowd();
  const target = { ...targetOf(own, accounts), teletype: null };
  crowd.start({ ...OPTIONS, clients: 4, rate: 0.1 }, async () => target, 6);
  const { figures } = await until(
    crowd,
    (state): state is Extract<CrowdState, { state: 'running' }> =>
      state.state === 'running' && state.figures.seconds > 7,
  );
  expect(figures).toMatchObject({ connected: 4, logins: 4, errors: 0 });
});

test('there is one crowd at a time, and it can be stopped before it has begun', async () => {
  await using own = await testBank();
  const crowd = newCrowd();
  const accounts = crowdAccounts(5);
  const start = () => crowd.start({ ...OPTIONS, clients: 5 }, async () => targetOf(own, accounts));
  start();
  expect(start).toThrow(expect.objectContaining({ code: 'crowd_running' }));
  await crowd.stop();
  expect(crowd.state.state).toBe('idle');
  expect((await nextBoard(own, ({ open }) => open === 0)).totals.accepted).toBe(0);
});
