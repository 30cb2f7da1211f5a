import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the load client is to do. */
export interface LoadSpec {
  readonly port: number;
  readonly connections: number;
  /** Said once on each connection: `send` ('' says nothing), then wait until what comes ends with `until`. */
  readonly greeting: readonly { readonly send: string; readonly until: string }[];
  readonly request: string;
  /** The last bytes of every reply. */
  readonly replyEnd: string;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Only hold the connections, logged in. */
  readonly hold?: boolean;
}

/** Latencies in ms. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const CLIENT = fileURLToPath(new URL('./load-client.ts', import.meta.url));

function start(spec: LoadSpec) {
  const child = spawn(process.execPath, [CLIENT, JSON.stringify(spec)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done) throw new Error('the load client ended early');
    return line.value;
  };
  return { child, next };
}

/** Runs the load to its end. */
export async function runLoad(spec: LoadSpec): Promise<LoadResult> {
  const { next } = start(spec);
  await next();
  return JSON.parse(await next()) as LoadResult;
}

/** Opens and logs in all connections and holds them until the returned function is called. */
export async function holdConnections(spec: LoadSpec): Promise<() => Promise<void>> {
  const { child, next } = start({ ...spec, hold: true });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await next();
  return async () => {
    child.stdin.end('go\n');
    await ended;
  };
}
