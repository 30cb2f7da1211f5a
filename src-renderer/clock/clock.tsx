import { type CSSProperties, memo } from 'react';
import type { Settings } from '../../src-main/contract/settings.ts';
import { Button } from '../ui/controls/controls.tsx';
import { FullScreenIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { ClockOptions, type ClockPatch } from './clock-options.tsx';
import { readSentence, readZones } from './reading.ts';
import { isNight, pixelShift, widthOf } from './wall.ts';

interface ClockProps {
  /** ms since the epoch; the owner passes a new one each second. */
  readonly now: number;
  readonly face: Settings['clock'];
  readonly fullScreen: boolean;
  /** The pointer has lain still for a while in full screen: neither it nor the controls under it are shown. */
  readonly pointerRests: boolean;
  readonly canStayOnTop: boolean;
  readonly onChange: (patch: ClockPatch) => void;
  readonly onFullScreen: () => void;
}

/** A dark wall with the time on it. The sentence is one element, silent unless a screen reader is asked to read it. */
export function Clock({ now, face, fullScreen, pointerRests, canStayOnTop, onChange, onFullScreen }: ClockProps) {
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
        {zones.length === 0 ? null : (
          <ul className="zones figures" aria-label={strings.clock.zones}>
            {zones.map(({ zone, place, time: there, day }) => (
              <li key={zone}>
                <span className="place">{place}</span>
                <span className="there">{there}</span>
                <span className="day">{day}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Rail face={face} canStayOnTop={canStayOnTop} onChange={onChange} onFullScreen={onFullScreen} />
    </main>
  );
}

/** What can be done to the clock. Not drawn anew each second. */
const Rail = memo(function Rail({
  face,
  canStayOnTop,
  onChange,
  onFullScreen,
}: Pick<ClockProps, 'face' | 'canStayOnTop' | 'onChange' | 'onFullScreen'>) {
  const { strings } = useLanguage();
  const other = otherColour(face.colour);
  return (
    <footer className="rail">
      <p className="credit">{strings.clock.credit}</p>
      <Button look="quiet" onPress={() => onChange({ colour: other })}>
        <span className={`swatch ${other}`} />
        {other === 'red' ? strings.clock.toRed : strings.clock.toWhite}
      </Button>
      <ClockOptions face={face} canStayOnTop={canStayOnTop} onChange={onChange} />
      <Button look="quiet" aria-label={strings.clock.fullScreen} onPress={onFullScreen}>
        <FullScreenIcon />
      </Button>
    </footer>
  );
});

/** The toggle of the heart: white becomes red, all else becomes white. */
function otherColour(colour: Settings['clock']['colour']): 'white' | 'red' {
  return colour === 'white' ? 'red' : 'white';
}
