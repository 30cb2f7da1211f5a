import type { CSSProperties } from 'react';
import type { Settings } from '../../src-main/contract/settings.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import type { ClockPatch } from './clock-options.tsx';
import { Rail, type TimingState } from './rail.tsx';
import { readSentence, readZones } from './reading.ts';
import type { Timing, TimingReading } from './timing/timing.ts';
import { TimingLine } from './timing/timing-line.tsx';
import type { TimingControls } from './timing/use-timing.ts';
import { isNight, pixelShift, widthOf } from './wall.ts';

interface ClockProps {
  /** ms since the epoch; the owner passes a new one each second. */
  readonly now: number;
  readonly face: Settings['clock'];
  /** The stopwatch or timer on the wall; null: there is none. */
  readonly timing: { readonly is: Timing; readonly reading: TimingReading } | null;
  readonly timingControls: TimingControls;
  readonly fullScreen: boolean;
  /** The pointer has lain still for a while in full screen: neither it nor the controls under it are shown. */
  readonly pointerRests: boolean;
  readonly canStayOnTop: boolean;
  readonly onChange: (patch: ClockPatch) => void;
  readonly onFullScreen: () => void;
}

/** A dark wall with the time on it. The sentence is one element, silent unless a screen reader is asked to read it. */
export function Clock({ now, face, timing, fullScreen, pointerRests, ...rail }: ClockProps) {
  const language = useLanguage();
  const { strings } = language;
  const { before, time, after } = readSentence(now, language, face);
  const zones = readZones(now, face.zones, language, face.hours);
  const shift = fullScreen && face.shift ? pixelShift(now) : { x: 0, y: 0 };
  const dimmed = fullScreen && face.dim && isNight(now);

  return (
    <main className={`wall${dimmed ? ' dimmed' : ''}${pointerRests ? ' resting' : ''}`} data-colour={face.colour}>
      <div className="hung" style={{ translate: `${shift.x}px ${shift.y}px` }}>
        <h1 className="for-screen-readers">{strings.titles.clock}</h1>
        <p className="sentence figures" role="timer" style={{ '--width': widthOf(time) } as CSSProperties}>
          <span className="words">{before}</span>
          <time className="time">{time}</time>
          <span className="words">{after}</span>
        </p>
        {timing === null ? null : <TimingLine timing={timing.is} reading={timing.reading} />}
        {zones.length === 0 ? null : (
          <ul className="zones figures" aria-label={strings.clock.zones}>
            {zones.map(({ zone, place, time: there, day }) => (
              <li key={zone}>
                <span className="place">{place}</span>
                <span className="there">{there}</span>
                {day === '' ? null : <span className="day">{day}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Rail face={face} timing={timing === null ? null : stateOf(timing.reading)} {...rail} />
    </main>
  );
}

function stateOf({ paused, over }: TimingReading): TimingState {
  if (over) return 'over';
  return paused ? 'paused' : 'running';
}
