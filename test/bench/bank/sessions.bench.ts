import { readFileSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import { BALANCE, LOG_IN, timing, withBank } from '../load/bank-load.ts';
import { holdConnections, runLoad } from '../load/load.ts';

const SESSIONS = 10_000;

/** Memory of a process that is its own, KiB. */
function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Ten thousand sessions logged in and held, and what others feel of it. */
export const bench: Bench = {
  title: 'Sessions held',
  run: ({ smoke }) =>
    withBank(async (bank) => {
      const { pid } = bank.child;
      if (pid === undefined) throw new Error('the bank has no process');
      const sessions = smoke ? 200 : SESSIONS;
      const port = bank.teletypePort;
      const quick = { ...BALANCE, ...timing(smoke), connections: 1, port };
      // Whatever grows once with use must not be counted as memory of the sessions.
      await runLoad({ ...quick, connections: 50 });
      const alone = await runLoad(quick);
      const before = residentKiB(pid);
      const started = performance.now();
      // A connection that is refused or dropped ends the load client with an error, and this with it.
      const release = await holdConnections({
        ...timing(smoke),
        port,
        connections: sessions,
        greeting: LOG_IN,
        request: '',
        replyEnd: '',
      });
      const seconds = (performance.now() - started) / 1000;
      const each = (residentKiB(pid) - before) / sessions;
      const beside = await runLoad(quick);
      await release();
      return [
        {
          work: `memory of a session, ${sessions} logged in and held`,
          unit: 'KiB',
          ours: each,
          peer: null,
          goal: '< 40, none refused or dropped',
          reached: each < 40,
          note: `opened and logged in at ${Math.round(sessions / seconds)}/s`,
        },
        {
          work: `one balance query beside ${sessions} sessions, p99`,
          unit: 'ms',
          ours: beside.p99,
          peer: { name: 'without them', value: alone.p99 },
          goal: '< 100',
          reached: beside.p99 < 100,
        },
      ];
    }),
};
