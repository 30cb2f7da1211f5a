import { get } from 'node:http';
import { expect, test } from 'vitest';
import { testBank } from './running-bank.ts';

/** Metrics as a scraper reads them. */
test('counts are served as Prometheus text on loopback', async () => {
  await using bank = await testBank({ metricsPort: 0 });
  const client = await bank.teletype();
  client.send('1998\n998\n2\n5\n1\n3\n9999\n4\n');
  await client.closed;
  const status = bank.bank.status();
  if (status.state !== 'listening' || status.metrics === null) throw new Error('no metrics');
  const url = `http://${status.metrics.host}:${status.metrics.port}/metrics`;
  let body = '';
  // Commits are reported ten times a second.
  for (let attempt = 0; attempt < 100 && !/lobby_commit_seconds_count [1-9]/.test(body); attempt++) {
    body = await (await fetch(url)).text();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(body).toContain('lobby_sessions_accepted_total 1\n');
  expect(body).toContain('lobby_operations_total{operation="deposit",result="ok"} 1\n');
  expect(body).toContain('lobby_operations_total{operation="withdraw",result="insufficient_funds"} 1\n');
  expect(body).toContain('lobby_operations_total{operation="balance",result="ok"} 2\n');
  expect(body).toMatch(/lobby_commit_batch_size_bucket\{le="\+Inf"\} [1-9]/);
  for (const line of body.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) |[a-z_]+(\{[^}]*\})? [\d.e-]+$)/);
  expect((await fetch(url.replace('/metrics', '/secrets'))).status).toBe(404);
});

test('only who names this machine and the port is answered, so that no web site can read the counts', async () => {
  await using bank = await testBank({ metricsPort: 0 });
  const status = bank.bank.status();
  if (status.state !== 'listening' || status.metrics === null) throw new Error('no metrics');
  const { host, port } = status.metrics;
  const statusFor = (name: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host, port, path: '/metrics', agent: false, headers: { host: name } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
  for (const name of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]']) {
    expect(await statusFor(`${name}:${port}`), name).toBe(200);
  }
  const others = [`evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost:${port - 1}`, 'localhost', '['];
  for (const name of others) expect(await statusFor(name), name).toBe(421);
});
