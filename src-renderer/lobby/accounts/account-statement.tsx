import { useEffect, useState } from 'react';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import type { Statement } from '../../../src-main/contract/terminal.ts';
import { statementCsv, statementJson } from '../../../src-main/contract/trace/export/statement.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { download } from '../../ui/controls/download.ts';
import { ScrollArea } from '../../ui/controls/table.tsx';
import { Waiting } from '../../ui/controls/waiting.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { TransferTable } from '../board/feed.tsx';
import type { Office } from './office.ts';

interface AccountStatementProps {
  readonly office: Office;
  readonly account: string;
  readonly onBack: () => void;
}

/** All transfers of one account, the newest first, a page at a time. */
export function AccountStatementView({ office, account, onBack }: AccountStatementProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const [pages, setPages] = useState<readonly Statement[]>([]);
  const [failure, setFailure] = useState<FailureFields | null>(null);
  const [saving, setSaving] = useState(false);
  const transfers = pages.flatMap((page) => page.transfers);
  const load = (before?: number) =>
    office.statement(account, before).then(
      (page) => setPages((shown) => (before === undefined ? [page] : [...shown, page])),
      (thrown: unknown) => setFailure(failureFields(thrown)),
    );
  const save = (format: 'csv' | 'json') => {
    setSaving(true);
    wholeStatement(office, account)
      .then((all) => {
        const [text, type] =
          format === 'csv' ? [statementCsv(all), 'text/csv'] : [statementJson(account, all), 'application/json'];
        download(`lobby-${account}.${format}`, new Blob([text], { type }));
      })
      .catch((thrown: unknown) => setFailure(failureFields(thrown)))
      .finally(() => setSaving(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each account
  useEffect(() => void load(), [office, account]);
  return (
    <>
      <h3>{words.statementOf(language.digits(account))}</h3>
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
      {pages.length === 0 && failure === null ? <Waiting /> : null}
      {pages.length > 0 && transfers.length === 0 ? <p className="hint">{words.noTransfers}</p> : null}
      {transfers.length === 0 ? null : (
        <ScrollArea>
          <TransferTable rows={transfers.map((transfer) => ({ transfer, session: '' }))} mask={false} dated />
        </ScrollArea>
      )}
      <div className="actions">
        {pages.at(-1)?.more === true ? (
          <Button onPress={() => void load(transfers.at(-1)?.sequence)}>{words.more}</Button>
        ) : null}
        <Button isDisabled={saving} onPress={() => save('csv')}>
          {words.saveCsv}
        </Button>
        <Button isDisabled={saving} onPress={() => save('json')}>
          {words.saveJson}
        </Button>
        <Button onPress={onBack}>{words.back}</Button>
      </div>
    </>
  );
}

/** All transfers of an account, newest first. */
async function wholeStatement(office: Office, account: string): Promise<Statement['transfers']> {
  const all: Statement['transfers'] = [];
  for (;;) {
    const { transfers, more } = await office.statement(account, all.at(-1)?.sequence);
    all.push(...transfers);
    if (!more) return all;
  }
}
