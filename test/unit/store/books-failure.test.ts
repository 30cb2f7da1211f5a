/** Proves that what a database says when it can't be used becomes one sentence, which names no password. */
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../src-main/bank/ledger/store.ts';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { booksFailure } from '../../../src-main/bank/store/postgres/books-failure.ts';
import { storeErrorOf, Unsuitable } from '../../../src-main/bank/store/postgres/errors.ts';

const address = parseBooksAddress('postgres://user:secret@one,two:5433/lobby?sslmode=require');

/** As the client library throws what a server says. */
const said = (code: string, severity = 'ERROR') => Object.assign(new Error('said by the server'), { code, severity });

/** As Node throws what happens to a connection. */
const failed = (code: string) => Object.assign(new Error('said by Node'), { code });

test('an address is shown without its password, and has a URL for each host', () => {
  expect(address.shown).toBe('postgres://user@one,two:5433/lobby');
  expect(address.urls).toEqual(
    ['one', 'two:5433'].map((host) => `postgres://user:secret@${host}/lobby?sslmode=require&uselibpqcompat=true`),
  );
});

describe('the sentence', () => {
  test.each([
    [said('28P01', 'FATAL'), 'books_denied', /password is wrong/],
    [said('28000', 'FATAL'), 'books_denied', /only with TLS.*pg_hba/],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'books_unreachable', /certificate is not trusted.*sslrootcert/],
    [failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'books_unreachable', /certificate is not trusted.*sslrootcert/],
    [failed('ERR_TLS_CERT_ALTNAME_INVALID'), 'books_unreachable', /Name the host as the certificate does/],
    [failed('ECONNREFUSED'), 'books_unreachable', /can't be reached/],
    [said('3D000', 'FATAL'), 'books_denied', /createdb/],
    [said('42501'), 'books_denied', /Grant/],
    [said('53100'), 'books_full', /Make room/],
    [said('53300', 'FATAL'), 'books_unreachable', /max_connections/],
    [said('25006'), 'books_read_only', /primary/],
    [said('57P03', 'FATAL'), 'books_unreachable', /can't be reached/],
    [said('0A000'), 'books_unreachable', /can't be used/],
    [said('XX001'), 'database_damaged', /backup/],
    [said('42P01'), 'database_damaged', /backup/],
    [new Unsuitable('read-only'), 'books_read_only', /standby/],
    [new Unsuitable('too-old'), 'books_too_old', /PostgreSQL 12/],
    [new Unsuitable('encoding'), 'books_denied', /UTF8/],
    [new Error('Query read timeout'), 'books_slow', /in time/],
    [new Error('Connection terminated unexpectedly'), 'books_unreachable', /can't be reached/],
  ])('for %s', (thrown, code, words) => {
    const failure = booksFailure(storeErrorOf(thrown), address);
    expect(failure).toMatchObject({ name: 'Failure', code, message: expect.stringMatching(words) });
    expect(String(failure)).toContain(address.shown);
    expect(String(failure)).not.toContain('secret');
  });
});

test.each([
  ['an error of the server', said('53100'), 'not-written'],
  ['the end of a connection by the server', said('57P01', 'FATAL'), 'io'],
  ['the loss of a connection', new Error('Connection terminated unexpectedly'), 'io'],
])('after %s it is known, or not, that nothing was written', (_words, thrown, reason) => {
  expect(storeErrorOf(thrown)).toMatchObject({ reason });
  expect(storeErrorOf(thrown)).toBeInstanceOf(StoreError);
});

test('a mistake in a statement is a bug, and not told as anything else', () => {
  expect(() => storeErrorOf(said('42601'))).toThrow('said by the server');
});
