import { useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import { Button } from '../../ui/controls/controls.tsx';
import { WindowDialog } from '../../ui/controls/window-dialog.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { AccountForm } from './account-form.tsx';
import { AccountList } from './account-list.tsx';
import { AccountStatementView } from './account-statement.tsx';
import type { AccountsView } from './accounts-view.ts';
import { BalanceHistoryView } from './balance-history.tsx';
import type { Office } from './office.ts';

/** The bank's accounts, for the person at this machine. */
export function AccountsButton({ office }: { readonly office: Office }) {
  const words = useLanguage().strings.office;
  return (
    <DialogTrigger>
      <Button small>{words.accounts}</Button>
      <WindowDialog name="accounts" title={words.accounts}>
        <Accounts office={office} />
      </WindowDialog>
    </DialogTrigger>
  );
}

export function Accounts({ office }: { readonly office: Office }) {
  const [view, setView] = useState<AccountsView>({ at: 'list' });
  /** What was done last, until something else is begun. */
  const [said, setSaid] = useState<string | null>(null);
  const show = (next: AccountsView) => {
    setSaid(null);
    setView(next);
  };
  const back = () => show({ at: 'list' });
  const done = (words: string) => {
    setView({ at: 'list' });
    setSaid(words);
  };
  switch (view.at) {
    case 'list':
      return <AccountList office={office} said={said} onView={show} onDone={setSaid} />;
    case 'add':
    case 'reset-pin':
      return <AccountForm office={office} view={view} onBack={back} onDone={done} />;
    case 'statement':
      return <AccountStatementView office={office} account={view.account} onBack={back} />;
    case 'balance-history':
      return <BalanceHistoryView office={office} account={view.account} onBack={back} />;
  }
}
