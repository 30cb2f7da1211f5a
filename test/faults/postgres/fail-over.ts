import { onTestFinished } from 'vitest';
import { startCluster } from '../../postgres/cluster.ts';
import { openBanks } from '../../wire/postgres/shared-bank.ts';
import { expectGoesOn, expectGood, RecordedLoad } from './recorded-load.ts';

/** Two banks under load whose primary crashes, and whose synchronous standby is promoted. */
export async function failOver(seed: number): Promise<void> {
  const primary = await startCluster({ fsync: 'off' });
  onTestFinished(() => primary.stop());
  const standby = await primary.standby('second');
  primary.set('synchronous_standby_names', 'ANY 1 (second)');
  const url = primary.url().replace('127.0.0.1:', `127.0.0.1:${standby.port},127.0.0.1:`);
  const [one, other] = await openBanks([url, url]);
  if (one === undefined || other === undefined) throw new Error('there are two');
  const witness = await other.terminal();
  await witness.enter('1998', '998');
  const load = new RecordedLoad();
  load.start([one.terminalPort, other.terminalPort], 6, seed);
  await load.more(100);
  primary.halt('immediate');
  standby.promote();
  // Who had no answer in time has gone.
  load.start([one.terminalPort, other.terminalPort], 6, seed + 100);
  await load.more(100);
  await load.expectExplained();
  await expectGoesOn(witness);
  await expectGood(standby.url(), one);
}
