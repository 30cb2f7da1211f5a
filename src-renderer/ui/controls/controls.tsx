import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Switch as AriaSwitch,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: 'plain' | 'primary' | 'quiet';
  readonly small?: boolean;
}

export function Button({ look = 'plain', small = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`button ${look}${small ? ' small' : ''}`} />;
}

interface ChoicesProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly name?: string }[];
  readonly onChange: (value: Value) => void;
}

/** A row of buttons of which exactly one is chosen; arrow keys move between them. */
export function Choices<Value extends string>({ label, value, options, onChange }: ChoicesProps<Value>) {
  return (
    <ToggleButtonGroup
      className="choices"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className="choice"
          {...(option.name === undefined ? {} : { 'aria-label': option.name })}
        >
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** Choices with their name in sight beside them. */
export function NamedChoices<Value extends string>(choices: ChoicesProps<Value>) {
  return (
    <div className="option">
      <span aria-hidden="true">{choices.label}</span>
      <Choices {...choices} />
    </div>
  );
}

interface SwitchProps {
  readonly isSelected: boolean;
  readonly isDisabled?: boolean;
  /** What it does, or why it is disabled. */
  readonly hint?: string;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}

export function Switch({ isSelected, isDisabled = false, hint, onChange, children }: SwitchProps) {
  return (
    <AriaSwitch className="switch" isSelected={isSelected} isDisabled={isDisabled} onChange={onChange}>
      <span className="track" />
      {hint === undefined ? (
        children
      ) : (
        <span className="hinted">
          {children}
          <span className="hint">{hint}</span>
        </span>
      )}
    </AriaSwitch>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

/** A native control under its label. */
export function Field({ label, hint, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child that every use passes
    <label className="field">
      <span className="label">{label}</span>
      {children}
      {hint === undefined ? null : <span className="hint">{hint}</span>}
    </label>
  );
}
