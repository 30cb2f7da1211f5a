import type { Settings } from '../../src-main/contract/settings.ts';
import type { Language } from '../ui/language/language.ts';
import { isTimeZone, placesOf } from './zones/zone-names.ts';

export type Face = Pick<Settings['clock'], 'hours' | 'seconds'>;

/** The clock's sentence in its three parts; joined they are the whole sentence. */
export interface Reading {
  readonly before: string;
  readonly time: string;
  readonly after: string;
}

/**
 * Reads a moment as the wall's sentence, e.g. `It's 14:03:59 on a beautiful Sunday, November 22`.
 *
 * The local fields are taken from `Date` at each reading: a formatter made earlier would keep the time zone that the
 * system had then.
 */
export function readSentence(at: number, language: Language, face: Face): Reading {
  const moment = new Date(at);
  const wall = new Date(
    Date.UTC(
      moment.getFullYear(),
      moment.getMonth(),
      moment.getDate(),
      moment.getHours(),
      moment.getMinutes(),
      moment.getSeconds(),
    ),
  );
  const words = (options: Intl.DateTimeFormatOptions) =>
    formatter(language.locale, { ...options, timeZone: 'UTC' }).format(wall);
  const { before, after } = language.strings.clock.sentence;
  return {
    before,
    time: timeOfDay(wall, 'UTC', language, face),
    after: after(words({ weekday: 'long' }), words({ month: 'long', day: '2-digit' })),
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * A formatter is made once: that takes longer than all else that a tick does. None is for the system's own time zone,
 * which may change. @throws RangeError for a time zone that does not exist
 */
function formatter(
  locale: string,
  options: Intl.DateTimeFormatOptions & { readonly timeZone: string },
): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

function timeOfDay(at: Date, timeZone: string, language: Language, { hours, seconds }: Face): string {
  return formatter(language.locale, {
    timeZone,
    // As people write it: 09:05 by twenty-four hours, 9:05 AM by twelve.
    hour: hours === '12' ? 'numeric' : '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' as const } : {}),
    hourCycle: hours === '12' ? 'h12' : 'h23',
  })
    .format(at)
    .replaceAll('\u202f', ' ');
}

export interface ZoneReading {
  readonly zone: string;
  /** In English the last part of the zone's name, e.g. `Sao Paulo`; elsewhere the language's own name for the zone. */
  readonly place: string;
  readonly time: string;
  /** Where it is another day: how far that place is ahead or behind, and which day it is, `+9 h, tomorrow`; else ''. */
  readonly day: string;
}

/** The time in other places, without seconds; only places where the wall shows something else than here. */
export function readZones(
  at: number,
  zones: readonly string[],
  language: Language,
  hours: Face['hours'],
): ZoneReading[] {
  const moment = new Date(at);
  const here = offsetMinutes(moment, undefined);
  const shown = zones.filter((zone) => isTimeZone(zone) && offsetMinutes(moment, zone) !== here);
  const places = placesOf(shown, language);
  return shown.map((zone, index) => ({
    zone,
    place: places[index] ?? zone,
    time: timeOfDay(moment, zone, language, { hours, seconds: false }),
    day: otherDay(moment, zone, here, language),
  }));
}

/** @param here minutes that this machine is ahead of UTC */
function otherDay(at: Date, zone: string, here: number, language: Language): string {
  const there = offsetMinutes(at, zone);
  const dayAt = (offset: number) => Math.floor((at.getTime() + offset * 60_000) / DAY_MS);
  const days = dayAt(there) - dayAt(here);
  if (days === 0) return '';
  const ahead = there - here;
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  const rest = minutes === 0 ? '' : `:${language.digits(String(minutes).padStart(2, '0'))}`;
  const { offset, tomorrow, yesterday } = language.strings.clock;
  return offset(language.signed(ahead < 0 ? -hours : hours) + rest, days > 0 ? tomorrow : yesterday);
}

const DAY_MS = 86_400_000;

/** Minutes that a zone is ahead of UTC at a moment; without a zone, those of this machine. */
function offsetMinutes(at: Date, zone: string | undefined): number {
  if (zone === undefined) return -at.getTimezoneOffset();
  const parts = formatter('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const field = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'));
  return Math.round((wall - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000);
}
