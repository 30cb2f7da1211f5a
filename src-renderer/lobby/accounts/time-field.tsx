import { type ComponentProps, useCallback, useState } from 'react';
import { DateField, DateInput, DateSegment, Label } from 'react-aria-components';
import { inLatinDigits } from '../../ui/language/digits.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';

type Typed = NonNullable<ComponentProps<typeof DateField>['value']> | null;

interface TimeFieldProps {
  readonly label: string;
  /** A part is missing that is asked for. */
  readonly isWrong: boolean;
  /** Given the whole time in ms since the epoch, of this machine's zone; null once all of it is erased. */
  readonly onChange: (at: number | null) => void;
}

/**
 * A date with a time of day to the second, each part typed or stepped by arrow keys. In the window's language and digits:
 * a browser's own field of this kind speaks the browser's language.
 */
export function TimeField({ label, isWrong, onChange }: TimeFieldProps) {
  const [typed, setTyped] = useState<Typed>(null);
  const parts = useOwnDigits(useLanguage().digits);
  return (
    <DateField
      className="field time-field"
      granularity="second"
      hourCycle={24}
      value={typed}
      isInvalid={isWrong}
      validationBehavior="aria"
      onKeyDown={({ key, target }) => {
        // As in every other field of a form; its parts are no inputs, which would do it by themselves.
        if (key === 'Enter' && target instanceof Element) target.closest('form')?.requestSubmit();
      }}
      onChange={(value) => {
        setTyped(value);
        onChange(value === null ? null : value.toDate(ownZone()).getTime());
      }}
    >
      <Label className="label">{label}</Label>
      <DateInput ref={parts} className="parts figures">
        {(segment) => <DateSegment className={`part ${segment.type}`} segment={segment} />}
      </DateInput>
    </DateField>
  );
}

/**
 * Whether a part of the field's time is missing. Who erases a part of a whole time is not told to `onChange`: that waits
 * for the next whole one.
 */
export function isIncomplete(form: HTMLFormElement): boolean {
  return form.querySelector('.time-field [data-placeholder]') !== null;
}

/** A part takes the digits of the window's language alone: it is given others that are typed as these. */
function useOwnDigits(digits: (text: string) => string) {
  return useCallback(
    (field: HTMLElement | null) => {
      const translate = (event: InputEvent) => {
        const own = event.data === null ? null : digits(inLatinDigits(event.data));
        if (own === event.data) return;
        event.preventDefault();
        event.stopPropagation();
        const { inputType, target } = event;
        target?.dispatchEvent(new InputEvent('beforeinput', { data: own, inputType, bubbles: true, cancelable: true }));
      };
      field?.addEventListener('beforeinput', translate, { capture: true });
      return () => field?.removeEventListener('beforeinput', translate, { capture: true });
    },
    [digits],
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
