import { Input, Label, NumberField, Slider, SliderThumb, SliderTrack } from 'react-aria-components';

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
  return (
    <div className="count-field">
      <NumberField
        className="exact"
        value={value}
        minValue={1}
        maxValue={most}
        onChange={(typed) => {
          // An emptied field is no number: the one before comes back.
          if (Number.isInteger(typed)) onChange(typed);
        }}
      >
        <Label className="label">{label}</Label>
        <Input className="figures" />
      </NumberField>
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
