import { type FormEvent, type ReactNode, useState } from 'react';
import { FieldError, Input, Label, TextField } from 'react-aria-components';
import { OTHER_BANKS, parseOtherBank } from '../../../src-main/contract/addresses/other-banks.ts';
import { PROTOCOLS, type Protocol } from '../../../src-main/contract/protocols.ts';
import { isDatabase, type Settings } from '../../../src-main/contract/settings.ts';
import { Button, Switch } from '../../ui/controls/controls.tsx';
import { showWrong } from '../../ui/controls/show-wrong.ts';
import { inLatinDigits, parseWhole } from '../../ui/language/digits.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { BooksField } from './books-field.tsx';

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

type Typed = Partial<Record<Protocol['setting'], string>>;

/** Where the bank is to listen, and for whom. */
export function BankFields({ bank, action, look, onSubmit, outcome }: BankFieldsProps) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  // What was changed here; all else follows the settings, which another form may change meanwhile.
  const [typed, setTyped] = useState<Typed>({});
  const [chosenNetwork, setNetwork] = useState<boolean>();
  const network = chosenNetwork ?? bank.network;
  // undefined: not chosen here; null: on this computer.
  const [chosenDatabase, setDatabase] = useState<string | null>();
  const kept = bank.database === '' ? null : bank.database;
  const database = chosenDatabase === undefined ? kept : chosenDatabase;
  const [typedOthers, setOthers] = useState<string>();
  const others = typedOthers ?? bank.otherBanks.join('\n');
  // Banks on the same books make sense only where books can be shared.
  const otherBanks = database === null ? [] : linesOf(others);
  const wrongOthers = otherBanks.length > OTHER_BANKS || otherBanks.some((line) => parseOtherBank(line) === undefined);
  const [asked, setAsked] = useState(false);
  const url = database === null ? null : inLatinDigits(database.trim());
  const wrongDatabase = url !== null && !isDatabase(url);
  const fields = PROTOCOLS.map((row) => {
    const text = typed[row.setting] ?? String(bank[row.setting] ?? '');
    return { ...row, text, typed: parsePort(text, row.port === null) };
  });
  const complaint = (index: number): string | null => {
    const port = fields[index]?.typed;
    if (port === undefined) return words.portRule;
    const taken = port !== null && port !== 0 && fields.slice(0, index).some((other) => other.typed === port);
    return taken ? words.portsDiffer : null;
  };
  const complaints = fields.map((_, index) => complaint(index));

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (wrongDatabase || wrongOthers || complaints.some((words) => words !== null)) {
      showWrong(event.currentTarget, () => setAsked(true));
      return;
    }
    setAsked(false);
    const ports = Object.fromEntries(fields.map(({ setting, typed }) => [setting, typed]));
    onSubmit({ ...bank, ...ports, network, database: url ?? '', otherBanks });
  };
  return (
    <form className="bank-fields" onSubmit={submit}>
      {fields.map(({ name, setting, text }, index) => (
        <PortField
          key={name}
          label={words.protocols[name].port}
          text={text}
          wrong={complaints[index] ?? null}
          onChange={(text) => setTyped({ ...typed, [setting]: text })}
        />
      ))}
      <p className="hint">{words.otherPorts}</p>
      <Switch isSelected={network} onChange={setNetwork}>
        {words.network}
      </Switch>
      <p className="hint">{words.networkHint}</p>
      <BooksField
        database={database}
        wrong={asked && wrongDatabase}
        onChange={setDatabase}
        others={others}
        wrongOthers={asked && wrongOthers}
        onOthers={setOthers}
      />
      <div className="submit">
        <Button type="submit" look={look}>
          {action}
        </Button>
        {outcome}
      </div>
    </form>
  );
}

/** What stands on the lines that have anything; ports may be typed in Arabic digits. */
function linesOf(text: string): string[] {
  const lines = inLatinDigits(text)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** @param mayBeOff whether nothing may be typed, so that the protocol is not opened: null. @returns undefined: no port */
function parsePort(text: string, mayBeOff: boolean): number | null | undefined {
  if (mayBeOff && text.trim() === '') return null;
  const port = parseWhole(text);
  return port !== null && port <= HIGHEST_PORT ? port : undefined;
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
