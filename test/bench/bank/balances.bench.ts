import { type Bench, inTurns } from '../bench.ts';
import { BALANCE, timing, withBank } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';
import { startEcho } from '../load/peers.ts';

const CONNECTIONS = 100;

/** Balance queries per second beside a bare Node echo of the same request. */
export const bench: Bench = {
  title: 'Balance queries',
  async run({ smoke }) {
    const echo = await startEcho();
    const load = { connections: CONNECTIONS, ...timing(smoke) };
    try {
      const rates = await withBank((bank) =>
        inTurns(smoke ? 1 : 5, {
          echo: async () =>
            (await runLoad({ ...load, greeting: [], request: BALANCE.request, replyEnd: '\n', port: echo.port }))
              .perSecond,
          ours: async () => (await runLoad({ ...load, ...BALANCE, port: bank.teletypePort })).perSecond,
        }),
      );
      return [
        {
          work: `balance queries, ${CONNECTIONS} connections`,
          unit: '/s',
          ours: rates.ours,
          peer: { name: 'bare Node TCP echo', value: rates.echo },
          goal: '≥ 0.6 ×',
          reached: rates.ours >= 0.6 * rates.echo,
        },
      ];
    } finally {
      await echo.stop();
    }
  },
};
