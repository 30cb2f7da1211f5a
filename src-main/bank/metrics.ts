import { createServer, type Server } from 'node:http';
import { isLoopback, LOOPBACK, portOf } from '../addresses.ts';
import type { Board } from '../contract/board.ts';
import { PROTOCOL_NAMES } from '../contract/protocols.ts';
import { COUNTED_OPERATIONS, ENDINGS, RESULTS, type SessionCounters } from './counters.ts';
import type { CommitReport } from './ledger-thread/report/commit-report.ts';
import { listenFailure } from './listen-failure.ts';

/** Metrics are served on loopback only. */
const HOST = LOOPBACK;
const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 512];
const COMMIT_SECONDS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1];

/** Where the numbers come from. */
export interface MetricsSource {
  watchCommits(listener: (report: CommitReport) => void): () => void;
  counts(): Pick<Board, 'open' | 'queue' | 'totals' | 'sum' | 'cash'>;
  counters(): readonly SessionCounters[];
}

/** Counts values into buckets, as Prometheus' text format (version 0.0.4) defines a histogram. */
class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    for (const [index, bound] of this.#bounds.entries()) {
      if (value <= bound) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    }
  }

  lines(name: string): string[] {
    const buckets = this.#bounds.map((bound, index) => `${name}_bucket{le="${bound}"} ${this.#counts[index]}`);
    return [
      ...buckets,
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sum}`,
      `${name}_count ${this.#count}`,
    ];
  }
}

/** Serves the bank's counts as Prometheus text at /metrics. */
export class MetricsEndpoint {
  readonly #source: MetricsSource;
  readonly #batches = new Histogram(BATCH_SIZES);
  readonly #seconds = new Histogram(COMMIT_SECONDS);
  #server: Server | undefined;
  #unwatch: () => void;

  constructor(source: MetricsSource) {
    this.#source = source;
    this.#unwatch = this.#watch();
  }

  /** @throws Failure that says why the port can't be had */
  listen(port: number): Promise<{ host: string; port: number }> {
    const server = createServer((request, response) => {
      if (!hostAllowed(request.headers.host, request.socket.localPort)) {
        response.writeHead(421).end();
        return;
      }
      if (request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(this.text());
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(listenFailure(error, { port, host: HOST, option: 'metrics-port' })));
      server.listen(port, HOST, () => {
        // For example no file descriptors are left: a scrape must not end the bank.
        server.removeAllListeners('error').on('error', () => {});
        resolve({ host: HOST, port: portOf(server) });
      });
    });
  }

  /** Watches the commits of a ledger that took the place of a lost one. */
  renew(): void {
    this.#unwatch();
    this.#unwatch = this.#watch();
  }

  close(): void {
    this.#unwatch();
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  /** All metrics as text. */
  text(): string {
    const { open, queue, totals } = this.#source.counts();
    const counters = this.#source.counters();
    const sum = (read: (counters: SessionCounters) => number): number =>
      counters.reduce((all, one) => all + read(one), 0);
    const endings = ENDINGS.map((ending) => `{reason="${ending}"} ${sum((one) => one.ending(ending))}`);
    const operations = COUNTED_OPERATIONS.flatMap((op) =>
      RESULTS.map((result) => ({ op, result, count: sum((one) => one.operation(op, result)) }))
        .filter(({ count, result }) => count > 0 || result === 'ok')
        .map(({ result, count }) => `{operation="${op}",result="${result}"} ${count}`),
    );
    const accepted = PROTOCOL_NAMES.map(
      (protocol) => `{protocol="${protocol}"} ${sum((one) => one.get('opened', protocol))}`,
    );
    const bytes = PROTOCOL_NAMES.flatMap((protocol) => [
      `{protocol="${protocol}",direction="in"} ${sum((one) => one.get('bytesIn', protocol))}`,
      `{protocol="${protocol}",direction="out"} ${sum((one) => one.get('bytesOut', protocol))}`,
    ]);
    const lines = [
      ...metric('lobby_sessions', 'gauge', 'Sessions open now', [` ${open}`]),
      ...metric('lobby_sessions_accepted_total', 'counter', 'Connections accepted', accepted),
      ...metric('lobby_sessions_ended_total', 'counter', 'Sessions that the bank ended', endings),
      ...metric('lobby_operations_total', 'counter', 'Operations answered, by result', operations),
      ...metric('lobby_bytes_total', 'counter', 'Bytes between the bank and its clients', bytes),
      ...metric('lobby_ledger_queue', 'gauge', 'Requests waiting in the ledger', [` ${queue}`]),
      ...metric('lobby_ledger_transfers_total', 'counter', 'Transfers committed', [` ${totals.transfers}`]),
      ...metric('lobby_ledger_commits_total', 'counter', 'Group commits', [` ${totals.commits}`]),
      ...metric(
        'lobby_commit_batch_size',
        'histogram',
        'Requests in a commit; of the at most 100 newest each 100 ms',
        [],
      ),
      ...this.#batches.lines('lobby_commit_batch_size'),
      ...metric('lobby_commit_seconds', 'histogram', 'Time of a commit; of the at most 100 newest each 100 ms', []),
      ...this.#seconds.lines('lobby_commit_seconds'),
    ];
    return `${lines.join('\n')}\n`;
  }

  #watch(): () => void {
    return this.#source.watchCommits(({ commits }) => {
      for (const { size, micros } of commits) {
        this.#batches.observe(size);
        this.#seconds.observe(micros / 1e6);
      }
    });
  }
}

/**
 * Whether the request names this machine. A web site can point a name of its own at loopback (DNS rebinding) and
 * would then read the answer, but its requests still carry that name.
 */
function hostAllowed(host: string | undefined, port: number | undefined): boolean {
  const url = `http://${host}`;
  if (host === undefined || !URL.canParse(url)) return false;
  const named = new URL(url);
  return isLoopback(named.hostname.replace(/^\[(.*)\]$/, '$1')) && Number(named.port || 80) === port;
}

function metric(name: string, type: string, help: string, samples: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => name + sample)];
}
