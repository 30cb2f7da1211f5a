import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testWhere, withoutProgram } from '../../describe-where.ts';
import type { Client } from './client.ts';
import { type TestBank, testBank } from './running-bank.ts';

/** The teletype port as clients meet it: real sockets, real session threads, the real ledger. */
const MENU = '\nOptions:\n1. Check Balance\n2. Deposit\n3. Withdraw\n4. Exit\nChoose an option: ';
const LOGGED_IN = `Enter account number: Enter PIN: Authentication successful.\n${MENU}`;

/** Not every machine has it. */
const WITHOUT_NETCAT = withoutProgram('nc');

let bank: TestBank;
beforeAll(async () => {
  bank = await testBank();
});
afterAll(() => bank[Symbol.asyncDispose]());

/** Sends each answer once the prompt before it has come. */
async function converse(client: Client, answers: readonly string[], prompts: readonly string[]): Promise<string> {
  let all = '';
  for (const [index, answer] of answers.entries()) {
    all += await client.take(prompts[index] ?? 'Choose an option: ');
    client.send(answer);
  }
  return all + (await client.closed);
}

describe('transcripts', () => {
  test('of lines from a client that closes its side at once', async () => {
    const client = await bank.teletype();
    client.socket.end('1998\n998\n1\n4\n');
    expect(await client.closed).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
  });

  testWhere(WITHOUT_NETCAT, 'of lines piped through nc', async () => {
    const nc = spawn('nc', ['127.0.0.1', String(bank.teletypePort)]);
    nc.stdin.end('1998\n998\n1\n4\n');
    expect(await text(nc.stdout)).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
  });

  testWhere(WITHOUT_NETCAT, 'of lines piped through nc that closes its side at once', async () => {
    const nc = spawn('nc', ['-N', '127.0.0.1', String(bank.teletypePort)]);
    nc.stdin.end('1998\n998\n1\n4\n');
    expect(await text(nc.stdout)).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
  });

  test('of a client that never sends a newline', async () => {
    const client = await bank.teletype();
    const all = await converse(
      client,
      ['1997', '997', '2', '0.50', '3', '9999', '4'],
      ['account number: ', 'PIN: ', 'option: ', 'deposit: ', 'option: ', 'withdraw: ', 'option: '],
    );
    expect(all).toBe(
      `${LOGGED_IN}Enter amount to deposit: Deposit successful.\n${MENU}` +
        `Enter amount to withdraw: Insufficient funds.\n${MENU}Your final balance is: $7000.50\n`,
    );
  });

  test('of a wrong PIN', async () => {
    const client = await bank.teletype();
    client.send('1998\n123\n1\n');
    expect(await client.closed).toBe('Enter account number: Enter PIN: Authentication failed.\n');
  });

  test('of bytes that come one at a time', async () => {
    const client = await bank.teletype();
    const input = '1998\r\n998\r\n1\r\n4\r\n';
    for (const byte of input) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.closed).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
  });

  test('of a line too long', async () => {
    const client = await bank.teletype();
    client.send('9'.repeat(300));
    expect(await client.closed).toBe('Enter account number: Line too long.\n');
  });

  test('of ten thousand answers in one go', async () => {
    const client = await bank.teletype();
    client.send(`1998\n998\n${'1\n'.repeat(10_000)}4\n`);
    const all = await client.closed;
    expect(all).toBe(`${LOGGED_IN}${`Your balance is: $3000\n${MENU}`.repeat(10_000)}Your final balance is: $3000\n`);
  });
});

test('lines that come in pieces belong to who sent them, however many sessions are on their thread', async () => {
  // With more silence than this test makes when it stalls.
  await using own = await testBank({ sessionThreads: 1, limits: { silenceMs: 10_000 } });
  const clients = await Promise.all(Array.from({ length: 20 }, () => own.teletype()));
  await Promise.all(clients.map((client) => client.logIn('1998', '998')));
  for (const client of clients) client.send('2\n');
  await Promise.all(clients.map((client) => client.take('deposit: ')));
  // Nothing of it can be taken before the last piece has come to all.
  for (const piece of ['1', '0', '.', '5']) {
    for (const [index, client] of clients.entries()) client.send(index % 2 === 0 ? piece : '7');
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const client of clients) client.send('\n1\n4\n');
  const endings = await Promise.all(clients.map((client) => client.closed));
  for (const all of endings) expect(all).toContain('Deposit successful.');
  const last = await own.teletype();
  last.send('1998\n998\n4\n');
  expect(await last.closed).toContain(`Your final balance is: $${3_000 + 10 * 10.5 + 10 * 7_777}\n`);
});

test('bytes that arrived during a stall of the bank belong to the answer, however long the stall', async () => {
  // Sessions on this thread, so that the test can stall them; and more silence than a busy machine makes by itself.
  await using own = await testBank({ sessionThreads: 0, limits: { silenceMs: 1_000 } });
  const client = await own.teletype();
  await client.logIn('1998', '998');
  client.send('2\n');
  await client.take('deposit: ');
  client.send('1');
  await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise<void>((resolve) => {
    // The event loop looks at its timers right after its immediates, and only then at its sockets.
    setImmediate(() => {
      client.send('00\n');
      const end = Date.now() + 1_200;
      while (Date.now() < end);
      resolve();
    });
  });
  await client.take('Deposit successful.');
  client.send('4\n');
  expect(await client.closed).toContain('Your final balance is: $3100\n');
});

test('a reply comes without the delay of small writes waiting for each other', async () => {
  const client = await bank.teletype();
  await client.logIn('1998', '998');
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const started = performance.now();
    client.send('1\n');
    await client.take('Choose an option: ');
    times.push(performance.now() - started);
  }
  // With Nagle's algorithm on and two writes a reply, every round takes 44 ms; a busy machine delays some.
  expect(Math.min(...times)).toBeLessThan(20);
  client.socket.destroy();
});

test('300 clients withdrawing $100 at once from $3000: exactly 30 succeed', async () => {
  await using own = await testBank();
  const clients = await Promise.all(Array.from({ length: 300 }, () => own.teletype()));
  await Promise.all(clients.map((client) => client.logIn('1998', '998')));
  for (const client of clients) client.send('3\n100\n4\n');
  const endings = await Promise.all(clients.map((client) => client.closed));
  expect(endings.filter((all) => all.includes('Withdrawal successful.'))).toHaveLength(30);
  expect(endings.filter((all) => all.includes('Insufficient funds.'))).toHaveLength(270);
  const last = await own.teletype();
  await last.logIn('1998', '998');
  last.send('4\n');
  expect(await last.closed).toBe('Your final balance is: $0\n');
});

test('balances survive a restart', async () => {
  const first = await testBank();
  const client = await first.teletype();
  client.send('1999\n999\n2\n12.34\n4\n');
  expect(await client.closed).toContain('Your final balance is: $5012.34\n');
  await first.bank.stop();
  await using second = await testBank({ data: first.data });
  const again = await second.teletype();
  again.send('1999\n999\n4\n');
  expect(await again.closed).toContain('Your final balance is: $5012.34\n');
  await first[Symbol.asyncDispose]();
});

test('a connection cut at any byte of a deposit moves all of it or nothing', async () => {
  await using own = await testBank();
  const input = '1997\n997\n2\n250\n';
  let sure = 0;
  for (let length = 0; length <= input.length; length++) {
    const client = await own.teletype();
    client.send(input.slice(0, length));
    await client.take(length > 9 ? 'Choose an option: ' : length > 4 ? 'PIN: ' : 'account number: ');
    if (length === input.length) {
      await client.take('Deposit successful.');
      sure++;
    }
    client.socket.resetAndDestroy();
  }
  const reader = await own.teletype();
  reader.send('1997\n997\n4\n');
  const balance = Number(/final balance is: \$([\d.]+)/.exec(await reader.closed)?.[1]);
  expect(sure).toBe(1);
  expect(balance).toBe(7000 + 250 * sure);
});

test('a web page that posts to the port moves nothing', async () => {
  await using own = await testBank();
  const body = '1999\n999\n2\n100\n4\n';
  const response = await fetch(`http://127.0.0.1:${own.teletypePort}/`, { method: 'POST', body }).catch(
    (error: unknown) => error,
  );
  expect(response).toBeInstanceOf(Error);

  const client = await own.teletype();
  await client.logIn();
  client.send('1\n');
  await client.take('Your balance is: $5000\n');
});

test('an account locks after three wrong PINs of a peer, over all its connections', async () => {
  await using own = await testBank();
  for (let attempt = 0; attempt < 3; attempt++) {
    const client = await own.teletype();
    client.send('1998\n000\n');
    await client.closed;
  }
  const locked = await own.teletype();
  locked.send('1998\n998\n');
  expect(await locked.closed).toContain('Account locked. Try again later.\n');
  const other = await own.teletype();
  other.send('1999\n999\n4\n');
  expect(await other.closed).toContain('Your final balance is: $5000\n');
});
