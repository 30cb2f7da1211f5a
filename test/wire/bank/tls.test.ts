import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { temporaryFolder, testBank } from './running-bank.ts';

/** TLS on the terminal port: only beyond loopback or with the owner's certificate, and the same one after a restart. */
function listening(bank: Awaited<ReturnType<typeof testBank>>) {
  const status = bank.bank.status();
  if (status.state !== 'listening') throw new Error(`the bank is ${status.state}`);
  return status;
}

test('beyond loopback the terminal port speaks TLS with a certificate that stays, the teletype port does not', async () => {
  const folder = temporaryFolder();
  const first = await testBank({ data: folder.data, host: '0.0.0.0' });
  const { fingerprint } = listening(first);
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const ca = readFileSync(join(folder.data.secrets, 'terminal-certificate.pem'), 'utf8');
  expect(statSync(join(folder.data.secrets, 'terminal-key.pem')).mode & 0o077).toBe(0);

  const client = await Client.openTls(first.terminalPort, { ca, servername: 'localhost' });
  await client.enter();
  expect(await client.ask({ id: 3, op: 'deposit', amount: 1, key: 'over-tls-1' })).toMatchObject({ balance: 500_001 });
  const plain = await first.teletype();
  await plain.logIn('1998', '998');
  await first.bank.stop();
  expect(await client.closed).toContain('"closing"');

  const second = await testBank({ data: folder.data, host: '0.0.0.0' });
  expect(listening(second).fingerprint).toBe(fingerprint);
  await second.bank.stop();
  folder.remove();
});

test('a client without TLS on the TLS port is disconnected, and the bank goes on', async () => {
  await using bank = await testBank({ host: '0.0.0.0' });
  const plain = await bank.terminal();
  plain.send('{"id":1,"op":"hello","version":1}\n');
  expect(await plain.closed).not.toContain('"ok"');
  const teletype = await bank.teletype();
  await teletype.logIn();
  teletype.socket.destroy();
});

test('a client that never finishes the handshake is cut off, and counted', async () => {
  await using bank = await testBank({ host: '0.0.0.0', limits: { handshakeMs: 200 } });
  const silent = await bank.terminal();
  expect(await silent.closed).toBe('');
  const { ca } = { ca: readFileSync(join(bank.data.secrets, 'terminal-certificate.pem'), 'utf8') };
  const client = await Client.openTls(bank.terminalPort, { ca, servername: 'localhost' });
  // Longer than a handshake may take: it is over.
  await new Promise((resolve) => setTimeout(resolve, 600));
  await client.enter();
  client.socket.destroy();
});

test("the owner's certificate is used even on loopback; one that is unreadable or without its key is refused", async () => {
  const folder = temporaryFolder();
  await (await testBank({ data: folder.data, host: '0.0.0.0' })).bank.stop();
  const certificate = join(folder.data.secrets, 'terminal-certificate.pem');
  const key = join(folder.data.secrets, 'terminal-key.pem');
  const bank = await testBank({ tls: { certificate, key } });
  const client = await Client.openTls(bank.terminalPort, { ca: readFileSync(certificate), servername: 'localhost' });
  await client.enter();
  client.socket.destroy();
  await bank[Symbol.asyncDispose]();

  const unreadable = { certificate: join(folder.data.path, 'none.pem'), key };
  await expect(testBank({ tls: unreadable })).rejects.toMatchObject({ code: 'certificate_unreadable' });
  const noKey = join(folder.data.path, 'no-key.pem');
  writeFileSync(noKey, 'nothing');
  await expect(testBank({ tls: { certificate, key: noKey } })).rejects.toMatchObject({
    code: 'certificate_unreadable',
  });
  folder.remove();
});

test('a certificate that can not be kept is told in words', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder.data.secrets, 'terminal-key.pem'));
  await expect(testBank({ data: folder.data, host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'certificate_unwritable',
  });
  folder.remove();
});
