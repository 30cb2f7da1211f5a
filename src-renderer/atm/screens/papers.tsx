import { useId } from 'react';
import type { Statement } from '../../../src-main/contract/terminal.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { download } from '../../ui/controls/download.ts';
import { PrintIcon } from '../../ui/controls/icons.tsx';
import { LongNumbers } from '../../ui/controls/long-numbers.tsx';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Receipt } from '../flow/states.ts';
import { receiptLines, receiptRemarks, receiptText } from './receipt.ts';
import { Frame, KeyButton, type ScreenProps, SoftKey } from './screen-parts.tsx';
import { statementRows } from './statement.ts';

interface ReceiptScreenProps {
  readonly receipt: Receipt;
  /** False where the session has ended meanwhile: there is nothing else to do here. */
  readonly goesOn: boolean;
}

/** What was done, where no paper is wanted. */
export function DoneScreen({ receipt, goesOn, send }: ScreenProps & ReceiptScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  return (
    <Frame title={words.done[receipt.kind]} point={point}>
      <div id={point}>
        <p className="amount figures">{language.money(receipt.amount)}</p>
        <p className="of-account">
          {words.newBalance} <bdi>{language.money(receipt.balance)}</bdi>
        </p>
      </div>
      <PaperKeys goesOn={goesOn} send={send} />
    </Frame>
  );
}

/** The slip of paper: also what is printed (see the print rules in styles/print.css). */
export function ReceiptScreen({ receipt, goesOn, send }: ScreenProps & ReceiptScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const remarks = receiptRemarks(receipt, language);
  return (
    <Frame title={words.done[receipt.kind]} beside={<PaperActions receipt={receipt} />}>
      {remarks.map((remark) => (
        <p key={remark} className="notice" role="alert">
          {remark}
        </p>
      ))}
      <section className="paper figures" aria-label={words.receipt}>
        <p className="letterhead">{words.cardName}</p>
        <dl>
          {receiptLines(receipt, language).map(([label, value]) => (
            <div key={label} className={value === receipt.transfer.hash ? 'long' : ''}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {remarks.map((remark) => (
          <p key={remark} className="remark">
            {remark}
          </p>
        ))}
      </section>
      <PaperKeys goesOn={goesOn} send={send} />
    </Frame>
  );
}

function PaperKeys({ goesOn, send }: ScreenProps & Pick<ReceiptScreenProps, 'goesOn'>) {
  const words = useLanguage().strings.atm;
  return (
    <div className="soft-keys end">
      {goesOn ? <SoftKey onPress={() => send({ type: 'menu', option: 'leave' })}>{words.options.leave}</SoftKey> : null}
      <KeyButton press="enter" main send={send}>
        {goesOn ? words.another : words.ok}
      </KeyButton>
    </div>
  );
}

/** What can be done with a receipt beside reading it. */
function PaperActions({ receipt }: Pick<ReceiptScreenProps, 'receipt'>) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <div className="paper-actions">
      <Button
        small
        onPress={() =>
          download(
            `receipt-${receipt.transfer.sequence}.txt`,
            new Blob([receiptText(receipt, language)], { type: 'text/plain;charset=utf-8' }),
          )
        }
      >
        {words.saveText}
      </Button>
      <Button small onPress={() => window.print()}>
        <PrintIcon />
        {words.print}
      </Button>
    </div>
  );
}

interface StatementScreenProps extends ScreenProps {
  readonly account: string;
  readonly statement: Statement | null;
  readonly loading: boolean;
}

export function StatementScreen({ account, statement, loading, send }: StatementScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const rows = statement === null ? [] : statementRows(statement, account, language);
  const empty = statement !== null && rows.length === 0;
  return (
    <Frame title={words.statementTitle} {...(empty ? { hint: words.statementEmpty } : {})}>
      <ScrollArea className="statement" aria-label={words.statementTitle} aria-busy={loading}>
        {rows.length === 0 ? null : (
          <Table columns={[words.receiptAt, words.statementWhat, words.amountLabel, words.statementBalance]}>
            {rows.map(({ transfer, what, amount, after }) => (
              <tr key={transfer.sequence}>
                <td>{language.dateTime(transfer.at)}</td>
                <td>
                  <LongNumbers text={what} />
                </td>
                <td className={amount > 0 ? 'in' : 'out'}>
                  <bdi>{language.signedMoney(amount)}</bdi>
                </td>
                <td>{after === null ? null : <bdi>{language.money(after)}</bdi>}</td>
              </tr>
            ))}
          </Table>
        )}
        {loading ? <span className="spinner" /> : null}
      </ScrollArea>
      <div className="soft-keys end">
        {/* It stays while older rows are fetched, and so does the focus. */}
        {statement?.more === true ? (
          <SoftKey onPress={() => send({ type: 'more' })}>{words.statementMore}</SoftKey>
        ) : null}
        <KeyButton press="enter" main send={send}>
          {words.back}
        </KeyButton>
      </div>
    </Frame>
  );
}
