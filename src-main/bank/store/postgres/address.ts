import { UsageFailure } from '../../../contract/failure.ts';

/** Where a database is: one URL for each host that it may be reached at, in the order that they are tried in. */
export interface BooksAddress {
  readonly urls: readonly string[];
  /** For people and logs: without the password. */
  readonly shown: string;
}

const FORM = /^(postgres(?:ql)?:\/\/)(?:([^@/?#]*)@)?([^@/?#]+)\/([^/?#]+)(?:\?([^#]*))?$/;

/**
 * Reads `postgres://user@host1,host2:5433/database?sslmode=verify-full`: a libpq URL, which may name several hosts.
 * A password that is not in it is taken from PGPASSWORD or ~/.pgpass.
 * @throws UsageFailure
 */
export function parseBooksAddress(text: string): BooksAddress {
  const [, scheme = '', user = '', hosts = '', database = '', query = ''] = FORM.exec(text) ?? [];
  const options = new URLSearchParams(query);
  // As libpq reads sslmode; the client library's own reading differs.
  if (options.has('sslmode')) options.set('uselibpqcompat', 'true');
  const more = options.size === 0 ? '' : `?${options}`;
  const who = user === '' ? '' : `${user}@`;
  const urls = hosts.split(',').map((host) => `${scheme}${who}${host}/${database}${more}`);
  if (scheme === '' || !urls.every((url) => URL.canParse(url))) {
    throw new UsageFailure('--books takes the URL of a database, such as postgres://user@host1,host2/lobby.');
  }
  const name = user.split(':')[0] ?? '';
  return { urls, shown: `${scheme}${name === '' ? '' : `${name}@`}${hosts}/${database}` };
}
