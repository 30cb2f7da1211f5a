import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readSentence, readZones } from '../../../src-renderer/clock/reading.ts';
import { isNight, pixelShift, widthOf } from '../../../src-renderer/clock/wall.ts';
import { startTicking, type TickSurroundings, untilNextSecond } from '../../../src-renderer/ui/tick.ts';
import { languageOf } from '../../language.ts';

/** The clock's words at fixed moments, and its ticking with time passed by hand. */

const english = languageOf('en', 'own');
const sentence = (at: Date, face = { hours: '24', seconds: true } as const) => {
  const { before, time, after } = readSentence(at.getTime(), english, face);
  return before + time + after;
};

describe('the sentence', () => {
  test('is worded exactly', () => {
    expect(sentence(new Date(2026, 10, 22, 14, 3, 59))).toBe("It's 14:03:59 on a beautiful Sunday, November 22");
  });
  test('has two digits everywhere', () => {
    expect(sentence(new Date(2026, 1, 2, 0, 0, 5))).toBe("It's 00:00:05 on a beautiful Monday, February 02");
  });
  test('can be read by twelve hours and without seconds', () => {
    const { time } = readSentence(new Date(2026, 10, 22, 0, 5).getTime(), english, { hours: '12', seconds: false });
    expect(time).toBe('12:05 AM');
  });
  test('has no zero before an hour by twelve', () => {
    const at = new Date(2026, 10, 22, 9, 5, 7).getTime();
    expect(readSentence(at, english, { hours: '12', seconds: true }).time).toBe('9:05:07 AM');
    expect(readSentence(at, languageOf('ar', 'own'), { hours: '12', seconds: false }).time).toMatch(/^٩:٠٥\s/);
  });
  test('is right on both sides of midnight', () => {
    expect(sentence(new Date(2026, 11, 31, 23, 59, 59))).toContain('23:59:59 on a beautiful Thursday, December 31');
    expect(sentence(new Date(2027, 0, 1, 0, 0, 0))).toContain('00:00:00 on a beautiful Friday, January 01');
  });
  test('has its own digits in Arabic, and Latin ones by choice', () => {
    const at = new Date(2026, 10, 22, 14, 3, 59).getTime();
    const face = { hours: '24', seconds: true } as const;
    expect(readSentence(at, languageOf('ar', 'own'), face).time).toBe('١٤:٠٣:٥٩');
    expect(readSentence(at, languageOf('ar', 'latin'), face).time).toBe('14:03:59');
  });
});

describe('other places', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  test('are shown only when their clocks differ from the one here', () => {
    process.env['TZ'] = 'Europe/Paris';
    const winter = Date.UTC(2026, 0, 15, 12, 0);
    const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Not/AZone'];
    expect(readZones(winter, zones, english, '24')).toEqual([
      { zone: 'Asia/Kolkata', place: 'Kolkata', time: '17:30', day: '' },
      { zone: 'America/New_York', place: 'New York', time: '07:00', day: '' },
    ]);
  });
  test.each([
    ['Asia/Tokyo', 'en', '00:00', '+9 h, tomorrow'],
    ['Pacific/Chatham', 'en', '04:45', '+13:45 h, tomorrow'],
    ['Pacific/Chatham', 'ar', '٠٤:٤٥', '\u2068\u061c+١٣:٤٥\u2069 س، غدًا'],
    ['America/New_York', 'en', '10:00', ''],
  ] as const)('name their day only where it is another one: %s (%s)', (zone, code, time, day) => {
    process.env['TZ'] = 'UTC';
    const [reading] = readZones(Date.UTC(2026, 0, 15, 15, 0), [zone], languageOf(code, 'own'), '24');
    expect(reading).toMatchObject({ time, day });
  });
  test('may still have yesterday', () => {
    process.env['TZ'] = 'Asia/Tokyo';
    const [reading] = readZones(Date.UTC(2026, 0, 15, 1, 30), ['America/St_Johns'], english, '12');
    expect(reading).toMatchObject({ time: '10:00 PM', day: '\u221212:30 h, yesterday' });
  });
  test('have no Latin name in Arabic', () => {
    process.env['TZ'] = 'UTC';
    const zones = ['Asia/Kathmandu', 'America/Sao_Paulo', 'America/New_York', 'Asia/Riyadh'];
    const places = readZones(Date.UTC(2026, 0, 15), zones, languageOf('ar', 'own'), '24').map(({ place }) => place);
    expect(places).toHaveLength(4);
    for (const place of places) expect(place).toMatch(/^\P{Script=Latin}+$/u);
  });
  test('that read the same are told apart', () => {
    process.env['TZ'] = 'UTC';
    const zones = ['America/Anchorage', 'America/Anchorage'];
    const [place] = readZones(Date.UTC(2026, 0, 15), zones, languageOf('ar', 'own'), '24');
    expect(place?.place).toBe('أنكوريج (Anchorage)');
  });
});

describe('ticking', () => {
  test('aims at the next boundary from every moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e13 }), (now) => {
        const wait = untilNextSecond(now);
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(1000);
        expect((now + wait) % 1000 === 0).toBe(true);
      }),
    );
  });

  test('after a late timer, a sleep or a changed clock the next tick shows the right time', () => {
    let now = 10_250;
    let due: { at: number; callback: () => void } | undefined;
    let jump = () => {};
    const surroundings: TickSurroundings = {
      now: () => now,
      after(ms, callback) {
        due = { at: now + ms, callback };
        return () => {
          due = undefined;
        };
      },
      onJump(callback) {
        jump = callback;
        return () => {};
      },
    };
    const fire = (late: number) => {
      now = (due?.at ?? 0) + late;
      due?.callback();
    };
    const tell = vi.fn<(at: number) => void>();
    const stop = startTicking(surroundings, tell);
    expect(due?.at).toBe(11_000);
    fire(0);
    expect(due?.at).toBe(12_000);
    fire(37);
    expect(due?.at).toBe(13_000);
    // The machine slept and wakes: told at once, aimed anew.
    now = 5_000_400;
    jump();
    expect(due?.at).toBe(5_001_000);
    // The system's time is set back.
    now = 2_000_900;
    jump();
    expect(due?.at).toBe(2_001_000);
    expect(tell.mock.calls.map(([at]) => at)).toEqual([10_250, 11_000, 12_037, 5_000_400, 2_000_900]);
    stop();
    expect(due).toBeUndefined();
  });
});

describe('on the wall', () => {
  test('the picture moves by at most twelve pixels, and a little at a time', () => {
    for (let minute = 0; minute < 2000; minute += 1) {
      const [here, next] = [pixelShift(minute * 60_000), pixelShift((minute + 1) * 60_000)];
      expect(Math.hypot(here.x, here.y)).toBeLessThanOrEqual(17);
      expect(Math.hypot(next.x - here.x, next.y - here.y)).toBeLessThanOrEqual(4);
    }
  });
  test('a longer time is drawn smaller, whatever its digits', () => {
    expect(widthOf('14:03')).toBeLessThan(widthOf('2:03 PM'));
    expect(widthOf('2:03 PM')).toBeLessThan(widthOf('2:03:59 PM'));
    expect(widthOf('١٤:٠٣:٥٩')).toBe(widthOf('14:03:59'));
  });
  test.each([
    [21, 59, false],
    [22, 0, true],
    [0, 0, true],
    [5, 59, true],
    [6, 0, false],
  ])('%i:%i is night: %s', (hour, minute, night) => {
    expect(isNight(new Date(2026, 10, 22, hour, minute).getTime())).toBe(night);
  });
});
