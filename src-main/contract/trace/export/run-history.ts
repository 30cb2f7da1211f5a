import type { TraceBatch, TraceRequest } from '../trace.ts';
import type { TraceView } from '../trace-memory.ts';

/** The input of `lobby check`, and how much of the watch is in it. */
export interface RunHistory {
  /** NDJSON: the opening balances, then one operation a line. */
  readonly text: string;
  readonly operations: number;
  /** Operations that are not in it: before a gap, or on accounts of which too little is known. */
  readonly leftOut: number;
}

/** What an operation does to the available balance of its account, and to that of another. */
interface Effect {
  readonly account: string;
  readonly to: string | null;
  readonly op: 'balance' | 'deposit' | 'withdraw' | 'transfer';
  readonly amount: number;
  readonly request: TraceRequest;
}

const KNOWN = new Set(['balance', 'deposit', 'withdraw', 'transfer', 'reserve', 'post', 'void', 'reverse']);

/**
 * The clients' requests and replies. The checker knows deposits, withdrawals, transfers and balances: a reservation is
 * a withdrawal there, and what it gives back a deposit. Opening balances follow from the first balances in replies.
 */
export function runHistory(view: TraceView): RunHistory {
  const asked = view.requests.filter(({ op, repeated }) => KNOWN.has(op) && !repeated);
  const requests = afterGaps(asked, view.batches);
  const bySequence = new Map(requests.map((request) => [request.sequence, request]));
  const effects: Effect[] = [];
  /** Accounts with an operation whose effect the history can't express. */
  const untold = new Set<string>();
  for (const request of requests) {
    const effect = effectOf(request, bySequence);
    if (effect === 'untold') untold.add(request.account ?? '');
    else if (effect !== 'none') effects.push(effect);
  }
  const opening = openingBalances(effects, view.batches, untold);
  const told = effects.filter(
    ({ account, to, request }) =>
      opening.has(account) && (to === null || opening.has(to) || request.refusal === 'account_not_found'),
  );
  // An account without a known opening balance is left out, and so is one that shares a transfer with it.
  const dropped = new Set(
    effects.filter((one) => !told.includes(one) && one.request.outcome !== 'refused').flatMap(accountsOf),
  );
  const kept = withoutTied(told, dropped);
  const named = new Set(kept.flatMap(accountsOf));
  const accounts = Object.fromEntries([...opening].filter(([account]) => named.has(account)));
  const lines = [JSON.stringify({ accounts }), ...kept.map((effect) => JSON.stringify(lineOf(effect)))];
  return { text: `${lines.join('\n')}\n`, operations: kept.length, leftOut: asked.length - kept.length };
}

const accountsOf = ({ account, to }: Effect): string[] => (to === null ? [account] : [account, to]);

/** Leaves out all effects that transfers connect to these accounts. */
function withoutTied(effects: readonly Effect[], accounts: ReadonlySet<string>): readonly Effect[] {
  const out = new Set(accounts);
  let kept = effects;
  for (let before = -1; before !== kept.length; ) {
    before = kept.length;
    kept = kept.filter((effect) => {
      const tied = accountsOf(effect).some((account) => out.has(account));
      if (tied) for (const account of accountsOf(effect)) out.add(account);
      return !tied;
    });
  }
  return kept;
}

/** The newest requests between which every transfer in the journal was traced. */
function afterGaps(requests: readonly TraceRequest[], batches: readonly TraceBatch[]): readonly TraceRequest[] {
  const written = requests
    .filter(({ sequence }) => sequence !== null)
    .sort((a, b) => Number(b.sequence) - Number(a.sequence));
  const gap = written.findIndex(
    (one, index) => index > 0 && Number(written[index - 1]?.sequence) - Number(one.sequence) !== 1,
  );
  if (gap === -1) return requests;
  const before = new Set(written.slice(gap).map(({ id }) => id));
  const committed = new Map(batches.map((batch) => [batch.id, batch.committed]));
  const first = written[gap - 1];
  // What was not traced was done at the latest in the batch of the first that was.
  const since = committed.get(first?.batch?.id ?? 0) ?? first?.answered ?? Number.POSITIVE_INFINITY;
  return requests.filter(({ id, sequence, asked }) => (sequence === null ? asked > since : !before.has(id)));
}

function effectOf(
  request: TraceRequest,
  bySequence: ReadonlyMap<number | null, TraceRequest>,
): Effect | 'none' | 'untold' {
  const { op, account, to, outcome } = request;
  const amount = request.amount ?? 0;
  if (account === null) return outcome === 'done' ? 'untold' : 'none';
  const effect = (kind: Effect['op'], cents: number): Effect => ({
    account,
    to: null,
    op: kind,
    amount: cents,
    request,
  });
  switch (op) {
    case 'balance':
      return effect('balance', 0);
    case 'deposit':
    case 'withdraw':
      return effect(op, amount);
    case 'reserve':
      return effect('withdraw', amount);
    case 'transfer':
      return { account, to, op: 'transfer', amount, request };
    case 'post':
    case 'void': {
      if (outcome === 'refused') return 'none';
      const reserved = bySequence.get(request.refers)?.amount;
      if (outcome !== 'done' || reserved === undefined || reserved === null) return 'untold';
      const back = op === 'void' ? reserved : reserved - amount;
      return back === 0 ? 'none' : effect('deposit', back);
    }
    default:
      return outcome === 'refused' ? 'none' : 'untold';
  }
}

/** Opening balance of each account for which it follows from the replies. */
function openingBalances(
  effects: readonly Effect[],
  batches: readonly TraceBatch[],
  untold: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const opening = new Map<string, number>();
  /** What was done to each account so far. */
  const moved = new Map<string, number>();
  const move = (account: string, cents: number) => moved.set(account, (moved.get(account) ?? 0) + cents);
  const written = effects
    .filter(({ request }) => request.sequence !== null)
    .sort((a, b) => Number(a.request.sequence) - Number(b.request.sequence));
  for (const { account, to, op, amount, request } of written) {
    move(account, op === 'deposit' ? amount : -amount);
    if (to !== null) move(to, amount);
    if (request.balance !== null && !opening.has(account)) {
      opening.set(account, request.balance - (moved.get(account) ?? 0));
    }
  }
  const committed = new Map(batches.map((batch) => [batch.id, batch]));
  for (const { account, to, request } of effects) {
    if (request.outcome === 'refused' && to !== null) continue;
    for (const one of to === null ? [account] : [account, to]) {
      if (opening.has(one)) continue;
      const read = readBalance(one, effects, written, committed);
      if (read !== undefined) opening.set(one, read);
      // Only paid into, and its balance never read, so every opening balance will do.
      else if (!effects.some((effect) => effect.account === one)) opening.set(one, 0);
    }
  }
  for (const account of untold) opening.delete(account);
  return opening;
}

/** The opening balance that follows from a balance that was read, where nothing was paid in at the same time. */
function readBalance(
  account: string,
  effects: readonly Effect[],
  written: readonly Effect[],
  batches: ReadonlyMap<number, TraceBatch>,
): number | undefined {
  const paidIn = written.filter(({ to }) => to === account);
  for (const { op, request } of effects) {
    if (op !== 'balance' || request.account !== account || request.balance === null) continue;
    const times = paidIn.map((one) => ({ amount: one.amount, batch: batches.get(one.request.batch?.id ?? 0), one }));
    const [from, to] = [request.begun ?? request.asked, request.answered ?? request.asked];
    const apart = times.every(
      ({ batch, one }) => batch !== undefined && (batch.taken > to || Number(one.request.answered) < from),
    );
    if (!apart) continue;
    const before = times.filter(({ one }) => Number(one.request.answered) < from);
    return request.balance - before.reduce((sum, { amount }) => sum + amount, 0);
  }
  return undefined;
}

function lineOf({ account, to, op, amount, request }: Effect): object {
  const { outcome, refusal, balance } = request;
  const known = outcome === 'done' || outcome === 'refused';
  const answer = outcome === 'done' ? { ok: true, ...(balance === null ? {} : { balance }) } : { ok: false, refusal };
  return {
    client: `session ${request.session}`,
    call: request.begun ?? request.asked,
    ...(known ? { return: request.sent ?? request.answered, answer } : {}),
    ...{ op, account, ...(op === 'balance' ? {} : { amount }), ...(op === 'transfer' ? { to } : {}) },
  };
}
