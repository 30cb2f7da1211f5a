import { expect, test } from 'vitest';
import { settingsSchema } from '../../src-main/contract/settings.ts';
import { BankFields } from '../../src-renderer/lobby/bank/bank-fields.tsx';
import { ClosedBank } from '../../src-renderer/lobby/bank/bank-panel.tsx';
import { markup, words } from './render.tsx';

/** Where the books are kept, as the form of the bank's settings asks for it. */
const { bank } = settingsSchema.parse({});
const draw = (database: string, code: 'en' | 'ar' = 'en') =>
  markup(<BankFields bank={{ ...bank, database }} action="Save" look="plain" onSubmit={() => {}} />, code);

test('books on this computer have no field for a database', () => {
  expect(words(draw(''))).toContain('On this computer');
  expect(words(draw(''))).not.toContain('~/.pgpass');
});

test('books in a database show its URL, from left to right in Arabic too', () => {
  const html = draw('postgres://user@host/lobby', 'ar');
  expect(html).toMatch(/<input[^>]*dir="ltr"[^>]*value="postgres:\/\/user@host\/lobby"/);
  expect(words(html)).toContain('قاعدة البيانات');
});

test('other banks on the same books have a line each, only where the books can be shared', () => {
  const otherBanks = ['bank2:9998', 'bank3:9998'];
  const html = (database: string) =>
    markup(<BankFields bank={{ ...bank, database, otherBanks }} action="Save" look="plain" onSubmit={() => {}} />);
  expect(html('postgres://user@host/lobby')).toMatch(/<textarea[^>]*dir="ltr"[^>]*>bank2:9998\nbank3:9998<\/textarea>/);
  expect(html('')).not.toContain('textarea');
});

test.each([
  ['postgres://user@host/lobby', ['bank2:9998'], 'ATMs use the other banks'],
  ['postgres://user@host/lobby', [], 'ATMs reconnect by themselves'],
  ['', ['bank2:9998'], 'ATMs reconnect by themselves'],
])(
  'a bank that could not open says what ATMs do, with books at "%s" and other banks %j',
  (database, otherBanks, said) => {
    const status = { state: 'failed', code: 'port_in_use', message: 'Port 1 is in use.', port: 1 } as const;
    const html = markup(<ClosedBank status={status} bank={{ ...bank, database, otherBanks }} onOpen={() => {}} />);
    expect(words(html)).toContain(said);
  },
);
