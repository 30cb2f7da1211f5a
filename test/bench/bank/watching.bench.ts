import type { TraceReport } from '../../../src-main/contract/trace/trace.ts';
import { testBank } from '../../wire/bank/running-bank.ts';
import { type Bench, inTurns, type Row } from '../bench.ts';
import { DEPOSIT, timing } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';

const CONNECTIONS = 100;
/** Of the deposits a second without anybody watching, per cent. */
const WATCHING_PERCENT = 3;

/** What it costs a busy bank that its requests are traced and reported, as the Lab has them or as a trace file has. */
export const bench: Bench = {
  title: 'Watching',
  async run({ smoke }) {
    await using run = await testBank({ sessionThreads: 2 });
    const load = { connections: CONNECTIONS, ...timing(smoke), ...DEPOSIT, port: run.teletypePort };
    const deposits = async (): Promise<number> => (await runLoad(load)).perSecond;
    let reported = 0;
    // A window is sent each report as text.
    const report = (one: TraceReport): void => {
      reported += JSON.stringify(one).length;
    };
    const watched = async (all: boolean): Promise<number> => {
      const stop = run.bank.onTrace({ all, report });
      try {
        return await deposits();
      } finally {
        stop();
      }
    };
    const rates = await inTurns(smoke ? 1 : 5, {
      unwatched: deposits,
      shown: () => watched(false),
      all: () => watched(true),
    });
    if (reported === 0) throw new Error('nothing was reported');
    const row = (work: string, ours: number, least: number, note: string): Row => ({
      work,
      unit: '/s',
      ours,
      peer: { name: 'the same bank, nobody watching', value: rates.unwatched },
      goal: least === 0 ? 'told, no goal' : `≥ ${least} ×`,
      reached: ours >= least * rates.unwatched,
      note,
    });
    return [
      row(
        `durable deposits, ${CONNECTIONS} connections, watched by a window`,
        rates.shown,
        1 - WATCHING_PERCENT / 100,
        'a sample of 500 requests a second is traced whole, and of the others their batches and the queue',
      ),
      row(`durable deposits, ${CONNECTIONS} connections, every one traced`, rates.all, 0, 'as `--trace FILE` does'),
    ];
  },
};
