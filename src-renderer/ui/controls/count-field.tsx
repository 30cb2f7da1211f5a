import { useState } from 'react';
import { FieldError, Input, Label, Slider, SliderThumb, SliderTrack, TextField } from 'react-aria-components';
import { parseWhole } from '../language/digits.ts';
import { useLanguage } from '../language/language-context.tsx';

interface CountFieldProps {
  readonly label: string;
  /** null: what stands in the field is none. */
  readonly value: number | null;
  /** The slider goes from one step to `most`, in steps; the field takes every whole number from 1 to `most`. */
  readonly step: number;
  readonly most: number;
  /** Given null while what is typed is no such number. */
  readonly onChange: (value: number | null) => void;
}

/** A whole number, by slider in sensible steps or by field exactly. */
export function CountField({ label, value, step, most, onChange }: CountFieldProps) {
  const language = useLanguage();
  /** What is being typed, or stands there and is no number within bounds; null: the value is shown. */
  const [text, setText] = useState<string | null>(null);
  const type = (typed: string) => {
    setText(typed);
    const number = parseWhole(typed);
    onChange(number !== null && number >= 1 && number <= most ? number : null);
  };
  return (
    <div className="count-field">
      <TextField
        className="exact"
        value={text ?? (value === null ? '' : language.number(value))}
        inputMode="numeric"
        isInvalid={value === null}
        validationBehavior="aria"
        onChange={type}
        onBlur={() => (value === null ? undefined : setText(null))}
      >
        <Label className="label">{label}</Label>
        <Input className="figures" autoComplete="off" />
        <FieldError className="wrong">
          {language.strings.suite.countRule(language.number(1), language.number(most))}
        </FieldError>
      </TextField>
      <Slider
        className="slider"
        aria-label={label}
        value={Math.max(step, value ?? step)}
        minValue={step}
        maxValue={most}
        step={step}
        onChange={(slid) => {
          setText(null);
          onChange(slid);
        }}
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
