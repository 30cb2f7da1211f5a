import type { Cents } from '../../contract/money.ts';
import { Listeners } from '../../listeners.ts';
import { isHistoryRequest } from '../ledger/history/history-reads.ts';
import {
  type AccountNumber,
  type LedgerClient,
  type LedgerReply,
  type LedgerRequest,
  OPERATIONS,
  type Origin,
  type Transfer,
} from '../ledger/request.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import type { FromLedger, LedgerEvent, LedgerLink, ToLedger } from './message-codec.ts';
import { RequestChannel } from './request-channel.ts';
import { BalanceReader } from './shared-balances.ts';
import { WaitingCount } from './shared-totals.ts';

const UNAVAILABLE: LedgerReply = { ok: false, refusal: 'unavailable' };

/**
 * The ledger as one thread sees it. Reads of the past go to a thread of their own.
 * @param link from the ledger's `connect`; its ports belong to the client from now on.
 * @param trace of the client's thread, where that has one
 */
export function connectLedger(link: LedgerLink, trace?: TraceWriter): LedgerClient {
  const { port, seat } = link;
  const balances = new BalanceReader(link.shared);
  const count = new WaitingCount(link.waiting);
  const ledger = new RequestChannel(port, (leaving, first) => {
    count.enter(leaving);
    if (trace !== undefined && trace.watch !== 0) trace.entered(seat, first, leaving);
  });
  const history = new RequestChannel(link.history);
  const watchers = new Map<AccountNumber, Set<Watcher>>();
  const lost = new Listeners<[]>();
  const pinChanged = new Listeners<[AccountNumber, string]>();

  const post = (message: ToLedger) => port.postMessage(message);

  function tell(event: LedgerEvent): void {
    if (event.type === 'pin-changed') {
      pinChanged.tell(event.account, event.session);
      return;
    }
    for (const watcher of watchers.get(event.account) ?? []) {
      if (event.type === 'balance') watcher.balance(event.balance, event.transfer);
      else watcher.locked?.();
    }
  }

  function end(): void {
    if (ledger.closed) return;
    const { sent, unsent } = ledger.close();
    for (const one of sent) if (OPERATIONS[one.request.op].harmless) one.done(UNAVAILABLE);
    for (const one of unsent) one.done(UNAVAILABLE);
    tellLost();
  }

  function endHistory(): void {
    if (history.closed) return;
    const { sent, unsent } = history.close();
    for (const one of [...sent, ...unsent]) one.done(UNAVAILABLE);
  }

  function tellLost(): void {
    lost.tell();
    lost.clear();
  }

  port.on('message', ({ words, events }: FromLedger) => {
    ledger.answer(words);
    for (const event of events) tell(event);
  });
  port.on('close', end);
  link.history.on('message', ({ words }: FromLedger) => history.answer(words));
  link.history.on('close', endHistory);

  return {
    books: link.books,
    submit<R extends LedgerRequest>(request: R, origin: Origin, done: (reply: LedgerReply<R['op']>) => void): void {
      // The ledger answers an operation with a reply of its own kind; the link does not carry types.
      const typed = done as (reply: LedgerReply) => void;
      const channel = isHistoryRequest(request) ? history : ledger;
      if (channel.closed) {
        setImmediate(typed, UNAVAILABLE);
        return;
      }
      if (channel === ledger) origin.queued?.(seat, ledger.next);
      channel.ask(request, origin, typed);
    },
    committedBalance: (account) => balances.read(account),
    watch(account, balance, locked) {
      const watcher: Watcher = locked === undefined ? { balance } : { balance, locked };
      const all = watchers.get(account) ?? new Set();
      watchers.set(account, all.add(watcher));
      if (all.size === 1 && !ledger.closed) post({ type: 'watch', account });
      return () => {
        if (!all.delete(watcher) || all.size > 0) return;
        watchers.delete(account);
        if (!ledger.closed) post({ type: 'unwatch', account });
      };
    },
    onPinChanged: (listener) => pinChanged.add(listener),
    onLost(listener) {
      if (ledger.closed) setImmediate(tellLost);
      return lost.add(listener);
    },
  };
}

interface Watcher {
  readonly balance: (balance: Cents, transfer: Transfer) => void;
  readonly locked?: () => void;
}
