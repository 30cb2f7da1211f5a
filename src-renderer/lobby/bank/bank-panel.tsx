import { useState } from 'react';
import type { LedgerCheckState } from '../../../src-main/contract/administration/ledger-check.ts';
import type { BankStatus } from '../../../src-main/contract/board.ts';
import { PROTOCOL_NAMES, type ProtocolName } from '../../../src-main/contract/protocols.ts';
import type { Settings } from '../../../src-main/contract/settings.ts';
import { CopyButton } from '../../ui/controls/copy-button.tsx';
import { BankIcon, UnfoldIcon, WarningIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { AccountsButton } from '../accounts/accounts-dialog.tsx';
import type { Office } from '../accounts/office.ts';
import { Fold } from '../fold.tsx';
import { LedgerCheckButton } from '../ledger-check/ledger-check.tsx';
import { EndedSessionsButton } from '../session/ended-sessions.tsx';
import type { Sessions } from '../session/sessions.ts';
import { BankFields } from './bank-fields.tsx';
import { OutdatedBank } from './outdated-bank.tsx';

type Open = Extract<BankStatus, { state: 'listening' }>;
type Closed = Exclude<BankStatus, Open>;

interface OpenBankProps {
  readonly status: Open;
  readonly office: Office;
  readonly sessions: Sessions;
  /** Whether account numbers are masked. */
  readonly mask: boolean;
  readonly check: LedgerCheckState;
  readonly onCheck: () => void;
  readonly onReopen: () => void;
}

/** What can be done with the bank at this machine; where it listens, and how, is one step away. */
export function OpenBank({ status, office, sessions, mask, check, onCheck, onReopen }: OpenBankProps) {
  const words = useLanguage().strings.lobby;
  return (
    <Fold
      name="bank listening"
      title={
        <>
          <BankIcon />
          {words.bank}
        </>
      }
      state={{ kind: status.state, words: words.state[status.state] }}
    >
      {status.outdated ? <OutdatedBank onReopen={onReopen} /> : null}
      <div className="button-row">
        <AccountsButton office={office} />
        <LedgerCheckButton check={check} onCheck={onCheck} />
        <EndedSessionsButton sessions={sessions} mask={mask} />
      </div>
      <details className="more">
        <summary>
          {words.bankDetails}
          <UnfoldIcon />
        </summary>
        <Details status={status} />
      </details>
    </Fold>
  );
}

/** Where it listens, on what threads, and how to reach it. */
function Details({ status }: Pick<OpenBankProps, 'status'>) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { teletype } = status.ports;
  return (
    <div className="body">
      <dl className="facts figures">
        {PROTOCOL_NAMES.map((protocol) => (
          <Listener key={protocol} name={words.protocols[protocol].name} address={status.ports[protocol]} />
        ))}
        <dt>{words.threads}</dt>
        <dd>{status.threads === 0 ? words.noThreads : language.number(status.threads)}</dd>
      </dl>
      <p className="words">{status.movesSockets ? words.socketsMove : words.threadsShared}</p>
      {status.fingerprint === null ? null : <ToCopy hint={words.fingerprint} text={status.fingerprint} />}
      {teletype === undefined ? null : <ToCopy hint={words.tryIt} text={`nc ${teletype.host} ${teletype.port}`} />}
    </div>
  );
}

interface ListenerProps {
  readonly name: string;
  readonly address: Open['ports'][ProtocolName];
}

/** Where a protocol is served, if it is. */
function Listener({ name, address }: ListenerProps) {
  if (address === undefined) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="code">{`${address.host}:${address.port}`}</dd>
    </>
  );
}

function ToCopy({ hint, text }: { readonly hint: string; readonly text: string }) {
  const { strings } = useLanguage();
  return (
    <div className="try">
      <p>{hint}</p>
      <CopyButton text={text} label={strings.suite.copy} />
      <code className="code">{text}</code>
    </div>
  );
}

interface ClosedBankProps {
  readonly status: Closed;
  readonly bank: Settings['bank'];
  readonly onOpen: (bank: Settings['bank']) => void;
}

/** Why the bank isn't open, and the way to open it. */
export function ClosedBank({ status, bank, onOpen }: ClosedBankProps) {
  const language = useLanguage();
  // The fields show what was tried, also where the command line chose it, until other settings of the bank are saved.
  // A status is told again, as it was, where settings change: it is no other failure then.
  const [told, saved] = [JSON.stringify(status), JSON.stringify(bank)];
  const [failed, setFailed] = useState({ told, saved });
  if (failed.told !== told) setFailed({ told, saved });
  const unchanged = failed.saved === saved;
  const tried = (status.state === 'failed' && unchanged ? status.tried : undefined) ?? bank;
  const words = language.strings.lobby;
  const hasOthers = bank.database !== '' && bank.otherBanks.length > 0;
  return (
    <section className={`panel bank ${status.state}`} aria-labelledby="bank-heading">
      <header>
        <h2 id="bank-heading">
          <BankIcon />
          {words.bank}
        </h2>
        <span className={`state ${status.state}`}>{words.state[status.state]}</span>
      </header>
      <p className="words">{words.stateWords[status.state]}</p>
      {status.state === 'failed' ? (
        <div className="failure" role="alert">
          <WarningIcon />
          <p>{language.failure(status)}</p>
          <p className="hint">{hasOthers ? words.failedHintOthers : words.failedHint}</p>
          <CopyButton text={`${status.code}: ${status.message}`} label={language.strings.suite.copyDetails} />
        </div>
      ) : null}
      {status.state === 'starting' ? null : (
        <BankFields bank={tried} action={words.openBank} look="primary" onSubmit={onOpen} />
      )}
    </section>
  );
}
