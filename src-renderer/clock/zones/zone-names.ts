import type { Language } from '../../ui/language/language.ts';
import { CITIES_AR } from './cities-ar.ts';
import { CITIES_EN } from './cities-en.ts';

/**
 * Browsers keep the first name that a zone had; these cities are written otherwise today. From the file `backward` of
 * the IANA time zone database, where both names are one zone.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** A time zone as people know it. */
export interface NamedZone {
  /** Its name in the IANA database, e.g. `Asia/Kathmandu`. */
  readonly zone: string;
  /** Its name in the language, e.g. `Kathmandu, Asia`; no two zones of a list have the same. */
  readonly name: string;
}

/** Whether this runtime knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Names the zones in the language: places that read the same are told apart by the zone's city, in Latin letters. */
export function placesOf(zones: readonly string[], language: Language): string[] {
  const places = zones.map((zone) => placeOf(zone, language));
  return zones.map((zone, index) => {
    const place = places[index] ?? zone;
    const alone = places.indexOf(place) === places.lastIndexOf(place);
    return alone ? place : `${place} (${cityOf(zone)})`;
  });
}

/** Names zones with their part of the world, sorted as the language sorts. */
export function namedZones(zones: readonly string[], language: Language): NamedZone[] {
  const { regions, inRegion } = language.strings.clock;
  const places = placesOf(zones, language);
  const { compare } = new Intl.Collator(language.locale);
  return zones
    .map((zone, index) => {
      const [region = '', ...within] = zone.split('/').map(words);
      // `America/Indiana/Knox`: the state stands by the city. Only English has its name.
      const state = language.code === 'en' && within.length > 1 ? within.slice(0, -1) : [];
      const parts = [places[index] ?? zone, ...state, ...(isKey(regions, region) ? [regions[region]] : [])];
      return { zone, name: parts.reduce((place, part) => inRegion(place, part)) };
    })
    .sort((one, other) => compare(one.name, other.name));
}

/** All zones that this runtime lists, by the names that they have today. */
export function knownZones(): string[] {
  return Intl.supportedValuesOf('timeZone').map((zone) => {
    const today = RENAMED[zone];
    return today !== undefined && isTimeZone(today) ? today : zone;
  });
}

/**
 * The zone that somebody means: by its whole name in either form, by its city, or by a part of a name that only one
 * zone has. Capitals and accents don't matter. null: none or several.
 */
export function zoneMeant(text: string, zones: readonly NamedZone[]): string | null {
  const meant = folded(text);
  if (meant === '') return null;
  const whole = zones.find(({ zone, name }) => [name, zone, cityOf(zone)].some((known) => folded(known) === meant));
  if (whole !== undefined) return whole.zone;
  const [part, another] = zones.filter(({ name }) => folded(name).includes(meant));
  if (part !== undefined && another === undefined) return part.zone;
  // Older names, and such as UTC, are known without being listed.
  const typed = text.trim().replaceAll(' ', '_');
  return isTimeZone(typed) ? typed : null;
}

/** Cities by zone, in each language that has a table. */
const CITIES: Readonly<Record<Language['code'], Readonly<Record<string, string>>>> = { en: CITIES_EN, ar: CITIES_AR };

/** A zone's city in the language; one that is in no table is called as its zone is. */
function placeOf(zone: string, language: Language): string {
  const cities = CITIES[language.code];
  return cities[RENAMED[zone] ?? zone] ?? cities[zone] ?? cityOf(zone);
}

/** As its zone is called, in Latin letters: what somebody who types may have in mind. */
function cityOf(zone: string): string {
  return words(zone.split('/').at(-1) ?? zone);
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** Without what is often left out when a name is typed: accents, apostrophes, points, capitals. */
function folded(text: string): string {
  return words(text.trim())
    .normalize('NFD')
    .replaceAll(/[\p{M}.'’ʻ]/gu, '')
    .toLowerCase();
}

function isKey<Names extends object>(names: Names, key: PropertyKey): key is keyof Names {
  return Object.hasOwn(names, key);
}
