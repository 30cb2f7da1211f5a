import type { DatabaseSync } from 'node:sqlite';
import type { Account } from '../../../src-main/bank/ledger/account.ts';
import { type Head, StoreError } from '../../../src-main/bank/ledger/store.ts';
import type { TransferRecord } from '../../../src-main/bank/ledger/transfer-record.ts';
import { SqliteStore } from '../../../src-main/bank/store/sqlite/sqlite-store.ts';

export type Fault = 'none' | 'append' | 'before commit' | 'after commit' | 'settle' | 'damage';

/** Where the disk fails next; `none` again once it has. */
export interface Disk {
  fault: Fault;
}

/** The real store in SQLite on a disk that fails where the test says. */
export class FailingStore extends SqliteStore {
  readonly #disk: Disk;

  constructor(database: DatabaseSync, pinKey: string, disk: Disk) {
    super(database, pinKey);
    this.#disk = disk;
  }

  override append(record: TransferRecord): boolean {
    this.#strike('append');
    this.#strike('damage');
    return super.append(record);
  }

  override async commit(touched: Iterable<Account>, head: Head): Promise<'done'> {
    this.#strike('before commit');
    const done = await super.commit(touched, head);
    this.#strike('after commit');
    return done;
  }

  override async settle(head: Head): Promise<boolean> {
    this.#strike('settle');
    return await super.settle(head);
  }

  #strike(place: Fault): void {
    if (this.#disk.fault !== place) return;
    this.#disk.fault = 'none';
    throw new StoreError(place === 'damage' ? 'damaged' : 'io', `injected: ${place}`);
  }
}
