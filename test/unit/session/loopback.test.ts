/** Proves which addresses count as this machine's own: at all others the terminal port must speak TLS. */
import { expect, test } from 'vitest';
import { hostAndPort, isLoopback } from '../../../src-main/addresses.ts';

test.each(['127.0.0.1', '127.255.255.254', '::1', 'localhost'])('%s is reached from this machine only', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '192.168.1.2', '10.0.0.1', '12.7.0.1', '127.example.org', 'localhost.example.org', ''])(
  "'%s' may be reached from others",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

test('an IPv6 address is told apart from its port', () => {
  expect(hostAndPort({ host: '::1', port: 99 })).toBe('[::1]:99');
  expect(hostAndPort({ host: 'localhost', port: 99 })).toBe('localhost:99');
});
