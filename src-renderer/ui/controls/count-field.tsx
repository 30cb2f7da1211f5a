import { useState } from 'react';
import { Input, Label, Slider, SliderThumb, SliderTrack, TextField } from 'react-aria-components';
import { parseWhole } from '../language/digits.ts';
import { useLanguage } from '../language/language-context.tsx';

interface CountFieldProps {
  readonly label: string;
  readonly value: number;
  /** The slider goes from one step to `most`, in steps; the field takes every whole number from 1 on. */
  readonly step: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A whole number, by slider in sensible steps or by field exactly. What is typed is kept within its bounds. */
export function CountField({ label, value, step, most, onChange }: CountFieldProps) {
  const language = useLanguage();
  /** What is being typed; null: nobody types. */
  const [text, setText] = useState<string | null>(null);
  const type = (typed: string) => {
    setText(typed);
    const number = parseWhole(typed);
    if (number !== null) onChange(Math.min(most, Math.max(1, number)));
  };
  return (
    <div className="count-field">
      <TextField
        className="exact"
        value={text ?? language.number(value)}
        inputMode="numeric"
        onChange={type}
        onBlur={() => setText(null)}
      >
        <Label className="label">{label}</Label>
        <Input className="figures" autoComplete="off" />
      </TextField>
      <Slider
        className="slider"
        aria-label={label}
        value={Math.max(step, value)}
        minValue={step}
        maxValue={most}
        step={step}
        onChange={(slid) => onChange(slid)}
      >
        <SliderTrack className="rail">
          {({ state }) => (
            <>
              <span className="filled" style={{ inlineSize: `${state.getThumbPercent(0) * 100}%` }} />
              <SliderThumb className="thumb" />
            </>
          )}
        </SliderTrack>
      </Slider>
    </div>
  );
}
