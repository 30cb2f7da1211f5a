/** What the dialog shows: the list, or one thing that is done with an account. */
export type AccountsView =
  | { readonly at: 'list' }
  | { readonly at: 'add' }
  | { readonly at: 'reset-pin'; readonly account: string }
  | { readonly at: 'statement'; readonly account: string }
  | { readonly at: 'balance-history'; readonly account: string };
