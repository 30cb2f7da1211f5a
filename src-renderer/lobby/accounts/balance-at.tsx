import { type FormEvent, useState } from 'react';
import { failureFields } from '../../../src-main/contract/failure.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Office } from './office.ts';
import { TimeField } from './time-field.tsx';

interface BalanceAtProps {
  readonly office: Office;
  readonly account: string;
}

type Outcome = { readonly at: 'known'; readonly words: string } | { readonly at: 'refused'; readonly words: string };

/** Asks for the available balance as of one time. */
export function BalanceAt({ office, account }: BalanceAtProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const [at, setAt] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (at === null) return setOutcome({ at: 'refused', words: words.wrongTime });
    try {
      const { opened, points } = await office.balances({ account, from: at, to: at });
      if (at < opened) {
        return setOutcome({ at: 'refused', words: words.openedLater(language.exactDateTime(opened)) });
      }
      const balance = language.money(points.at(-1)?.balance ?? 0);
      setOutcome({ at: 'known', words: words.balanceAt(language.exactDateTime(at), balance) });
    } catch (thrown) {
      setOutcome({ at: 'refused', words: language.failure(failureFields(thrown)) });
    }
    return undefined;
  };

  return (
    <form className="balance-at" onSubmit={(event) => void submit(event)} noValidate>
      <TimeField label={words.asOf} onChange={setAt} />
      <Button type="submit">{words.show}</Button>
      {outcome?.at === 'refused' ? <p role="alert">{outcome.words}</p> : null}
      <p role="status" className="figures">
        {outcome?.at === 'known' ? outcome.words : null}
      </p>
    </form>
  );
}
