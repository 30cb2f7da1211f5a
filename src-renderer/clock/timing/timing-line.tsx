import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { minutesTold, type Timing, type TimingReading } from './timing.ts';

interface TimingLineProps {
  readonly timing: Timing;
  readonly reading: TimingReading;
}

/** The stopwatch or timer under the wall's sentence. Screen readers are told of few moments of it. */
export function TimingLine({ timing, reading }: TimingLineProps) {
  const language = useLanguage();
  const words = language.strings.clock.timing;
  const told = timing.kind === 'timer' ? minutesTold(reading, timing.length) : null;
  return (
    <>
      <p className={`timing figures${reading.over ? ' over' : ''}${reading.paused ? ' paused' : ''}`}>
        {reading.over ? (
          words.over
        ) : (
          <>
            <span className="kind">{words[reading.kind]}</span>
            <time className="left" dir="ltr">
              {timeRead(reading, language)}
            </time>
          </>
        )}
      </p>
      <p className="for-screen-readers" role={reading.over ? 'alert' : 'status'}>
        {reading.over ? words.over : told === null ? null : words.left(language.duration(told * 60_000))}
      </p>
    </>
  );
}

/** `4:59`, `1:04:59`; of a stopwatch that was stopped also the hundredths: `0:12.34`. */
export function timeRead({ seconds, hundredths }: TimingReading, language: Language): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  const whole = h === 0 ? `${m}:${two(s)}` : `${h}:${two(m)}:${two(s)}`;
  return language.digits(whole) + (hundredths === null ? '' : language.point + language.digits(two(hundredths)));
}
