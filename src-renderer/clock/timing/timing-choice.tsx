import { type FormEvent, useState } from 'react';
import { Button, Field, Switch } from '../../ui/controls/controls.tsx';
import { TimerIcon } from '../../ui/controls/icons.tsx';
import { parseWhole } from '../../ui/language/digits.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { ClockPopover } from '../clock-popover.tsx';
import { MOST_MINUTES } from './timing.ts';
import type { TimingControls } from './use-timing.ts';

interface TimingChoiceProps {
  readonly sounds: boolean;
  readonly controls: TimingControls;
  readonly onSounds: (on: boolean) => void;
}

/** Starts a stopwatch or a timer. It closes with the start. */
export function TimingChoice({ sounds, controls, onSounds }: TimingChoiceProps) {
  const words = useLanguage().strings.clock.timing;
  return (
    <ClockPopover label={words.choose} icon={<TimerIcon />} name="timing-choice">
      <TimerForm onStart={controls.startTimer} />
      <Switch isSelected={sounds} onChange={onSounds}>
        {words.sounds}
      </Switch>
      <Button onPress={controls.startStopwatch}>{words.startStopwatch}</Button>
      <p className="hint">{words.keys}</p>
    </ClockPopover>
  );
}

/** Minutes of the usual pieces of a lesson. */
const USUAL_MINUTES = [1, 5, 10, 15, 30, 45];

function TimerForm({ onStart }: { readonly onStart: (minutes: number) => void }) {
  const language = useLanguage();
  const words = language.strings.clock.timing;
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const start = (event: FormEvent) => {
    event.preventDefault();
    const minutes = parseWhole(text);
    if (minutes === null || minutes < 1 || minutes > MOST_MINUTES) return setWrong(true);
    return onStart(minutes);
  };
  return (
    <form onSubmit={start}>
      <h2>{words.timer}</h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a legend */}
      <div className="usual figures" role="group" aria-label={words.usual}>
        {USUAL_MINUTES.map((minutes) => (
          <Button key={minutes} small onPress={() => onStart(minutes)}>
            {language.duration(minutes * 60_000)}
          </Button>
        ))}
      </div>
      <div className="own">
        <Field label={words.ownMinutes}>
          <input
            inputMode="numeric"
            autoComplete="off"
            value={text}
            aria-invalid={wrong}
            onChange={({ target }) => {
              setText(target.value);
              setWrong(false);
            }}
          />
        </Field>
        <Button type="submit">{words.start}</Button>
      </div>
      {wrong ? (
        <p role="alert">{language.strings.suite.countRule(language.number(1), language.number(MOST_MINUTES))}</p>
      ) : null}
    </form>
  );
}
