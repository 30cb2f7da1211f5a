import type { History, Operation } from './history.ts';

/**
 * Parts a history by the accounts that transfers tie together. Orders of parts that share no account can be merged
 * into one (linearizability is local: Herlihy and Wing, 1990), so each part is decided by itself.
 */
export function components({ opening, operations }: History): History[] {
  const parents = new Map<string, string>();
  const root = (account: string): string => {
    let at = account;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    return at;
  };
  for (const operation of operations) {
    if (operation.to === null || !touchesReceiver(operation)) continue;
    const [from, to] = [root(operation.account), root(operation.to)];
    if (from !== to) parents.set(to, from);
  }
  const parts = new Map<string, Operation[]>();
  for (const operation of operations) {
    const part = parts.get(root(operation.account));
    if (part === undefined) parts.set(root(operation.account), [operation]);
    else part.push(operation);
  }
  return [...parts.values()].map((part) => {
    const named = new Set(part.flatMap(({ account, to }) => (to === null ? [account] : [account, to])));
    return { opening: new Map([...opening].filter(([account]) => named.has(account))), operations: part };
  });
}

/** Any other refusal of a transfer depends on the receiver only by its being there, which never changes. */
function touchesReceiver({ answer }: Operation): boolean {
  return answer === null || answer.ok || answer.refusal === 'balance_too_large';
}
