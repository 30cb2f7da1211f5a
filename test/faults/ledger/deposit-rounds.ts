import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { LedgerClient, LedgerReplies, LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import type { DataFolder } from '../../../src-main/data-folder.ts';

/** What a deposit process said before it ended. */
export interface Said {
  readonly sent: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
  readonly unavailable: ReadonlySet<string>;
  readonly lost: string | undefined;
}

/**
 * Runs deposit-process.ts.
 * @param line called with each line; may kill the process.
 * @param shell a command of the shell to run first, e.g. a limit on what follows.
 */
export async function runDeposits(
  data: DataFolder,
  options: {
    readonly round: string;
    readonly patience?: number;
    readonly shell?: string;
    readonly line?: (words: readonly string[], child: ChildProcess) => void;
  },
): Promise<Said> {
  const script = fileURLToPath(new URL('deposit-process.ts', import.meta.url));
  const args = [script, data.path, options.round, String(options.patience ?? 1)];
  const child =
    options.shell === undefined
      ? spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('bash', ['-c', `${options.shell}; exec "$0" "$@"`, process.execPath, ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  const sent = new Set<string>();
  const done = new Set<string>();
  const unavailable = new Set<string>();
  let lost: string | undefined;
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const words = line.split(' ');
    const [what, key = ''] = words;
    if (what === 'sent') sent.add(key);
    if (what === 'done') done.add(key);
    if (what === 'unavailable') unavailable.add(key);
    if (what === 'lost') lost = key;
    options.line?.(words, child);
  }
  await ended;
  return { sent, done, unavailable, lost };
}

export function ask<R extends LedgerRequest>(client: LedgerClient, request: R): Promise<LedgerReplies[R['op']]> {
  return new Promise((resolve) => {
    client.submit(request, { session: 'test' }, (reply) => resolve(reply as LedgerReplies[R['op']]));
  });
}

/** All keys of the account's transfers but its opening. */
async function keysOf(client: LedgerClient, account: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const page = await ask(client, { op: 'statement', account, before, limit: 100 });
    if (!page.ok) throw new Error(page.refusal);
    for (const transfer of page.transfers) if (transfer.kind !== 'opening') keys.add(transfer.key);
    if (!page.more) return keys;
    before = page.transfers.at(-1)?.sequence ?? 0;
  }
}

/** Expects that every acknowledged deposit is there, no refused one, none that was never sent, and good books. */
export async function expectBooks(data: DataFolder, rounds: readonly Said[]): Promise<void> {
  const ledger = await startLedger({ data });
  const keys = await keysOf(ledger.client, '1999');
  const balance = ledger.client.committedBalance('1999');
  await ledger.stop();
  for (const { sent, done, unavailable } of rounds) {
    expect([...done].filter((key) => !keys.has(key))).toEqual([]);
    expect([...unavailable].filter((key) => keys.has(key))).toEqual([]);
    expect(sent.size).toBeGreaterThanOrEqual(done.size);
  }
  const sent = new Set(rounds.flatMap((round) => [...round.sent]));
  expect([...keys].filter((key) => !sent.has(key))).toEqual([]);
  expect(balance).toBe(500_000 + keys.size);
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 3 + keys.size });
}

/** Kills the process with SIGKILL in the middle of deposits, `count` times over the same books. */
export async function killRounds(data: DataFolder, count: number): Promise<void> {
  const rounds: Said[] = [];
  for (let round = 0; round < count; round += 1) {
    // Spread over the first batches, where the log and its checkpoints begin, and well into the run.
    const after = 1 + ((round * 379) % 3_000);
    let answers = 0;
    const said = await runDeposits(data, {
      round: `round${round}`,
      line: ([what], child) => {
        if (what === 'done') answers += 1;
        if (answers === after) child.kill('SIGKILL');
      },
    });
    expect(said.done.size).toBeGreaterThanOrEqual(after);
    rounds.push(said);
  }
  await expectBooks(data, rounds);
}
