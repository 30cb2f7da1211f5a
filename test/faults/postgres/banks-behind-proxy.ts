import { onTestFinished } from 'vitest';
import { testCluster } from '../../postgres/test-cluster.ts';
import { openBanks } from '../../wire/postgres/shared-bank.ts';
import { DatabaseProxy } from './database-proxy.ts';

/** Two banks on the same books of their own: one whose link to the database can be cut, and another beside it. */
export async function banksBehindProxy() {
  const cluster = await testCluster();
  const proxy = await DatabaseProxy.open(cluster.port);
  onTestFinished(() => proxy.close());
  const through = cluster.url().replace(`:${cluster.port}/`, `:${proxy.port}/`);
  const [cut, other] = await openBanks([through, cluster.url()]);
  if (cut === undefined || other === undefined) throw new Error('there are two');
  return { cluster, proxy, cut, other };
}
