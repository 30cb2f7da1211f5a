import type { Cents } from '../../contract/money.ts';
import type {
  AccountNumber,
  LedgerClient,
  LedgerOperation,
  LedgerReply,
  LedgerRequest,
  Origin,
  Transfer,
} from '../ledger/request.ts';
import {
  type FromLedger,
  type LedgerEvent,
  type LedgerLink,
  readReply,
  type ToLedger,
  writeRequest,
} from './message-codec.ts';
import { BalanceReader } from './shared-balances.ts';
import { WaitingCount } from './shared-totals.ts';
import { type Word, WordReader } from './words.ts';

interface Waiting {
  readonly request: LedgerRequest;
  readonly done: (reply: LedgerReply) => void;
}

/** Requests without effect on the books: lost with the ledger, they surely were not done. */
const HARMLESS: ReadonlySet<LedgerOperation> = new Set(['balance', 'statement', 'look-up', 'accounts', 'authenticate']);

const UNAVAILABLE: LedgerReply = { ok: false, refusal: 'unavailable' };

/**
 * The ledger as one thread sees it. All requests of one tick of the event loop go out in one message.
 * @param link from the ledger's `connect`; its port belongs to the client from now on.
 */
export function connectLedger(link: LedgerLink): LedgerClient {
  const { port } = link;
  const balances = new BalanceReader(link.shared);
  const count = new WaitingCount(link.waiting);
  const watchers = new Map<AccountNumber, Set<Watcher>>();
  const lostListeners = new Set<() => void>();
  const pinListeners = new Set<(account: AccountNumber, session: string) => void>();
  /** Posted, without a reply; oldest at `firstWaiting`. */
  let waiting: Waiting[] = [];
  let firstWaiting = 0;
  /** Not posted yet. */
  let words: Word[] = [];
  let unsent: Waiting[] = [];
  let lost = false;

  const post = (message: ToLedger) => port.postMessage(message);

  function flush(): void {
    if (lost || unsent.length === 0) return;
    // Before they are sent: none may be answered that was not counted.
    count.enter(unsent.length);
    post({ type: 'requests', words, sentAt: performance.timeOrigin + performance.now() });
    for (const one of unsent) waiting.push(one);
    words = [];
    unsent = [];
  }

  function receive(message: FromLedger): void {
    const reader = new WordReader(message.words);
    while (!reader.ended) {
      const next = waiting[firstWaiting++];
      if (next === undefined) throw new Error('ledger link: a reply nobody waits for');
      next.done(readReply(reader, next.request));
    }
    if (firstWaiting === waiting.length) {
      waiting = [];
      firstWaiting = 0;
    } else if (firstWaiting > 1024) {
      waiting.splice(0, firstWaiting);
      firstWaiting = 0;
    }
    for (const event of message.events) tell(event);
  }

  function tell(event: LedgerEvent): void {
    if (event.type === 'pin-changed') {
      for (const listener of pinListeners) listener(event.account, event.session);
      return;
    }
    for (const watcher of watchers.get(event.account) ?? []) {
      if (event.type === 'balance') watcher.balance(event.balance, event.transfer);
      else watcher.locked?.();
    }
  }

  function end(): void {
    if (lost) return;
    lost = true;
    const pending = waiting.slice(firstWaiting);
    const notSent = unsent;
    waiting = [];
    unsent = [];
    words = [];
    for (const one of pending) if (HARMLESS.has(one.request.op)) one.done(UNAVAILABLE);
    for (const one of notSent) one.done(UNAVAILABLE);
    tellLost();
  }

  function tellLost(): void {
    for (const listener of lostListeners) listener();
    lostListeners.clear();
  }

  port.on('message', receive);
  port.on('close', end);

  return {
    submit<R extends LedgerRequest>(request: R, origin: Origin, done: (reply: LedgerReply<R['op']>) => void): void {
      // The ledger answers an operation with a reply of its own kind; the link does not carry types.
      const typed = done as (reply: LedgerReply) => void;
      if (lost) {
        setImmediate(typed, UNAVAILABLE);
        return;
      }
      if (unsent.length === 0) setImmediate(flush);
      unsent.push({ request, done: typed });
      writeRequest(words, request, origin);
    },
    committedBalance: (account) => balances.read(account),
    watch(account, balance, locked) {
      const watcher: Watcher = locked === undefined ? { balance } : { balance, locked };
      const all = watchers.get(account) ?? new Set();
      watchers.set(account, all.add(watcher));
      if (all.size === 1 && !lost) post({ type: 'watch', account });
      return () => {
        if (!all.delete(watcher) || all.size > 0) return;
        watchers.delete(account);
        if (!lost) post({ type: 'unwatch', account });
      };
    },
    onPinChanged(listener) {
      pinListeners.add(listener);
      return () => pinListeners.delete(listener);
    },
    onLost(listener) {
      lostListeners.add(listener);
      if (lost) setImmediate(tellLost);
      return () => lostListeners.delete(listener);
    },
  };
}

interface Watcher {
  readonly balance: (balance: Cents, transfer: Transfer) => void;
  readonly locked?: () => void;
}
