import { expect, test } from 'vitest';
import { parseHostAndPort } from '../../../src-main/contract/addresses/host-and-port.ts';
import { runDoor } from './door-process.ts';

test.each([
  ['bank.example:9000', { host: 'bank.example', port: 9_000 }],
  ['192.0.2.7', { host: '192.0.2.7', port: 9_998 }],
  ['[::1]:9000', { host: '::1', port: 9_000 }],
  ['', undefined],
  ['host:port', undefined],
  ['host:0', undefined],
  ['a b', undefined],
  ['host/path', undefined],
])('%j is read as an address', (text, address) => {
  expect(parseHostAndPort(text, 9_998)).toEqual(address);
});

test.each([
  ['--bank', 'a:1,,b:2'],
  ['--bank', 'a:9998', '--port', '9998'],
])('a list of banks that can not be meant is wrong usage: %s %s', async (...options) => {
  expect(await runDoor(['atm', ...options])).toMatchObject({ code: 2, stderr: expect.stringContaining('--bank') });
});
