import { get } from 'node:http';
import { expect, test } from 'vitest';
import { testBank } from './running-bank.ts';

/** Metrics as a scraper reads them. */

/**
 * Whether the text follows Prometheus' text format 0.0.4 as far as it is used here: the lines of a metric together, HELP
 * and TYPE before its samples, no sample twice, a histogram's buckets counting up to its count.
 */
function expectExposition(body: string): void {
  expect(body.endsWith('\n')).toBe(true);
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  let current = '';
  for (const line of body.slice(0, -1).split('\n')) {
    const help = /^# HELP (?<name>[a-zA-Z_:][\w:]*) [^\\]+$/.exec(line)?.groups;
    const type = /^# TYPE (?<name>[a-zA-Z_:][\w:]*) (?<type>counter|gauge|histogram)$/.exec(line)?.groups;
    if (help !== undefined) {
      current = help['name'] ?? '';
      expect(types.has(current), line).toBe(false);
    } else if (type !== undefined) {
      expect(type['name'], line).toBe(current);
      types.set(current, type['type'] ?? '');
    } else {
      const sample =
        /^(?<name>[a-zA-Z_:][\w:]*)(?<labels>\{(?:[a-zA-Z_]\w*="[^"\\]*"(?:,(?!\})|(?=\})))+\})? (?<value>-?[\d.]+(?:e[+-]\d+)?)$/.exec(
          line,
        )?.groups;
      expect(sample, line).toBeDefined();
      const kind = types.get(current);
      const names = kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => current + end) : [current];
      expect(names, line).toContain(sample?.['name']);
      if (kind === 'counter') expect(current.endsWith('_total'), line).toBe(true);
      const series = `${sample?.['name']}${sample?.['labels'] ?? ''}`;
      expect(samples.has(series), line).toBe(false);
      samples.set(series, Number(sample?.['value']));
    }
  }
  for (const [name] of [...types].filter(([, type]) => type === 'histogram')) {
    const buckets = [...samples].filter(([series]) => series.startsWith(`${name}_bucket{`)).map(([, count]) => count);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(samples.get(`${name}_bucket{le="+Inf"}`)).toBe(samples.get(`${name}_count`));
    expect(buckets.at(-1)).toBe(samples.get(`${name}_count`));
  }
}
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
  expect(body).toContain('lobby_sessions_accepted_total{protocol="teletype"} 1\n');
  expect(body).toContain('lobby_sessions_accepted_total{protocol="terminal"} 0\n');
  expect(body).toMatch(/^lobby_bytes_total\{protocol="teletype",direction="in"\} 24$/m);
  expect(body).toContain('lobby_operations_total{operation="deposit",result="ok"} 1\n');
  expect(body).toContain('lobby_operations_total{operation="withdraw",result="insufficient_funds"} 1\n');
  expect(body).toContain('lobby_operations_total{operation="balance",result="ok"} 2\n');
  expect(body).toMatch(/lobby_commit_batch_size_bucket\{le="\+Inf"\} [1-9]/);
  expectExposition(body);
  expect((await fetch(url.replace('/metrics', '/secrets'))).status).toBe(404);
});

test('whether a payee can be paid is counted like all that sessions ask', async () => {
  await using bank = await testBank({ metricsPort: 0 });
  const client = await bank.terminal();
  await client.enter('1998', '998');
  await client.ask({ id: 3, op: 'payee', to: '1999' });
  await client.ask({ id: 4, op: 'payee', to: '4040' });
  const status = bank.bank.status();
  if (status.state !== 'listening' || status.metrics === null) throw new Error('no metrics');
  const body = await (await fetch(`http://${status.metrics.host}:${status.metrics.port}/metrics`)).text();
  expect(body).toContain('lobby_operations_total{operation="payee",result="ok"} 1\n');
  expect(body).toContain('lobby_operations_total{operation="payee",result="account_not_found"} 1\n');
});

test('the queue of the ledger is counted as requests come and are answered', async () => {
  await using bank = await testBank({ metricsPort: 0 });
  const status = bank.bank.status();
  if (status.state !== 'listening' || status.metrics === null) throw new Error('no metrics');
  const url = `http://${status.metrics.host}:${status.metrics.port}/metrics`;
  const queue = async (): Promise<number> => {
    const [, count] = /^lobby_ledger_queue (\d+)$/m.exec(await (await fetch(url)).text()) ?? [];
    return Number(count);
  };
  const shown: number[] = [];
  const unwatch = bank.bank.onBoard((board) => shown.push(board.queue));
  const clients = await Promise.all(Array.from({ length: 20 }, () => bank.teletype()));
  for (const client of clients) client.send('1998\n998\n');
  // Each asks for the next thing when the last is answered: as long as they have something to ask, some of it waits.
  const deposits = '2\n5\n'.repeat(2_000);
  const feeding = setInterval(() => {
    for (const client of clients) client.send(deposits);
  }, 100);
  await expect.poll(queue).toBeGreaterThan(0);
  await expect.poll(() => shown.some((count) => count > 0)).toBe(true);
  clearInterval(feeding);
  unwatch();
  for (const client of clients) client.socket.destroy();
  await expect.poll(queue).toBe(0);
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
