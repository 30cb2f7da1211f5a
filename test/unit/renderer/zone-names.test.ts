import { describe, expect, test } from 'vitest';
import { CITIES_AR } from '../../../src-renderer/clock/zones/cities-ar.ts';
import { CITIES_EN } from '../../../src-renderer/clock/zones/cities-en.ts';
import {
  isTimeZone,
  knownZones,
  namedZones,
  placesOf,
  zoneMeant,
} from '../../../src-renderer/clock/zones/zone-names.ts';
import { languageOf } from '../../language.ts';

/** Every time zone can be read and found in both languages. */

const english = languageOf('en', 'own');
const arabic = languageOf('ar', 'own');
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
  ['America/Sao_Paulo', 'São Paulo, America'],
  ['America/St_Johns', 'St. John’s, America'],
  ['Antarctica/DumontDUrville', 'Dumont d’Urville, Antarctica'],
  ['America/Argentina/Tucuman', 'Tucumán, Argentina, America'],
])('%s reads %s', (zone, name) => {
  expect(nameOf(zone)).toBe(name);
});

test.each([
  ['Asia/Tokyo', 'طوكيو، آسيا'],
  ['Africa/Cairo', 'القاهرة، أفريقيا'],
  ['America/New_York', 'نيويورك، أمريكا'],
  ['Asia/Kathmandu', 'كاتماندو، آسيا'],
  ['Asia/Kolkata', 'كولكاتا، آسيا'],
  ['Europe/Kyiv', 'كييف، أوروبا'],
  ['America/Jamaica', 'جامايكا، أمريكا'],
])('%s reads %s in Arabic', (zone, name) => {
  expect(nameOf(zone, inArabic)).toBe(name);
});

test('in Arabic every place is a name, and no zone: not a word of time before it', () => {
  expect(inArabic.filter(({ name }) => /توقيت|\p{Script=Latin}/u.test(name))).toEqual([]);
});

test('every zone has its Arabic name in the table: browsers would name the time that many zones share', () => {
  expect(knownZones().filter((zone) => CITIES_AR[zone] === undefined)).toEqual([]);
});

test('the tables have only zones that there are', () => {
  const zones = [...Object.keys(CITIES_AR), ...Object.keys(CITIES_EN)];
  expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
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
  ['sao paulo', 'America/Sao_Paulo'],
  ["st john's", 'America/St_Johns'],
  ['st johns', 'America/St_Johns'],
  ['Ho Chi Minh', 'Asia/Ho_Chi_Minh'],
  ['reykj', 'Atlantic/Reykjavik'],
  ['UTC', 'UTC'],
])('%j means %s', (text, zone) => {
  expect(zoneMeant(text, inEnglish)).toBe(zone);
});

test('a part of an Arabic name is enough where only one zone has it', () => {
  expect(zoneMeant('كاتماندو', inArabic)).toBe('Asia/Kathmandu');
});

test.each(['', 'Nowhere', 'a'])('%j means no zone, or too many', (text) => {
  expect(zoneMeant(text, inEnglish)).toBeNull();
});

test('zones are known by their names', () => {
  expect(isTimeZone('Africa/Cairo')).toBe(true);
  expect(isTimeZone('Nowhere')).toBe(false);
});
