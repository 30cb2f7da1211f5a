import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { FULL_CASSETTES, notesIn, notesTotal } from '../../../src-main/atm/cash/cassette.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING } from '../../../src-main/atm/timing.ts';
import { readPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { auditDatabase } from '../../../src-main/bank/store/audit.ts';
import type { DataFolder } from '../../../src-main/data-folder.ts';
import { seededRandom } from '../../seeded-random.ts';
import { customerWhere } from '../../unit/atm/state-where.ts';
import { type BankProcess, startBankProcess } from '../../wire/bank/bank-process.ts';
import { Client } from '../../wire/bank/client.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';
import { CuttingProxy } from './cutting-proxy.ts';

const CHAOS_ATM = fileURLToPath(new URL('./chaos-atm.ts', import.meta.url));
const ACCOUNT = '1998';
/** Cents, so that no withdrawal fails for want of money: whatever is paid can be booked, late or not. */
const SAVINGS = 90_000_000;
/** A kill comes with one of so many pieces of data that pass between the two. */
const PIECES = 40;
/** Nothing on a machine at work is silent for so long, ms. */
const SILENCE_MS = 60_000;

/** What is true after the last kill, once the machine has settled what was open. Cents. */
export interface Aftermath {
  readonly kills: { readonly atm: number; readonly bank: number };
  /** Requests for money that the machine journalled. */
  readonly asked: number;
  /** Of them, those whose outcome was unknown to the machine that asked: it died, or the bank did. */
  readonly settledLater: number;
  /** Notes that left the cassettes, by what is left in them, and by the journal's records. */
  readonly notesGone: number;
  readonly notesPaid: number;
  /** What the books say was paid out. */
  readonly booked: number;
  readonly unbooked: number;
  readonly balance: number;
  /** What the balance has to be by the books' deposits and withdrawals. */
  readonly expected: number;
  /** Keys whose outcome in the journal is not that in the books. */
  readonly wrong: readonly string[];
  readonly audit: { readonly good: boolean };
}

/**
 * Kills an ATM, its bank or both with SIGKILL, again and again while money moves between them, over the same books and
 * the same journal.
 * @param kills of either
 */
export async function chaosRounds(kills: number, seed: number): Promise<Aftermath> {
  const random = seededRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const folder = temporaryFolder();
  const { data } = folder;
  let bank = await startBankProcess(data.path);
  const proxy = await CuttingProxy.start(() => bank.terminalPort);
  let atm: ChildProcess | undefined;
  const killed = { atm: 0, bank: 0 };
  try {
    await bringSavings(bank);
    while (killed.atm + killed.bank < kills) {
      atm ??= spawn(process.execPath, [CHAOS_ATM, String(proxy.port), data.atm, String(below(1e9))], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const victims = (['atm', 'bank', 'both'] as const)[below(3)];
      const machine = atm;
      await afterPieces(proxy, 1 + below(PIECES), () => {
        if (victims !== 'bank') machine.kill('SIGKILL');
        if (victims !== 'atm') bank.child.kill('SIGKILL');
      });
      if (victims !== 'bank') {
        if (machine.exitCode === null && machine.signalCode === null) await once(machine, 'exit');
        atm = undefined;
        killed.atm += 1;
      }
      if (victims !== 'atm') {
        await bank.end('SIGKILL');
        bank = await startBankProcess(data.path);
        killed.bank += 1;
      }
    }
    atm?.kill('SIGKILL');
    if (atm !== undefined && atm.signalCode === null) await once(atm, 'exit');
    const machine = await settled(proxy.port, data);
    await bank.end('SIGTERM');
    return { kills: killed, ...machine, ...compare(data) };
  } finally {
    atm?.kill('SIGKILL');
    await proxy.close();
    await bank.end('SIGKILL');
    folder.remove();
  }
}

async function bringSavings(bank: BankProcess): Promise<void> {
  const client = await Client.open(bank.terminalPort);
  await client.enter(ACCOUNT, '998');
  await client.ask({ id: 3, op: 'deposit', amount: SAVINGS, key: 'savings-before-all' });
  client.socket.destroy();
}

/** Acts in the middle of the n-th piece of data from now. @throws Error if none comes for SILENCE_MS */
function afterPieces(proxy: CuttingProxy, pieces: number, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = pieces;
    const silent = (): void => {
      stop();
      reject(new Error(`nothing has passed between ATM and bank for ${SILENCE_MS} ms`));
    };
    let timer = setTimeout(silent, SILENCE_MS);
    const stop = proxy.onBytes(() => {
      clearTimeout(timer);
      left -= 1;
      if (left > 0) {
        timer = setTimeout(silent, SILENCE_MS);
        return;
      }
      stop();
      act();
      resolve();
    });
  });
}

/** Turns the machine on once more, lets its customer log in, and waits until nothing is open. */
async function settled(port: number, data: DataFolder): Promise<Pick<Aftermath, 'notesGone' | 'unbooked' | 'balance'>> {
  const terminal = openTerminal({ host: '127.0.0.1', port, folder: data.atm, name: 'ATM 1' }, TIMING);
  try {
    await terminal.login(ACCOUNT, '998');
    const { cassettes, unbooked } = await customerWhere(terminal, ({ unsettled }) => unsettled.length === 0);
    const { balance } = await terminal.balance();
    return { notesGone: notesTotal(notesIn(FULL_CASSETTES)) - notesTotal(cassettes), unbooked, balance };
  } finally {
    await terminal.close();
  }
}

type Row = Readonly<Record<string, string | number>>;

/** Holds the machine's journal against the bank's books. */
function compare(data: DataFolder): Omit<Aftermath, 'kills' | 'notesGone' | 'unbooked' | 'balance'> {
  const ledger = new DatabaseSync(data.database, { readOnly: true });
  const journal = new DatabaseSync(join(data.atm, 'atm-1.journal'));
  try {
    const transfers = new Map<string, { kind: string; amount: number }>();
    for (const row of ledger.prepare('SELECT key, kind, amount FROM transfers').iterate() as Iterable<Row>) {
      transfers.set(String(row['key']), { kind: String(row['kind']), amount: Number(row['amount']) });
    }
    const requests = new Map<string, { kind: string; amount: number; paid: number; outcomes: string[] }>();
    let settledLater = 0;
    for (const row of journal.prepare('SELECT key, step, detail FROM journal ORDER BY id').iterate() as Iterable<Row>) {
      const key = String(row['key']);
      const detail = JSON.parse(String(row['detail'])) as Record<string, unknown>;
      const request = requests.get(key);
      if (row['step'] === 'asked') {
        requests.set(key, { kind: String(detail['kind']), amount: Number(detail['amount']), paid: 0, outcomes: [] });
      } else if (row['step'] === 'paid' && request !== undefined) {
        request.paid += notesTotal(detail['notes'] as { denomination: number; count: number }[]);
      } else if (row['step'] === 'settled' && request !== undefined) {
        request.outcomes.push(String(detail['outcome']));
      }
    }
    const wrong: string[] = [];
    let notesPaid = 0;
    for (const [key, { kind, amount, paid, outcomes }] of requests) {
      notesPaid += paid;
      const [outcome = 'none'] = outcomes;
      const booked =
        kind === 'deposit' ? transfers.get(key) : (transfers.get(`${key}.post`) ?? transfers.get(`${key}.late`));
      const done = kind === 'deposit' ? amount : paid;
      const right = outcome === 'done' ? booked?.amount === done && done > 0 : booked === undefined && paid === 0;
      if (!right || outcomes.length !== 1) wrong.push(`${key} ${kind} ${outcomes.join()}`);
      if (outcome === 'not_done') settledLater += 1;
    }
    const sum = (kinds: string[]): number =>
      [...transfers.values()].filter(({ kind }) => kinds.includes(kind)).reduce((all, { amount }) => all + amount, 0);
    const booked = sum(['post', 'withdrawal']);
    return {
      asked: requests.size,
      settledLater,
      notesPaid,
      booked,
      expected: 300_000 + sum(['deposit']) - booked,
      wrong,
      audit: auditDatabase(ledger, readPinKey(data.secrets)?.fingerprint),
    };
  } finally {
    ledger.close();
    journal.close();
  }
}
