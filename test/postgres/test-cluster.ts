import { afterAll } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Promise<Cluster> | undefined;

/** The one server of this test file: started when it is first asked for, ended after the last test. */
export function testCluster(): Promise<Cluster> {
  // Nothing has to outlive the machine.
  cluster ??= startCluster({ fsync: 'off', full_page_writes: 'off' });
  return cluster;
}

/** Takes the books away, so that the next test finds none. */
export async function dropBooks(): Promise<void> {
  (await testCluster()).psql('DROP SCHEMA IF EXISTS lobby CASCADE');
}

afterAll(async () => {
  (await cluster)?.stop();
  cluster = undefined;
});
