import { useCallback, useEffect, useState } from 'react';
import type { AccountPage } from '../../../src-main/contract/administration/accounts.ts';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import { Button, Switch } from '../../ui/controls/controls.tsx';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import { Waiting } from '../../ui/controls/waiting.tsx';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { AccountsView } from './accounts-view.ts';
import type { Office } from './office.ts';

type Account = AccountPage['accounts'][number];

interface AccountListProps {
  readonly office: Office;
  readonly said: string | null;
  readonly onView: (view: AccountsView) => void;
  readonly onDone: (words: string) => void;
}

export function AccountList({ office, said, onView, onDone }: AccountListProps) {
  const language = useLanguage();
  const words = language.strings.office;
  const [crowd, setCrowd] = useState(false);
  const [page, setPage] = useState<AccountPage | null>(null);
  const [failure, setFailure] = useState<FailureFields | null>(null);
  const fail = useCallback((thrown: unknown) => setFailure(failureFields(thrown)), []);
  const reload = useCallback(() => {
    office.list({ after: '', crowd }).then((first) => {
      setPage(first);
      setFailure(null);
    }, fail);
  }, [office, crowd, fail]);
  useEffect(reload, [reload]);

  const more = () => {
    const after = page?.accounts.at(-1)?.number ?? '';
    office.list({ after, crowd }).then((next) => {
      setPage((before) => ({ accounts: [...(before?.accounts ?? []), ...next.accounts], more: next.more }));
    }, fail);
  };
  const change = (account: Account) => {
    const action = isLocked(account) ? 'unlock' : 'lock';
    office.change({ change: action, account: account.number }).then(() => {
      onDone(words.done[action](language.digits(account.number)));
      reload();
    }, fail);
  };

  return (
    <>
      <div className="accounts-head">
        <Switch isSelected={crowd} onChange={setCrowd}>
          {words.crowd}
        </Switch>
        <Button look="primary" small onPress={() => onView({ at: 'add' })}>
          {words.add}
        </Button>
      </div>
      <p role="status">{said}</p>
      {failure === null ? null : <p role="alert">{language.failure(failure)}</p>}
      {page === null && failure === null ? <Waiting /> : null}
      {page === null ? null : (
        <>
          {page.accounts.length === 0 ? (
            <p className="hint">{words.none}</p>
          ) : (
            <AccountTable accounts={page.accounts} onView={onView} onChange={change} />
          )}
          {page.more ? <Button onPress={more}>{words.more}</Button> : null}
        </>
      )}
    </>
  );
}

interface AccountTableProps extends Pick<AccountListProps, 'onView'> {
  readonly accounts: readonly Account[];
  readonly onChange: (account: Account) => void;
}

function AccountTable({ accounts, onView, onChange }: AccountTableProps) {
  const language = useLanguage();
  const words = language.strings.office;
  return (
    <ScrollArea>
      <Table columns={[words.number, { number: words.balance }, words.state, words.actions]}>
        {accounts.map((account) => (
          <tr key={account.number}>
            <th scope="row" className="code">
              {language.digits(account.number)}
            </th>
            <td className="number">
              {language.money(account.balance - account.held)}
              {account.held === 0 ? null : (
                <span className="hint held"> {words.held(language.money(account.held))}</span>
              )}
            </td>
            <td>{stateOf(account, language)}</td>
            <td className="row-actions">
              <RowAction
                account={account}
                words={words.statement}
                onPress={() => onView({ at: 'statement', account: account.number })}
              />
              <RowAction
                account={account}
                words={words.balanceHistory}
                onPress={() => onView({ at: 'balance-history', account: account.number })}
              />
              <RowAction
                account={account}
                words={isLocked(account) ? words.unlock : words.lock}
                onPress={() => onChange(account)}
              />
              <RowAction
                account={account}
                words={words.newPin}
                onPress={() => onView({ at: 'reset-pin', account: account.number })}
              />
            </td>
          </tr>
        ))}
      </Table>
    </ScrollArea>
  );
}

interface RowActionProps {
  readonly account: Account;
  readonly words: string;
  readonly onPress: () => void;
}

function RowAction({ account, words, onPress }: RowActionProps) {
  const language = useLanguage();
  return (
    <button type="button" className="link" aria-label={`${words} ${language.digits(account.number)}`} onClick={onPress}>
      {words}
    </button>
  );
}

function isLocked({ lockedByBank, lockedUntil }: Account): boolean {
  return lockedByBank || lockedUntil > Date.now();
}

function stateOf(account: Account, language: Language): string {
  const words = language.strings.office;
  if (account.lockedByBank) return words.locked;
  return isLocked(account) ? words.lockedUntil(language.time(account.lockedUntil)) : words.open;
}
