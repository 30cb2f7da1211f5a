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

/**
 * Ends the server, if there is one. Files that share a process share this module, too, whose own hook is then only the
 * first one's: unit tests that use a server have this as a hook of their own.
 */
export async function endTestCluster(): Promise<void> {
  const ending = cluster;
  cluster = undefined;
  (await ending)?.stop();
}
afterAll(endTestCluster);
