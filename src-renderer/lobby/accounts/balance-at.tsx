import { type FormEvent, useState } from 'react';
import { failureFields } from '../../../src-main/contract/failure.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { showWrong } from '../../ui/controls/show-wrong.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Office } from './office.ts';
import { isIncomplete, TimeField } from './time-field.tsx';

interface BalanceAtProps {
  readonly office: Office;
  readonly account: string;
}

type Outcome =
  | { readonly at: 'known'; readonly words: string }
  | { readonly at: 'refused'; readonly words: string }
  /** A part of the time is missing. */
  | { readonly at: 'incomplete' };

/** Asks for the available balance as of one time. */
export function BalanceAt({ office, account }: BalanceAtProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const [at, setAt] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (at === null || isIncomplete(event.currentTarget)) {
      showWrong(event.currentTarget, () => setOutcome({ at: 'incomplete' }));
      return;
    }
    // The same answer to another question is told again.
    setOutcome(null);
    try {
      const { opened, points } = await office.balances({ account, from: at, to: at });
      if (at < opened) {
        setOutcome({ at: 'refused', words: words.openedLater(language.exactDateTime(opened)) });
        return;
      }
      const balance = language.money(points.at(-1)?.balance ?? 0);
      setOutcome({ at: 'known', words: words.balanceAt(language.exactDateTime(at), balance) });
    } catch (thrown) {
      setOutcome({ at: 'refused', words: language.failure(failureFields(thrown)) });
    }
  };
  const change = (to: number | null) => {
    setAt(to);
    if (outcome?.at === 'incomplete') setOutcome(null);
  };

  return (
    <form className="balance-at" onSubmit={(event) => void submit(event)} noValidate>
      <TimeField label={words.asOf} isWrong={outcome?.at === 'incomplete'} onChange={change} />
      <Button type="submit">{words.show}</Button>
      {outcome?.at === 'incomplete' ? <p role="alert">{words.wrongTime}</p> : null}
      {outcome?.at === 'refused' ? <p role="alert">{outcome.words}</p> : null}
      <p role="status" className="figures">
        {outcome?.at === 'known' ? outcome.words : null}
      </p>
    </form>
  );
}
