import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { expect } from 'vitest';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { DEPOSIT } from '../../bench/load/bank-load.ts';
import { runLoad } from '../../bench/load/load.ts';
import { testWhere, WITHOUT_LINUX } from '../../describe-where.ts';
import { seededRandom } from '../../seeded-random.ts';
import { startBankProcess } from '../../wire/bank/bank-process.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';
import { Attackers } from './attacker.ts';
import { ATTACKS } from './attacks.ts';

/**
 * All attacks against a bank as it comes, one after the other, with a good client that deposits meanwhile. Prints the
 * table of docs/security.md; LOBBY_SEED repeats a run.
 */
const SEED = Number(process.env['LOBBY_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** The attack goes on for as long as both, ms. */
const GOOD_CLIENT = { connections: 1, warmUpMs: 2_000, measureMs: 6_000, ...DEPOSIT };
/** On a machine with nothing else to do no attack comes near these. */
const MOST = { p99: 2_000, growthMiB: 400, againMiB: 150 };
/** The second time over, what one attack leaves in memory for good would be left once more. */
const PASSES = 2;

function residentMiB(pid: number | undefined): number {
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

testWhere(WITHOUT_LINUX, `no attack keeps a good client waiting (seed ${SEED})`, async () => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  const good = async (): Promise<{ p50: number; p99: number }> => runLoad({ ...GOOD_CLIENT, port: bank.teletypePort });
  const load = loadavg()[0]?.toFixed(1);
  const rows = [];
  try {
    const alone = await good();
    const ms = (time: number): string => time.toFixed(1);
    const lines = [
      `LOBBY_SEED=${SEED}; ${cpus().length} processors, attackers and bank on the same; load before ${load}`,
      '| attack | good client: p50 ms | p99 ms | memory before MiB | after MiB | connections tried |',
      '| --- | --- | --- | --- | --- | --- |',
      `| none | ${ms(alone.p50)} | ${ms(alone.p99)} | | ${residentMiB(bank.child.pid)} | 1 |`,
    ];
    const series = Array.from({ length: PASSES }, (_, pass) =>
      ATTACKS.map(({ name, run }) => ({ name: pass === 0 ? name : `${name}, again`, run })),
    ).flat();
    for (const { name, run } of series) {
      const over = new AbortController();
      const them = new Attackers(bank, seededRandom(SEED), over.signal);
      const before = residentMiB(bank.child.pid);
      const attack = run(them);
      process.stdout.write(`${name}\n`);
      const { p50, p99 } = await good();
      over.abort();
      await attack;
      const after = residentMiB(bank.child.pid);
      rows.push({ name, p99, growth: after - before });
      lines.push(`| ${name} | ${ms(p50)} | ${ms(p99)} | ${before} | ${after} | ${them.tried} |`);
    }
    console.log(lines.join('\n'));
    for (const { name, p99, growth } of rows) {
      expect(p99, name).toBeLessThan(MOST.p99);
      expect(growth, name).toBeLessThan(MOST.growthMiB);
    }
    const again = rows.slice(ATTACKS.length).reduce((sum, { growth }) => sum + growth, 0);
    expect(again, 'all attacks, the second time').toBeLessThan(MOST.againMiB);
    expect(bank.child.exitCode).toBeNull();
    await bank.end('SIGTERM');
    expect(auditLedger(folder.data)).toMatchObject({ good: true });
  } finally {
    await bank.end('SIGKILL');
    folder.remove();
  }
});
