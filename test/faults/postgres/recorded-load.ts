import { join } from 'node:path';
import { expect } from 'vitest';
import { LinkFailure } from '../../../src-main/atm/connection/bank-failure.ts';
import { checkHistory } from '../../../src-main/bank/check/check-history.ts';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { KEY_FILE, readKeyFile } from '../../../src-main/bank/ledger/pins/pin.ts';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { auditPostgres } from '../../../src-main/bank/store/postgres/audit-postgres.ts';
import type { Client } from '../../wire/bank/client.ts';
import type { TestBank } from '../../wire/bank/running-bank.ts';
import { numbers, Recorder, randomStep, type Step } from '../../wire/check/recorder.ts';

/** What the accounts have before anybody has done anything, in cents. */
export const OPENING: Balances = { '1997': 700_000, '1998': 300_000, '1999': 500_000 };
const PINS = { '1997': '997', '1998': '998', '1999': '999' } as const;
const ACCOUNTS = ['1997', '1998', '1999'] as const;

type Balances = Readonly<Record<string, number>>;

/** Clients that ask banks for all kinds of things until they are stopped, and what they saw. */
export class RecordedLoad {
  readonly #opening: Balances;
  readonly #recorder = new Recorder();
  readonly #clients: Promise<void>[] = [];
  #stopped = false;

  constructor(opening: Balances = OPENING) {
    this.#opening = opening;
  }

  /** @param ports of the banks' terminals, which the clients are spread over; one that loses its bank ends */
  start(ports: readonly number[], clients: number, seed: number): void {
    for (let index = 0; index < clients; index += 1) {
      const account = ACCOUNTS[index % ACCOUNTS.length] ?? '1997';
      const port = ports[index % ports.length] ?? 0;
      const name = `${seed}.${index}`;
      const client = this.#recorder.client(name, port, account, PINS[account], this.#steps(seed + index, account));
      this.#clients.push(
        client.catch((error: unknown) => {
          // Its bank was lost before it had logged in: it has asked for nothing.
          if (!(error instanceof LinkFailure)) throw error;
        }),
      );
    }
  }

  /** How many were done so far. */
  get done(): number {
    return this.#recorder.lines.filter(({ answer }) => answer?.ok === true).length;
  }

  /** Waits until so many more were done. */
  async more(count: number): Promise<void> {
    const enough = this.done + count;
    while (this.done < enough) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Ends the clients, and expects one order that explains all that they saw. */
  async expectExplained(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    expect(checkHistory(parseHistory(this.#recorder.text(this.#opening)))).toEqual({ state: 'explained' });
  }

  *#steps(seed: number, account: string): Generator<Step> {
    const pick = numbers(seed);
    const others = ACCOUNTS.filter((other) => other !== account);
    while (!this.#stopped) yield randomStep(pick, others);
  }
}

/** Expects that the audit finds nothing. */
export async function expectGood(url: string, { data }: Pick<TestBank, 'data'>): Promise<void> {
  const key = readKeyFile(join(data.secrets, KEY_FILE));
  expect(await auditPostgres(parseBooksAddress(url), key?.fingerprint)).toMatchObject({ good: true });
}

/** Expects that a session that was there before goes on, once the bank writes again. */
export async function expectGoesOn(client: Client): Promise<void> {
  await expect
    .poll(async () => {
      client.send(`${JSON.stringify({ id: 77, op: 'balance' })}\n`);
      for (;;) {
        const next = await client.message();
        if (next['id'] === 77) return next;
      }
    })
    .toMatchObject({ ok: true });
}
