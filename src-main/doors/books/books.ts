import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyPinKey, KEY_FILE, type PinKey, readKeyFile } from '../../bank/ledger/pins/pin.ts';
import { type CopySource, type CopyTarget, copyBooks } from '../../bank/store/copy-books.ts';
import { parseBooksAddress } from '../../bank/store/postgres/address.ts';
import { postgresSource, postgresTarget } from '../../bank/store/postgres/copy-postgres.ts';
import { grantsTo } from '../../bank/store/postgres/schema.ts';
import { sqliteSource, sqliteTarget } from '../../bank/store/sqlite/copy-sqlite.ts';
import { parseOptions } from '../../command-line.ts';
import { Failure, UsageFailure } from '../../contract/failure.ts';
import { dataFolder, openDataFolder } from '../../data-folder.ts';
import type { Door } from '../door.ts';

const HELP = `Usage: npm run lobby -- books copy --from PLACE --to PLACE [--pin-key FILE]
       npm run lobby -- books grants --role NAME

copy: copies whole books to another place, where there are none yet: a data folder, or a PostgreSQL
database (postgres://user@host/database). Stop all banks that use them first. Both sides are
audited. Cut off at any point, nothing has been copied: begin again.

grants: prints the SQL that lets a role of a PostgreSQL server run a bank on books that are there,
and no more; it changes nothing. Run it as the owner of the books.

  --from PLACE     where the books are; they stay there
  --to PLACE       where they are to be
  --pin-key FILE   their PIN key, when they come from a database (default: secrets/pin.key of the
                   data folder that is the other place); it is put into a data folder that has none
  --role NAME      who is to run a bank; the role has to be there

Exit codes: 0 copied, and good on both sides, or printed, 1 it could not be done, 2 wrong usage.
`;

export const door: Door = {
  name: 'books',
  summary: 'move books to a database, or back; print the rights a bank needs there',
  help: HELP,
  async run(argv) {
    const options = {
      from: { type: 'string' },
      to: { type: 'string' },
      'pin-key': { type: 'string' },
      role: { type: 'string' },
    } as const;
    const { values, positionals } = parseOptions('books', argv, options, true);
    const { from, to, role } = values;
    const what = positionals.join(' ');
    if (what === 'grants' && role !== undefined && role !== '' && Object.keys(values).length === 1) {
      process.stdout.write(`${grantsTo(role)}\n`);
      return 0;
    }
    if (what !== 'copy' || from === undefined || to === undefined || role !== undefined) {
      throw new UsageFailure(
        "It is 'books copy --from PLACE --to PLACE' or 'books grants --role NAME'. See 'npm run lobby -- books --help'.",
      );
    }
    const pinKeyFile = values['pin-key'] ?? join(dataFolder(isUrl(from) ? to : from).secrets, KEY_FILE);
    if (isUrl(from) && isUrl(to) && values['pin-key'] === undefined) {
      throw new UsageFailure('From one database to another, --pin-key names the PIN key.');
    }
    const key = readKeyFile(pinKeyFile);
    if (key === undefined) throw new Failure('pin_key_missing', `The PIN key ${pinKeyFile} is missing.`);
    const source = isUrl(from)
      ? await postgresSource(parseBooksAddress(from), key.fingerprint)
      : sqliteSource(dataFolder(from));
    try {
      const target = await openTarget(to, pinKeyFile, key);
      return await copy(source, target).finally(() => target.close());
    } finally {
      await source.close();
    }
  },
};

async function openTarget(to: string, pinKeyFile: string, key: PinKey): Promise<CopyTarget> {
  if (isUrl(to)) return await postgresTarget(parseBooksAddress(to), key.fingerprint);
  const data = openDataFolder(to);
  const target = sqliteTarget(data);
  if (!existsSync(join(data.secrets, KEY_FILE))) copyPinKey(pinKeyFile, data.secrets);
  return target;
}

async function copy(source: CopySource, target: CopyTarget): Promise<number> {
  const { transfers, accounts, hash } = await copyBooks(source, target);
  process.stdout.write(
    `Copied ${transfers} transfers and ${accounts} accounts to ${target.shown}; good on both sides, newest hash ${hash}.\n`,
  );
  return 0;
}

function isUrl(place: string): boolean {
  return place.includes('://');
}
