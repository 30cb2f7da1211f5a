import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isDatabase, settingsPatchSchema, settingsSchema } from '../../../src-main/contract/settings.ts';
import { parseSettings, parseWithDefaults, patchSettings, SettingsFile } from '../../../src-main/settings-file.ts';

/** Proves that settings are always complete, that wrong values are named and that a change is whole or not there. */
const DEFAULTS = settingsSchema.parse({});
const freshPath = () => join(mkdtempSync(join(tmpdir(), 'lobby-settings-')), 'settings.json');

describe('reading', () => {
  test.each([
    ['nothing chosen', '{}', DEFAULTS, []],
    ['one value', '{"clock":{"colour":"red"}}', { ...DEFAULTS, clock: { ...DEFAULTS.clock, colour: 'red' } }, []],
    ['a wrong value', '{"theme":"pink","language":"ar"}', { ...DEFAULTS, language: 'ar' }, [['theme', '"system"']]],
    ['a wrong value in a group', '{"camera":{"unsureBelow":7}}', DEFAULTS, [['camera.unsureBelow', 'null']]],
    ['a wrong element of a list', '{"clock":{"zones":["Africa/Cairo",5]}}', DEFAULTS, [['clock.zones.1', '[]']]],
    [
      'a bank that can not be meant',
      '{"bank":{"otherBanks":["bank2:9998","bank3:x"]}}',
      DEFAULTS,
      [['bank.otherBanks.1', '[]']],
    ],
    ['a group that is none', '{"clock":"red"}', DEFAULTS, [['clock', null]]],
    [
      'two wrong values',
      '{"theme":1,"bank":{"network":2}}',
      DEFAULTS,
      [
        ['theme', '"system"'],
        ['bank.network', 'false'],
      ],
    ],
  ])('%s', (_name, text, settings, wrong) => {
    const read = parseSettings(text);
    expect(read.settings).toEqual(settings);
    expect(read.lost).toBeNull();
    expect(read.wrong.map(({ setting, used }) => [setting, used])).toEqual(wrong);
    for (const { setting, used, message } of read.wrong) {
      expect(message).toContain(`The setting '${setting}' is wrong (`);
      expect(message).toContain(used === null ? 'its defaults are used' : `its default, ${used}, is used.`);
    }
  });

  test.each([
    ['no JSON', '{"theme":'],
    ['no JSON object', '[1]'],
  ])('%s', (words, text) => {
    expect(parseSettings(text)).toEqual({ settings: DEFAULTS, wrong: [], lost: expect.stringContaining(words) });
  });
});

test('what was wrong is told until a change has written the file anew', () => {
  const path = freshPath();
  writeFileSync(path, '{"theme":"pink","language":"ar"}');
  const file = new SettingsFile(path);
  expect(file.complaints).toMatchObject([{ kind: 'value', setting: 'theme', used: '"system"' }]);
  file.change({ digits: 'latin' });
  expect(file.complaints).toEqual([]);
  expect(new SettingsFile(path).complaints).toEqual([]);
});

test('a patch changes what it names and leaves the rest of its group', () => {
  const red = patchSettings(DEFAULTS, { clock: { colour: 'red' } });
  expect(patchSettings(red, { clock: { hours: '12' }, theme: 'dark' })).toEqual({
    ...DEFAULTS,
    theme: 'dark',
    clock: { ...DEFAULTS.clock, colour: 'red', hours: '12' },
  });
});

test.each([
  ['one field, and nothing is added', { clock: { colour: 'red' } }, true],
  ['nothing', {}, true],
  ['a group with nothing in it', { camera: {} }, true],
  ['a setting that there is not', { colour: 'red' }, false],
  ['a setting that its group does not have', { clock: { colours: 'red' } }, false],
  ['a value out of range', { bank: { teletypePort: 70_000 } }, false],
  ['eight other banks', { bank: { otherBanks: Array(8).fill('bank2:9998') } }, true],
  ['nine other banks', { bank: { otherBanks: Array(9).fill('bank2:9998') } }, false],
])('a patch may be: %s', (_name, patch, right) => {
  const parsed = settingsPatchSchema.safeParse(patch);
  expect(parsed.success ? parsed.data : false).toEqual(right ? patch : false);
});

test('a change is told, kept for the next start and written so that a person can read it', () => {
  const path = freshPath();
  const file = new SettingsFile(path);
  const told: string[] = [];
  const stop = file.onChange(({ clock }) => told.push(clock.colour));
  file.change({ clock: { colour: 'red' } });
  stop();
  file.change({ theme: 'dark' });
  expect(told).toEqual(['red']);
  expect(new SettingsFile(path).current).toEqual({
    ...DEFAULTS,
    theme: 'dark',
    clock: { ...DEFAULTS.clock, colour: 'red' },
  });
  expect(readFileSync(path, 'utf8')).toContain('\n  "theme": "dark",\n');
  expect(readdirSync(join(path, '..'))).toEqual(['settings.json']);
});

test('a change that can not be saved is refused and changes nothing', () => {
  const file = new SettingsFile('/dev/null/settings.json');
  expect(() => file.change({ theme: 'dark' })).toThrow(expect.objectContaining({ code: 'settings_not_saved' }));
  expect(file.current).toEqual(DEFAULTS);
});

test('a rule that no single value breaks gives the defaults, and ends', () => {
  const range = z.object({ least: z.number().default(0), most: z.number().default(9) });
  const rule = range.refine(({ least, most }) => least <= most, { message: 'least above most' });
  expect(parseWithDefaults(rule, { least: 5, most: 4 })).toEqual({
    settings: { least: 0, most: 9 },
    wrong: [],
    lost: expect.stringContaining('least above most'),
  });
});

describe('a file from which nothing can be read', () => {
  test.each([
    ['no JSON', (path: string) => writeFileSync(path, '{"theme":"dark",}'), /no JSON/],
    ['no object', (path: string) => writeFileSync(path, '["dark"]'), /no JSON object/],
    ['a folder', (path: string) => mkdirSync(path), /can't be read \(EISDIR\)/],
  ])('%s: is named, and put aside before a change is saved', (_name, make, complaint) => {
    const path = freshPath();
    make(path);
    const file = new SettingsFile(path);
    expect(file.current).toEqual(DEFAULTS);
    expect(file.complaints).toEqual([
      { kind: 'file', keptAs: 'settings.json.wrong', message: expect.stringMatching(complaint) },
    ]);
    expect(file.complaints[0]?.message).toContain('the file is kept as settings.json.wrong in the same folder.');
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
    file.change({ theme: 'light' });
    file.change({ digits: 'latin' });
    expect(readdirSync(dirname(path))).toEqual(['settings.json', 'settings.json.wrong']);
    const next = new SettingsFile(path);
    expect(next.complaints).toEqual([]);
    expect(next.current).toEqual({ ...DEFAULTS, theme: 'light', digits: 'latin' });
  });

  test('keeps its text, beside what was put aside before', () => {
    const path = freshPath();
    writeFileSync(`${path}.wrong`, 'older');
    writeFileSync(path, '{"theme":"dark",}');
    const file = new SettingsFile(path);
    expect(file.complaints).toMatchObject([{ keptAs: 'settings.json.wrong-2' }]);
    file.change({ theme: 'light' });
    expect(readFileSync(`${path}.wrong`, 'utf8')).toBe('older');
    expect(readFileSync(`${path}.wrong-2`, 'utf8')).toBe('{"theme":"dark",}');
  });

  test('may be mended by being taken away', () => {
    const path = freshPath();
    writeFileSync(path, 'not json');
    const file = new SettingsFile(path);
    rmSync(path);
    file.change({ theme: 'light' });
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });
});

describe('the URL of a database', () => {
  test.each(['postgres://user@host/lobby', 'postgresql://one,two:5433/lobby?sslmode=verify-full'])(
    'is one: %s',
    (url) => {
      expect(isDatabase(url)).toBe(true);
    },
  );

  test.each([
    'postgres://user:secret@host/lobby',
    'postgres://user@host/lobby?password=secret',
    'postgres://user@host/lobby?sslmode=require&p%61ssword=secret',
    'postgres://host',
    'http://host/lobby',
  ])('is none that settings keep: %s', (url) => {
    expect(isDatabase(url)).toBe(false);
  });
});
