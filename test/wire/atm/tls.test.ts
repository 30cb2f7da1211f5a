import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Terminal, TlsOptions } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { type TestBank, temporaryFolder, testBank } from '../bank/running-bank.ts';

/** A bank that listens beyond loopback speaks TLS on its terminal port: the ATM trusts it by its fingerprint only. */
let bank: TestBank;
const folder = temporaryFolder();
const terminals: Terminal[] = [];

beforeAll(async () => {
  bank = await testBank({ host: '0.0.0.0' });
});
afterAll(async () => {
  for (const terminal of terminals) await terminal.close();
  await bank[Symbol.asyncDispose]();
  folder.remove();
});

function terminalWith(tls?: TlsOptions): Terminal {
  const address = { host: '127.0.0.1', port: bank.terminalPort, folder: folder.data.atm };
  const terminal = openTerminal(tls === undefined ? address : { ...address, tls });
  terminals.push(terminal);
  return terminal;
}

function fingerprint(): string {
  const status = bank.bank.status();
  if (status.state !== 'listening' || status.fingerprint === null) throw new Error('no fingerprint');
  return status.fingerprint;
}

test('with the fingerprint that the bank shows, money moves', async () => {
  const terminal = terminalWith({ fingerprint: fingerprint() });
  await terminal.login('1998', '998');
  await terminal.deposit(5_000);
  await expect(terminal.leave()).resolves.toEqual({ balance: 305_000 });
});

test('with another fingerprint the PIN is not even sent', async () => {
  const other = fingerprint().replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  await expect(terminalWith({ fingerprint: other }).login('1998', '998')).rejects.toMatchObject({
    code: 'bank_unreachable',
    message: expect.stringMatching(/another certificate than the one trusted/),
  });
});

test('a certificate that nobody vouches for is not trusted without its fingerprint', async () => {
  await expect(terminalWith({}).login('1998', '998')).rejects.toMatchObject({ code: 'bank_unreachable' });
});

test('without TLS the bank does not understand, and the ATM says that it cannot be reached', async () => {
  await expect(terminalWith().login('1998', '998')).rejects.toMatchObject({
    code: expect.stringMatching(/^(bank_nonsense|connection_lost|bank_unreachable)$/),
  });
});
