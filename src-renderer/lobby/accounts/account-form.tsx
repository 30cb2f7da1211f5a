import { type FormEvent, useState } from 'react';
import type { AccountChange } from '../../../src-main/contract/administration/accounts.ts';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import { parseAmount } from '../../../src-main/contract/money.ts';
import { Button, Field } from '../../ui/controls/controls.tsx';
import { showWrong } from '../../ui/controls/show-wrong.ts';
import { inLatinDigits } from '../../ui/language/digits.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { AccountsView } from './accounts-view.ts';
import type { Office } from './office.ts';

interface AccountFormProps {
  readonly office: Office;
  readonly view: Extract<AccountsView, { at: 'add' | 'reset-pin' }>;
  readonly onBack: () => void;
  /** @param words what was done */
  readonly onDone: (words: string) => void;
}

type FieldName = 'number' | 'pin' | 'money';

/** A new account, or a new PIN for one. What is typed may have Arabic digits. */
export function AccountForm({ office, view, onBack, onDone }: AccountFormProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const adding = view.at === 'add';
  const [number, setNumber] = useState('');
  const [pin, setPin] = useState('');
  const [money, setMoney] = useState('');
  const [wrong, setWrong] = useState<{ readonly field: FieldName; readonly words: string } | null>(null);
  const [failure, setFailure] = useState<FailureFields | null>(null);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setFailure(null);
    const account = adding ? inLatinDigits(number.trim()) : view.account;
    const newPin = inLatinDigits(pin);
    const amount = money.trim() === '' ? 0 : parseAmount(inLatinDigits(money));
    const refuse = (field: FieldName, words: string) =>
      void showWrong(event.currentTarget, () => setWrong({ field, words }));
    if (!/^\d{1,16}$/.test(account)) return refuse('number', words.wrongNumber);
    if (!/^\d{3,12}$/.test(newPin)) return refuse('pin', words.wrongPin);
    if (amount === undefined) return refuse('money', words.wrongAmount);
    setWrong(null);
    const change: AccountChange = adding
      ? { change: 'add', account, pin: newPin, amount }
      : { change: 'reset-pin', account, pin: newPin };
    office.change(change).then(
      () => onDone(words.done[change.change](language.digits(account))),
      (thrown: unknown) => setFailure(failureFields(thrown)),
    );
    return undefined;
  };

  return (
    <form className="account-form" onSubmit={submit}>
      <h3>{adding ? words.add : words.newPinOf(language.digits(view.account))}</h3>
      {adding ? (
        <Field label={language.digits(words.accountNumber)}>
          <input
            className="code"
            inputMode="numeric"
            autoComplete="off"
            aria-invalid={wrong?.field === 'number'}
            value={number}
            onChange={({ target }) => setNumber(target.value)}
          />
        </Field>
      ) : null}
      <Field label={language.digits(words.pin)}>
        <input
          className="code"
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          aria-invalid={wrong?.field === 'pin'}
          value={pin}
          onChange={({ target }) => setPin(target.value)}
        />
      </Field>
      {adding ? (
        <Field label={words.firstMoney}>
          <input
            className="code"
            inputMode="decimal"
            aria-invalid={wrong?.field === 'money'}
            value={money}
            onChange={({ target }) => setMoney(target.value)}
          />
        </Field>
      ) : null}
      {wrong === null ? null : <p role="alert">{language.digits(wrong.words)}</p>}
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
      <div className="actions">
        <Button onPress={onBack}>{words.back}</Button>
        <Button look="primary" type="submit">
          {words.save}
        </Button>
      </div>
    </form>
  );
}
