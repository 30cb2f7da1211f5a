import type { BankStatus } from '../../src-main/contract/board.ts';
import type { Settings } from '../../src-main/contract/settings.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { BankIcon, WarningIcon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language-context.tsx';
import { BankFields } from './bank-fields.tsx';

interface BankPanelProps {
  readonly status: BankStatus;
  /** The way to open a bank that is not open. */
  readonly closed?: { readonly bank: Settings['bank']; readonly onOpen: (bank: Settings['bank']) => void };
}

/** Where the bank listens and how, or why it doesn't and what to do. */
export function BankPanel({ status, closed }: BankPanelProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <section className={`panel bank ${status.state}`} aria-labelledby="bank-heading">
      <h2 id="bank-heading">
        <BankIcon />
        {words.bank}
        <span className={`state ${status.state}`}>{words.state[status.state]}</span>
      </h2>
      <p className="words" role="status">
        {words.stateWords[status.state]}
      </p>
      {status.state === 'failed' ? <Failed status={status} /> : null}
      {closed !== undefined && (status.state === 'failed' || status.state === 'stopped') ? (
        <BankFields bank={closed.bank} action={words.openBank} onSubmit={closed.onOpen} />
      ) : null}
      {status.state === 'listening' ? <Listening status={status} /> : null}
    </section>
  );
}

function Failed({ status }: { readonly status: Extract<BankStatus, { state: 'failed' }> }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <div className="failure" role="alert">
      <WarningIcon />
      <p>{language.failure(status)}</p>
      <p className="hint">{words.failedHint}</p>
      <CopyButton text={`${status.code}: ${status.message}`} label={language.strings.suite.copyDetails} />
    </div>
  );
}

function Listening({ status }: { readonly status: Extract<BankStatus, { state: 'listening' }> }) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { teletype, terminal } = status;
  const command = `nc ${teletype.host} ${teletype.port}`;
  return (
    <>
      <dl className="facts figures">
        <dt>{words.teletype}</dt>
        <dd className="code">{`${teletype.host}:${teletype.port}`}</dd>
        <dt>{words.terminal}</dt>
        <dd className="code">{`${terminal.host}:${terminal.port}`}</dd>
        <dt>{words.threads}</dt>
        <dd>{language.number(status.threads)}</dd>
        <dt>{words.sockets}</dt>
        <dd>{status.movesSockets ? words.socketsMove : words.socketsStay}</dd>
      </dl>
      {status.fingerprint === null ? null : (
        <div className="try">
          <p>{words.fingerprint}</p>
          <code className="code">{status.fingerprint}</code>
          <CopyButton text={status.fingerprint} label={language.strings.suite.copy} />
        </div>
      )}
      <div className="try">
        <p>{words.tryIt}</p>
        <code className="code">{command}</code>
        <CopyButton text={command} label={language.strings.suite.copy} />
      </div>
    </>
  );
}
