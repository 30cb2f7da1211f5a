import { Failure, type FailureCode } from '../../../contract/failure.ts';
import { StoreError } from '../../ledger/store.ts';
import type { BooksAddress } from './address.ts';
import { DatabaseError, Unsuitable } from './errors.ts';

/** Says in one sentence why the books can't be opened or used, and what to do. What is no StoreError is given back. */
export function booksFailure(error: unknown, { shown }: BooksAddress): unknown {
  if (!(error instanceof StoreError)) return error;
  const [code, words] = said(error);
  return new Failure(code, words.replace('BOOKS', `The books at ${shown}`), { cause: error });
}

/** By SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html), the first that fits. */
const BY_STATE: readonly (readonly [state: RegExp, code: FailureCode, words: string])[] = [
  [
    /^28000/,
    'books_denied',
    "BOOKS can't be opened: the database does not let this user in from here, or only with TLS. Check the URL (user, sslmode) and the server's pg_hba.conf.",
  ],
  [/^28/, 'books_denied', "BOOKS can't be opened: user or password is wrong. Check the URL, PGPASSWORD or ~/.pgpass."],
  [/^3D000/, 'books_denied', "BOOKS can't be opened: there is no such database. Make it with createdb."],
  [
    /^42501/,
    'books_denied',
    "BOOKS can't be used: this user may not read and write them. Grant it the tables of the schema lobby, or let their owner make them.",
  ],
  [/^53[12]00/, 'books_full', "BOOKS can't be written: the database's disk or memory is full. Make room there."],
  [
    /^53/,
    'books_unreachable',
    "BOOKS can't be opened: the database has no connection left. Raise max_connections, or end other programs.",
  ],
  [
    /^25006/,
    'books_read_only',
    "BOOKS can't be written: the database is read-only. Name the primary in the URL, or promote a standby.",
  ],
];

function said(error: StoreError): readonly [FailureCode, string] {
  if (error.reason === 'damaged') {
    return [
      'database_damaged',
      `BOOKS are damaged (${error.message}). Put them back from a backup of the database; the bank does not open them.`,
    ];
  }
  if (error.cause instanceof Unsuitable) return unsuitable(error.cause);
  const state = error instanceof DatabaseError ? (error.state ?? '') : '';
  for (const [pattern, code, words] of BY_STATE) if (pattern.test(state)) return [code, words];
  if (/timeout/i.test(error.message)) {
    return [
      'books_slow',
      "BOOKS can't be used: the database does not answer in time. See whether it waits for a lock or a standby.",
    ];
  }
  if (isDistrusted(error.cause)) {
    return [
      'books_unreachable',
      `BOOKS can't be opened: the database's certificate is not trusted (${error.message}). Name the host as the certificate does, and the certificate of its authority as sslrootcert.`,
    ];
  }
  const why = state === '' || /^(08|57)/.test(state) ? "can't be reached" : "can't be used";
  return ['books_unreachable', `BOOKS ${why} (${error.message}). Check the URL, and how the database is.`];
}

/** Whether a TLS handshake ended for the server's certificate, by the codes of Node (nodejs.org/api/tls.html). */
function isDistrusted(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  return /CERT|SIGNATURE/.test(String(cause.code));
}

function unsuitable({ why }: Unsuitable): readonly [FailureCode, string] {
  switch (why) {
    case 'read-only':
      return [
        'books_read_only',
        "BOOKS can't be written: every host in the URL is a standby or read-only. Name the primary, or promote a standby.",
      ];
    case 'too-old':
      return ['books_too_old', "BOOKS can't be opened: the database is too old. PostgreSQL 12 or newer is needed."];
    case 'encoding':
      return [
        'books_denied',
        "BOOKS can't be made: the database's encoding is not UTF8. Make one with createdb --encoding=UTF8.",
      ];
  }
}
