import { type FormEvent, type ReactNode, useState } from 'react';
import { FieldError, Input, Label, TextField } from 'react-aria-components';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { Button, Switch } from '../../ui/controls/controls.tsx';
import { parseWhole } from '../../ui/language/digits.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';

const HIGHEST_PORT = 65_535;

interface BankFieldsProps {
  readonly bank: Settings['bank'];
  /** What the button says. */
  readonly action: string;
  /** How the button looks: `primary` where this is what the window is about. */
  readonly look: 'plain' | 'primary';
  readonly onSubmit: (bank: Settings['bank']) => void;
  /** Beside the button: what came of it. */
  readonly outcome?: ReactNode;
}

/** Where the bank is to listen, and for whom. */
export function BankFields({ bank, action, look, onSubmit, outcome }: BankFieldsProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  // What was changed here; all else follows the settings, which another form may change meanwhile.
  const [typed, setTyped] = useState<Partial<{ teletype: string; terminal: string; network: boolean }>>({});
  const teletype = typed.teletype ?? String(bank.teletypePort);
  const terminal = typed.terminal ?? String(bank.terminalPort);
  const network = typed.network ?? bank.network;
  const teletypePort = parsePort(teletype);
  const terminalPort = parsePort(terminal);
  const same = teletypePort !== null && teletypePort !== 0 && teletypePort === terminalPort;
  const wrong = (port: number | null) => (port === null ? words.portRule : null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (teletypePort === null || terminalPort === null || same) return;
    onSubmit({ teletypePort, terminalPort, network });
  };
  return (
    <form className="bank-fields" onSubmit={submit}>
      <PortField
        label={words.teletypePort}
        text={teletype}
        wrong={wrong(teletypePort)}
        onChange={(text) => setTyped({ ...typed, teletype: text })}
      />
      <PortField
        label={words.terminalPort}
        text={terminal}
        wrong={same ? words.portsDiffer : wrong(terminalPort)}
        onChange={(text) => setTyped({ ...typed, terminal: text })}
      />
      <p className="hint">{words.otherPorts}</p>
      <Switch isSelected={network} onChange={(on) => setTyped({ ...typed, network: on })}>
        {words.network}
      </Switch>
      <p className="hint">{words.networkHint}</p>
      <div className="submit">
        <Button type="submit" look={look}>
          {action}
        </Button>
        {outcome}
      </div>
    </form>
  );
}

function parsePort(text: string): number | null {
  const port = parseWhole(text);
  return port !== null && port <= HIGHEST_PORT ? port : null;
}

interface PortFieldProps {
  readonly label: string;
  readonly text: string;
  /** What is wrong with it; null: nothing. */
  readonly wrong: string | null;
  readonly onChange: (text: string) => void;
}

/** In the window's own words, as a browser would complain in its own language. */
function PortField({ label, text, wrong, onChange }: PortFieldProps) {
  return (
    <TextField
      className="field"
      value={text}
      inputMode="numeric"
      isInvalid={wrong !== null}
      validationBehavior="aria"
      onChange={onChange}
    >
      <Label className="label">{label}</Label>
      <Input className="code" autoComplete="off" />
      <FieldError className="wrong">{wrong}</FieldError>
    </TextField>
  );
}
