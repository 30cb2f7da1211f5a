import { DialogTrigger, ProgressBar } from 'react-aria-components';
import type { LedgerCheckState } from '../../../src-main/contract/administration/ledger-check.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { CheckIcon, WarningIcon } from '../../ui/controls/icons.tsx';
import { WindowDialog } from '../../ui/controls/window-dialog.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface LedgerCheckProps {
  readonly check: LedgerCheckState;
  readonly onCheck: () => void;
}

/** Checks the whole ledger while the bank runs, for the person at this machine. */
export function LedgerCheckButton(props: LedgerCheckProps) {
  const words = useLanguage().strings.office.check;
  return (
    <DialogTrigger>
      <Button small>{words.title}</Button>
      <WindowDialog name="ledger-check" title={words.title}>
        <LedgerCheck {...props} />
      </WindowDialog>
    </DialogTrigger>
  );
}

export function LedgerCheck({ check, onCheck }: LedgerCheckProps) {
  const words = useLanguage().strings.office.check;
  const running = check.state === 'copying' || check.state === 'checking';
  return (
    <>
      <p>{words.what}</p>
      {running ? <Progress step={check.state} part={check.part} /> : <Result check={check} />}
      <div className="actions">
        <Button look="primary" isDisabled={running} onPress={onCheck}>
          {check.state === 'none' || running ? words.start : words.again}
        </Button>
      </div>
    </>
  );
}

function Progress({ step, part }: { readonly step: 'copying' | 'checking'; readonly part: number }) {
  const language = useLanguage();
  const words = language.strings.office.check;
  return (
    <ProgressBar
      className="check-progress"
      value={part * 100}
      valueLabel={language.percent(part)}
      aria-label={words[step]}
    >
      <p role="status">{words[step]}</p>
      <span className="figures">{language.percent(part)}</span>
      <span className="track">
        <span className="filled" style={{ inlineSize: `${part * 100}%` }} />
      </span>
    </ProgressBar>
  );
}

function Result({ check }: { readonly check: Exclude<LedgerCheckState, { state: 'copying' | 'checking' }> }) {
  const language = useLanguage();
  const words = language.strings.office.check;
  switch (check.state) {
    case 'none':
      return null;
    case 'good':
      return (
        <div className="check-result good">
          <p role="status">
            <CheckIcon />
            {words.good(language.time(check.at))}
          </p>
          <dl className="facts figures">
            <dt>{words.transfers}</dt>
            <dd>{language.number(check.transfers)}</dd>
            <dt>{words.accounts}</dt>
            <dd>{language.number(check.accounts)}</dd>
            <dt>{words.hash}</dt>
            <dd className="code">{check.hash.slice(0, 16)}…</dd>
          </dl>
        </div>
      );
    case 'bad':
      return (
        <div className="check-result" role="alert">
          <p>
            <WarningIcon />
            {words.bad(language.time(check.at), check.findings.length, language.number(check.findings.length))}
          </p>
          <ul>
            {check.findings.map(({ fault }) => {
              const sentence = language.ledgerFault(fault);
              return <li key={sentence}>{sentence}</li>;
            })}
          </ul>
          <p className="hint">{words.badHint}</p>
        </div>
      );
    case 'failed':
      return <p role="alert">{language.failure(check)}</p>;
  }
}
