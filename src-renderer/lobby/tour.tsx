import { useEffect, useId, useRef, useState } from 'react';
import { CROWD_MIXES, type CrowdOptions, type CrowdState } from '../../src-main/contract/crowd.ts';
import { Button } from '../ui/controls/controls.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { USUAL_CROWD } from './crowd/crowd-form.tsx';

const STEPS = ['crowd', 'watch', 'money'] as const;
type Step = (typeof STEPS)[number];

interface TourProps {
  readonly crowd: CrowdState['state'];
  readonly onCrowdStart: (options: CrowdOptions) => void;
  readonly onOpenAtm: () => void;
  /** It was finished or skipped: it is not shown again. */
  readonly onEnd: () => void;
}

/**
 * What a first visit is led through: start a crowd, watch, take money. It stands among the other panels and covers
 * nothing; the keyboard is led to it. Escape ends it from everywhere in the window where nothing else takes that key.
 * What a step is about is outlined by its own style sheet.
 */
export function Tour({ crowd, onCrowdStart, onOpenAtm, onEnd }: TourProps) {
  const language = useLanguage();
  const words = language.strings.tour;
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const entered = useRef(false);
  const [step, setStep] = useState<Step>('crowd');
  // However the crowd was started, its step is done.
  if (step === 'crowd' && crowd === 'running') setStep('watch');
  const { title: name, words: said, action } = words.steps[step];
  const isLast = step === STEPS.at(-1);
  const act: Readonly<Record<Step, () => void>> = {
    crowd: () => onCrowdStart({ ...USUAL_CROWD, mix: CROWD_MIXES[USUAL_CROWD.mix] }),
    watch: () => setStep('money'),
    money: onOpenAtm,
  };

  // Each step is spoken as it comes, unless the keyboard is busy elsewhere by then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what the keyboard is led to
  useEffect(() => {
    const { activeElement } = document;
    const here = activeElement === document.body || heading.current?.parentElement?.contains(activeElement) === true;
    if (!entered.current || here) heading.current?.focus({ preventScroll: true });
    entered.current = true;
  }, [step]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      // Dialogs and popovers keep it from the window, but not while what had the focus in them has been disabled.
      if (document.querySelector('[role="dialog"]') === null) onEnd();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onEnd]);
  return (
    <section className="panel tour" data-step={step} aria-labelledby={title}>
      <h2 id={title} ref={heading} tabIndex={-1}>
        <span className="for-screen-readers">{words.title}: </span>
        {name}
      </h2>
      <p className="place figures">
        {words.step(language.number(STEPS.indexOf(step) + 1), language.number(STEPS.length))}
      </p>
      <p className="words">{language.digits(said)}</p>
      <div className="actions">
        <Button small look="primary" isDisabled={step === 'crowd' && crowd === 'starting'} onPress={act[step]}>
          {action}
        </Button>
        <Button small look="quiet" onPress={onEnd}>
          {isLast ? words.done : words.skip}
        </Button>
      </div>
    </section>
  );
}
