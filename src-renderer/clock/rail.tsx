import { memo } from 'react';
import type { Settings } from '../../src-main/contract/settings.ts';
import { Button } from '../ui/controls/controls.tsx';
import { CloseIcon, FullScreenIcon, PauseIcon, PlayIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { ClockOptions, type ClockPatch } from './clock-options.tsx';
import { TimingChoice } from './timing/timing-choice.tsx';
import type { TimingControls } from './timing/use-timing.ts';

export type TimingState = 'running' | 'paused' | 'over';

interface RailProps {
  readonly face: Settings['clock'];
  /** null: neither a stopwatch nor a timer is on the wall. */
  readonly timing: TimingState | null;
  readonly timingControls: TimingControls;
  readonly canStayOnTop: boolean;
  readonly onChange: (patch: ClockPatch) => void;
  readonly onFullScreen: () => void;
}

/** What can be done to the clock. Not drawn anew each second. */
export const Rail = memo(function Rail({
  face,
  timing,
  timingControls,
  canStayOnTop,
  onChange,
  onFullScreen,
}: RailProps) {
  const { strings } = useLanguage();
  const other = otherColour(face.colour);
  return (
    <footer className="rail">
      <p className="credit">{strings.clock.credit}</p>
      <Button look="quiet" onPress={() => onChange({ colour: other })}>
        <span className={`swatch ${other}`} />
        {other === 'red' ? strings.clock.toRed : strings.clock.toWhite}
      </Button>
      <div className="tools">
        {timing === null ? (
          <TimingChoice sounds={face.sounds} controls={timingControls} onSounds={(sounds) => onChange({ sounds })} />
        ) : (
          <TimingButtons timing={timing} controls={timingControls} />
        )}
        <ClockOptions face={face} canStayOnTop={canStayOnTop} onChange={onChange} />
        <Button look="quiet" aria-label={strings.clock.fullScreen} onPress={onFullScreen}>
          <FullScreenIcon />
        </Button>
      </div>
    </footer>
  );
});

interface TimingButtonsProps {
  readonly timing: TimingState;
  readonly controls: TimingControls;
}

function TimingButtons({ timing, controls }: TimingButtonsProps) {
  const words = useLanguage().strings.clock.timing;
  return (
    <>
      {timing === 'over' ? null : (
        <Button look="quiet" aria-label={timing === 'paused' ? words.resume : words.pause} onPress={controls.toggle}>
          {timing === 'paused' ? <PlayIcon /> : <PauseIcon />}
        </Button>
      )}
      <Button look="quiet" aria-label={words.remove} onPress={controls.remove}>
        <CloseIcon />
      </Button>
    </>
  );
}

/** The colour that the toggle turns to: red after white, white after every other. */
function otherColour(colour: Settings['clock']['colour']): 'white' | 'red' {
  return colour === 'white' ? 'red' : 'white';
}
