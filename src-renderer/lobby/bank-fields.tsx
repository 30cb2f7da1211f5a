import { type FormEvent, useState } from 'react';
import type { Settings } from '../../src-main/contract/settings.ts';
import { Button, Field, Switch } from '../ui/controls.tsx';
import { useLanguage } from '../ui/language-context.tsx';

const HIGHEST_PORT = 65_535;

interface BankFieldsProps {
  readonly bank: Settings['bank'];
  /** What the button says. */
  readonly action: string;
  readonly onSubmit: (bank: Settings['bank']) => void;
}

/** Where the bank is to listen, and for whom. */
export function BankFields({ bank, action, onSubmit }: BankFieldsProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  const [teletypePort, setTeletypePort] = useState(String(bank.teletypePort));
  const [terminalPort, setTerminalPort] = useState(String(bank.terminalPort));
  const [network, setNetwork] = useState(bank.network);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The fields hold whole numbers within their bounds, or the browser does not submit them.
    onSubmit({ teletypePort: Number(teletypePort), terminalPort: Number(terminalPort), network });
  };
  return (
    <form className="bank-fields" onSubmit={submit}>
      <Field label={words.teletypePort}>
        <input
          type="number"
          required
          min={0}
          max={HIGHEST_PORT}
          value={teletypePort}
          onChange={({ target }) => setTeletypePort(target.value)}
        />
      </Field>
      <Field label={words.terminalPort}>
        <input
          type="number"
          required
          min={0}
          max={HIGHEST_PORT}
          value={terminalPort}
          onChange={({ target }) => setTerminalPort(target.value)}
        />
      </Field>
      <p className="hint">{words.otherPorts}</p>
      <Switch isSelected={network} onChange={setNetwork}>
        {words.network}
      </Switch>
      <p className="hint">{words.networkHint}</p>
      <Button type="submit" look="primary">
        {action}
      </Button>
    </form>
  );
}
