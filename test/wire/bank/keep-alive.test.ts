import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import type { Client } from './client.ts';
import { testBank } from './running-bank.ts';

/**
 * Keep-alive as the kernel has it: a connection that says nothing has its keep-alive timer running, also after it was
 * moved to a session thread. Linux shows each connection's timer (proc(5), /proc/net/tcp, field `tr:tm->when`).
 */
const TABLE = '/proc/net/tcp';
const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The bank's side of the connection: which timer runs (`02`: keep-alive) and when it is due, in ms. */
function timerOf(client: Client, bankPort: number): { kind: string; due: number } | undefined {
  const sides = `0100007F:${hex(bankPort)} 0100007F:${hex(client.socket.localPort ?? 0)} `;
  const line = readFileSync(TABLE, 'utf8')
    .split('\n')
    .find((one) => one.includes(sides));
  const timer = line?.trim().split(/\s+/)[5]?.split(':');
  // The kernel counts in hundredths of a second there.
  return timer === undefined ? undefined : { kind: timer[0] ?? '', due: Number.parseInt(timer[1] ?? '', 16) * 10 };
}

describeWhere(existsSync(TABLE) ? undefined : `this system has no ${TABLE}`, 'a silent connection', () => {
  test.each([2, 0])('is probed after 30 seconds (%i threads)', async (sessionThreads) => {
    await using bank = await testBank({ sessionThreads });
    const teletype = await bank.teletype();
    await teletype.take('account number: ');
    const terminal = await bank.terminal();
    await terminal.ask({ id: 1, op: 'hello', version: 1 });
    for (const [client, port] of [
      [teletype, bank.teletypePort],
      [terminal, bank.terminalPort],
    ] as const) {
      // Until what was sent is acknowledged another timer runs.
      await expect.poll(() => timerOf(client, port)?.kind, { timeout: 8_000 }).toBe('02');
      const due = timerOf(client, port)?.due ?? 0;
      expect(due).toBeGreaterThan(15_000);
      expect(due).toBeLessThanOrEqual(30_000);
      client.socket.destroy();
    }
  });
});
