import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LEDGER_FAULTS, ledgerFault } from '../../../src-main/contract/administration/ledger-faults.ts';
import type { FailureCode } from '../../../src-main/contract/failure.ts';
import { LANGUAGE_CODES, languageCode } from '../../../src-main/contract/languages.ts';
import { ALL_REFUSAL_CODES, ALL_REFUSALS } from '../../../src-main/contract/refusals.ts';
import { ar } from '../../../src-renderer/ui/strings/ar.ts';
import { en } from '../../../src-renderer/ui/strings/en.ts';
import { languageOf } from '../../language.ts';
import { readTracked } from '../repository/tracked-files.ts';

/** Everything that people read is in a catalogue, in both languages. That no key is missing, the compiler proves. */

const SOURCES = join(import.meta.dirname, '../../../src-renderer');
const MAIN = join(import.meta.dirname, '../../../src-main');

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

describe('no words are hard-coded', () => {
  test.each(globSync('**/*.tsx', { cwd: SOURCES }))('%s', (file) => {
    const code = readFileSync(join(SOURCES, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const between = [...code.matchAll(/<\/?[\w.]+(?:\s[^<>]*)?>\s*([^<>{}()=;]*[A-Za-z]{2,}[^<>{}()=;]*)\s*<\//g)];
    const attributes = [
      ...code.matchAll(/\b(?:aria-label|title|alt|placeholder|label|hint)="([^"]*[A-Za-z]{2,}[^"]*)"/g),
    ];
    const found = [...between, ...attributes].map((match) => match[1]?.trim());
    expect(found, `put these into ui/strings/en and ui/strings/ar`).toEqual([]);
  });
});

test('no string is empty, and none but names is left in English', () => {
  const english = new Map(leaves(en));
  for (const [path, text] of leaves(ar)) {
    expect(text.trim(), path).not.toBe('');
    const names = ['.lobby.runtime', '.lobby.shells.', '.digits.latin'];
    if (!names.some((name) => path.startsWith(name))) {
      expect(text, `ar${path} is the English text`).not.toBe(english.get(path));
      expect(text, `ar${path} has no Arabic letter`).toMatch(/\p{Script=Arabic}/u);
    }
  }
});

test.each(LANGUAGE_CODES)('every refusal of the bank has its words in %s', (code) => {
  const language = languageOf(code, 'own');
  for (const refusal of ALL_REFUSAL_CODES) {
    expect(language.failure({ code: refusal, message: '' }), refusal).not.toBe('');
    if (code === 'ar') expect(ALL_REFUSALS[refusal].words.ar, refusal).toMatch(/\p{Script=Arabic}/u);
  }
});

test.each(Object.entries(LEDGER_FAULTS))(
  'the fault %s of the ledger says the same in every language',
  (_code, words) => {
    const values = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    for (const code of LANGUAGE_CODES) expect(values(words[code]), code).toEqual(values(words.en));
    expect(words.ar).toMatch(/\p{Script=Arabic}/u);
  },
);

test('a fault of the ledger is said in the language and digits of choice, values in their own direction', () => {
  const fault = ledgerFault('account_balance', { account: '1998', found: 12, made: -5 });
  expect(languageOf('en', 'own').ledgerFault(fault)).toBe('account 1998 has balance 12, its transfers make -5');
  expect(languageOf('ar', 'own').ledgerFault(fault)).toMatch(/\u2066١٩٩٨\u2069.*\u2066١٢\u2069.*\u2066-٥\u2069/);
  expect(languageOf('ar', 'latin').ledgerFault(fault)).toContain('\u20661998\u2069');
});

/** Codes of the failures that a window can be told of, wherever they are thrown. */
const TOLD = globSync('{bank,atm,crowd}/**/*.ts', { cwd: MAIN })
  .concat(['settings-file.ts', 'camera/supervisor.ts', 'shell/suite.ts'])
  .flatMap((file) => [...readFileSync(join(MAIN, file), 'utf8').matchAll(/new Failure\(\s*'(\w+)'/g)])
  .map(([, code = '']) => code);
/** Told on the command line only, or to programs. */
const NOT_TOLD = ['history', 'no_ledger', 'ledger_exists', 'reserves_open', 'aborted', 'session_over'];

test('every failure that a window can be told of has its words in Arabic', () => {
  const has = new Set([ALL_REFUSALS, ar.failures, ar.sentences, ar.ports].flatMap(Object.keys));
  expect([...new Set(TOLD)].filter((code) => !has.has(code) && !NOT_TOLD.includes(code))).toEqual([]);
});

test('a failure without words of its own keeps its sentence', () => {
  const failure = { code: 'camera_busy', message: 'Camera 0 is busy.' } as const;
  expect(languageOf('en', 'own').failure(failure)).toBe(failure.message);
  expect(languageOf('ar', 'own').failure(failure)).toBe(ar.sentences.camera_busy);
  expect(languageOf('ar', 'own').failure({ ...failure, code: 'constructor' as FailureCode })).toBe(failure.message);
});

test('a failure has the digits of choice', () => {
  const failure = { code: 'invalid_pin', message: '' } as const;
  expect(languageOf('ar', 'own').failure(failure)).toMatch(/من ٣ إلى ١٢/);
  expect(languageOf('ar', 'latin').failure(failure)).toMatch(/من 3 إلى 12/);
});

test.each(['port_in_use', 'port_denied', 'listen_failed'] as const)(
  '%s points at the field, not at an option',
  (code) => {
    const failure = { code, message: 'Choose another port with --port.', port: 9999 };
    expect(languageOf('en', 'own').failure(failure)).toMatch(/port 9999\b.*the field below\.$/i);
    expect(languageOf('ar', 'own').failure(failure)).toMatch(/9999.*في الحقل أدناه\.$/);
  },
);

test.each(LANGUAGE_CODES)('About tells in %s what was measured of the camera’s estimates', (code) => {
  const measured = readTracked('docs/camera-accuracy.md');
  const [, right = '', unsure = '', shown = ''] =
    /the default\) \| ([\d.]+) % \|[^|]+\|[^|]+\| (\d+) % \| ([\d.]+) % \|/.exec(measured) ?? [];
  const { limitsWords } = languageOf(code, 'latin').strings.lobby;
  const figures = limitsWords.map((sentence) => (sentence.match(/\d+(\.\d+)?/g) ?? []).map(Number));
  expect(figures[0]).toEqual([Number(/Measured on (\d+) faces/.exec(measured)?.[1])]);
  expect(figures[1]?.filter((figure) => figure !== 100)).toEqual([right, unsure, shown].map(Number).map(Math.round));
});

describe('languages', () => {
  test.each([
    ['system', ['ar-EG', 'en'], 'ar'],
    ['system', ['fr', 'en-GB'], 'en'],
    ['system', ['fr'], 'en'],
    ['ar', ['en'], 'ar'],
  ] as const)('choice %s on a system of %j is %s', (choice, system, code) => {
    expect(languageCode(choice, system)).toBe(code);
  });

  test('money has two decimals, and the digits of the language or of choice', () => {
    expect(languageOf('en', 'own').money(3000_50)).toBe('$3,000.50');
    expect(languageOf('ar', 'own').money(3000_50)).toContain('٣٬٠٠٠٫٥٠');
    expect(languageOf('ar', 'latin').money(3000_50)).toContain('3,000.50');
    expect([100_00, 12_50].map(languageOf('en', 'own').roundMoney)).toEqual(['$100', '$12.50']);
  });

  test.each([
    [0, 'لا جلسات'],
    [1, 'جلسة واحدة'],
    [2, 'جلستان'],
    [3, '3 جلسات'],
    [11, '11 جلسة'],
    [100, '100 جلسة'],
  ])('Arabic counts %i session(s) by its plural rules', (count, words) => {
    expect(ar.lobby.sessionCount(count, String(count))).toBe(words);
  });
});
