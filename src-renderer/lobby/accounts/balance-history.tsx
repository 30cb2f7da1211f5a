import { lazy, Suspense, useEffect, useState } from 'react';
import type { BalanceHistory } from '../../../src-main/contract/administration/accounts.ts';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import { Button, Choices } from '../../ui/controls/controls.tsx';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import { type View, ViewChoice } from '../../ui/controls/view-choice.tsx';
import { Waiting } from '../../ui/controls/waiting.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { balanceScale, heightOf } from './balance-scale.ts';
import type { Office } from './office.ts';

/** Loaded when it is asked for: a field for times has the words of many languages, which the window's start needn't read. */
const BalanceAt = lazy(() => import('./balance-at.tsx').then((loaded) => ({ default: loaded.BalanceAt })));

const HOUR_MS = 3_600_000;
/** How far each goes back, ms; null: to the account's opening. */
const PERIODS = { hour: HOUR_MS, day: 24 * HOUR_MS, month: 30 * 24 * HOUR_MS, all: null } as const;
type Period = keyof typeof PERIODS;
const PERIOD_NAMES = ['hour', 'day', 'month', 'all'] as const satisfies readonly Period[];

interface BalanceHistoryProps {
  readonly office: Office;
  readonly account: string;
  readonly onBack: () => void;
}

/** The available balance of one account over a time, and as of any time. */
export function BalanceHistoryView({ office, account, onBack }: BalanceHistoryProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const [period, setPeriod] = useState<Period>('all');
  const [history, setHistory] = useState<BalanceHistory | null>(null);
  const [failure, setFailure] = useState<FailureFields | null>(null);
  useEffect(() => {
    let wanted = true;
    const back = PERIODS[period];
    office.balances(back === null ? { account } : { account, from: Date.now() - back }).then(
      (known) => {
        if (!wanted) return;
        setHistory(known);
        setFailure(null);
      },
      (thrown: unknown) => wanted && setFailure(failureFields(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [office, account, period]);
  return (
    <>
      <h3>{words.balanceHistoryOf(language.digits(account))}</h3>
      <Choices
        label={words.period}
        value={period}
        options={PERIOD_NAMES.map((value) => ({ value, label: language.digits(words.periods[value]) }))}
        onChange={setPeriod}
      />
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
      {history === null && failure === null ? <Waiting /> : null}
      {history === null ? null : <BalancePicture history={history} />}
      <Suspense>
        <BalanceAt office={office} account={account} />
      </Suspense>
      <div className="actions">
        <Button onPress={onBack}>{words.back}</Button>
      </div>
    </>
  );
}

/** The history as a picture, or as a table that says the same. */
export function BalancePicture({ history }: { readonly history: BalanceHistory }) {
  const { strings, digits } = useLanguage();
  const [view, setView] = useState<View>('picture');
  return (
    <section className="balance-history" aria-label={strings.office.balanceHistory}>
      <ViewChoice view={view} onView={setView} />
      {view === 'picture' ? <BalanceGraph history={history} /> : <BalanceTable history={history} />}
      {history.isExact ? null : <p className="hint">{digits(strings.office.evenSteps)}</p>}
    </section>
  );
}

export function BalanceGraph({ history }: { readonly history: BalanceHistory }) {
  const language = useLanguage();
  const words = language.strings.office;
  const scale = balanceScale(history);
  const { lowest, highest, last } = scale;
  const marks = lowest === highest ? [highest] : [highest, lowest];
  const [from, to] = [language.exactDateTime(history.from), language.exactDateTime(history.to)];
  return (
    <figure className="balance-graph figures">
      <div className="plot">
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={words.balanceGraph({
            from,
            to,
            last: language.money(last),
            lowest: language.money(lowest),
            highest: language.money(highest),
          })}
        >
          {marks.map((mark) => (
            <line key={mark} x1="0" x2="100" y1={heightOf(mark, scale)} y2={heightOf(mark, scale)} />
          ))}
          <path d={scale.path} />
        </svg>
        {marks.map((mark) => (
          <span key={mark} className="mark" style={{ insetBlockStart: `${heightOf(mark, scale)}%` }}>
            {language.money(mark)}
          </span>
        ))}
      </div>
      <figcaption>
        <span>{from}</span>
        <span>{to}</span>
      </figcaption>
    </figure>
  );
}

export function BalanceTable({ history }: { readonly history: BalanceHistory }) {
  const language = useLanguage();
  const words = language.strings.office;
  return (
    <ScrollArea>
      <Table columns={[words.time, { number: words.balance }]}>
        {history.points.toReversed().map(({ at, balance }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have the same time
          <tr key={index}>
            <td>{language.exactDateTime(at)}</td>
            <td className="number">{language.money(balance)}</td>
          </tr>
        ))}
      </Table>
    </ScrollArea>
  );
}
