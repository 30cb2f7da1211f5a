import { describe, expect, test } from 'vitest';
import { isTimeZone, knownZones, namedZones, placesOf, zoneMeant } from '../../../src-renderer/clock/zone-names.ts';
import { createLanguage } from '../../../src-renderer/ui/language/language.ts';

/** Every time zone can be read and found in both languages. */

const english = createLanguage('en', 'own');
const arabic = createLanguage('ar', 'own');
const inEnglish = namedZones(knownZones(), english);
const inArabic = namedZones(knownZones(), arabic);
const nameOf = (zone: string, zones = inEnglish) => zones.find((named) => named.zone === zone)?.name;

describe.each([
  ['en', english, inEnglish],
  ['ar', arabic, inArabic],
] as const)('the list (%s)', (_code, language, zones) => {
  test('has every zone of the system, each with a name of its own', () => {
    expect(zones.length).toBe(Intl.supportedValuesOf('timeZone').length);
    expect(new Set(zones.map(({ name }) => name)).size).toBe(zones.length);
  });
  test('shows no name as computers write it', () => {
    expect(zones.filter(({ name }) => /[_/]/.test(name))).toEqual([]);
  });
  test('is sorted', () => {
    const { compare } = new Intl.Collator(language.locale);
    expect(zones.map(({ name }) => name)).toEqual(zones.map(({ name }) => name).sort(compare));
  });
  test('finds each zone by its whole name', () => {
    expect(zones.filter(({ zone, name }) => zoneMeant(name, zones) !== zone)).toEqual([]);
  });
});

test.each([
  ['America/New_York', 'New York, America'],
  ['Asia/Kathmandu', 'Kathmandu, Asia'],
  ['America/Indiana/Knox', 'Knox, Indiana, America'],
  ['Indian/Mauritius', 'Mauritius, Indian Ocean'],
])('%s reads %s', (zone, name) => {
  expect(nameOf(zone)).toBe(name);
});

test('Arabic has its own names, with the part of the world', () => {
  expect(nameOf('Asia/Kathmandu', inArabic)).toMatch(/^\P{Script=Latin}*نيبال، آسيا$/u);
});

test('places that read the same are told apart by their city', () => {
  const zone = 'Asia/Riyadh';
  const [alone = ''] = placesOf([zone], arabic);
  expect(alone).not.toContain('Riyadh');
  expect(placesOf([zone, zone], arabic)).toEqual([`${alone} (Riyadh)`, `${alone} (Riyadh)`]);
});

test.each([
  ['Kathmandu', 'Asia/Kathmandu'],
  ['asia/kathmandu', 'Asia/Kathmandu'],
  [' new york ', 'America/New_York'],
  ['São Paulo', 'America/Sao_Paulo'],
  ['reykj', 'Atlantic/Reykjavik'],
  ['UTC', 'UTC'],
])('%j means %s', (text, zone) => {
  expect(zoneMeant(text, inEnglish)).toBe(zone);
});

test('a part of an Arabic name is enough where only one zone has it', () => {
  expect(zoneMeant('نيبال', inArabic)).toBe('Asia/Kathmandu');
});

test.each(['', 'Nowhere', 'a'])('%j means no zone, or too many', (text) => {
  expect(zoneMeant(text, inEnglish)).toBeNull();
});

test('zones are known by their names', () => {
  expect(isTimeZone('Africa/Cairo')).toBe(true);
  expect(isTimeZone('Nowhere')).toBe(false);
});
