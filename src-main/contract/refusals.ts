import type { LanguageCode } from './languages.ts';

/** The texts of one refusal: one for each place that shows it. */
interface RefusalRow {
  /** The message of its error in the terminal protocol, for clients that have no words of their own: one sentence. */
  readonly message: string;
  /** What the teletype protocol says, a line without its end. ASCII. */
  readonly teletype: string;
  /** What windows show, in each of their languages. */
  readonly words: Readonly<Record<LanguageCode, string>>;
}

/** For refusals that no request of the teletype protocol can get, and for failures of the bank itself. */
const SERVICE_UNAVAILABLE = 'Service unavailable. Try again later.';

/**
 * Why the ledger can refuse a request, in the order in which reasons are checked: where two apply, the earlier
 * one is the answer. A refusal is an ordinary, final answer; an exception is a bug.
 */
const LEDGER_REFUSALS = {
  /** The store can't write (disk full, fsync failed): nothing was done. */
  unavailable: {
    message: "The bank can't write to its books right now. Nothing was done. Try again later.",
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'The bank can’t write to its disk right now. Nothing has moved. Try again in a moment.',
      ar: 'يتعذّر على المصرف الكتابة على القرص الآن. لم يتحرّك أي مبلغ. حاول بعد قليل.',
    },
  },
  /** The idempotency key was used with other content. */
  key_reused: {
    message: 'This key was used for another request. Use a new key for each request.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'The bank has seen this request before with other content. Start it again.',
      ar: 'سبق للمصرف أن تلقّى هذا الطلب بمحتوى مختلف. ابدأ العملية من جديد.',
    },
  },
  /** `until` is over, and nothing was done under the key: final for this copy of the request only. */
  expired: {
    message: 'The time until which this request was valid is over. Nothing was done.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'That took too long on its way to the bank. Nothing has moved. Try again.',
      ar: 'استغرق وصول الطلب إلى المصرف وقتًا أطول من اللازم. لم يتحرّك أي مبلغ. حاول مرة أخرى.',
    },
  },
  /** Unknown account or wrong PIN, never told apart; no PIN is looked at during a lock by PINs. */
  authentication_failed: {
    message: 'The account number or the PIN is wrong. Try again.',
    teletype: 'Authentication failed.',
    words: { en: 'That card and PIN don’t match.', ar: 'البطاقة والرقم السري غير متطابقين.' },
  },
  /** Too many wrong PINs, or locked by the bank; a lock does not keep a reserve from its post or void. */
  account_locked: {
    message: 'This account is locked. Try again later.',
    teletype: 'Account locked. Try again later.',
    words: {
      en: 'This account is locked after too many wrong PINs. Try again later.',
      ar: 'هذا الحساب مقفل بعد محاولات خاطئة متكررة. حاول لاحقًا.',
    },
  },
  /** More payees asked about than PAYEE_CHECKS: nothing is told of this one. */
  rate_limited: {
    message: 'This was asked too often. Try again later.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'Too many account numbers were tried. Wait a moment and try again.',
      ar: 'جُرّبت أرقام حسابات كثيرة. انتظر قليلًا ثم حاول مرة أخرى.',
    },
  },
  /** Adding an account that is there. */
  account_exists: {
    message: 'There is an account with this number already.',
    teletype: SERVICE_UNAVAILABLE,
    words: { en: 'There is an account with that number already.', ar: 'يوجد حساب بهذا الرقم بالفعل.' },
  },
  /** A transfer to oneself. */
  same_account: {
    message: 'Money cannot be sent to the account it comes from.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'That is the account you are paying from. Choose another one.',
      ar: 'هذا هو الحساب الذي تدفع منه. اختر حسابًا آخر.',
    },
  },
  /** Not a whole number of cents in 1..MAX_AMOUNT_CENTS; told last: a post of more than was reserved. */
  invalid_amount: {
    message: 'This is not an amount the bank takes.',
    teletype: 'Invalid amount. Try again.',
    words: {
      en: 'That amount can’t be used. Enter another one.',
      ar: 'لا يمكن استخدام هذا المبلغ. أدخل مبلغًا آخر.',
    },
  },
  /** A new PIN that is not 3 to 12 digits. */
  invalid_pin: {
    message: 'A PIN is 3 to 12 digits.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'A PIN has 3 to 12 digits. Choose another one.',
      ar: 'يتكوّن الرقم السري من 3 إلى 12 رقمًا. اختر رقمًا آخر.',
    },
  },
  /** Look-up, post, void or reverse of what isn't there (or isn't yours); post and void say it even before key_reused. */
  transfer_not_found: {
    message: 'There is no such transfer on this account.',
    teletype: SERVICE_UNAVAILABLE,
    words: { en: 'The bank doesn’t know that transfer.', ar: 'لا يعرف المصرف هذه الحركة.' },
  },
  /** Post or void of a reserve that was posted or voided. */
  not_pending: {
    message: 'This withdrawal was settled already.',
    teletype: SERVICE_UNAVAILABLE,
    words: { en: 'That withdrawal has been settled already.', ar: 'سبق أن سُوّي هذا السحب.' },
  },
  /** Reverse of a transfer that was reversed. */
  already_reversed: {
    message: 'This transfer was reversed already.',
    teletype: SERVICE_UNAVAILABLE,
    words: { en: 'That transfer has been reversed already.', ar: 'سبق أن عُكست هذه الحركة.' },
  },
  /** The daily withdrawal limit (without one, MAX_DAY_CENTS), or OPEN_RESERVES. */
  limit_exceeded: {
    message: 'This is more than the daily limit leaves, or too many withdrawals of the account are open.',
    teletype: 'Daily limit exceeded.',
    words: {
      en: 'That is more than you can withdraw today. Enter a smaller amount.',
      ar: 'هذا أكثر مما يمكنك سحبه اليوم. أدخل مبلغًا أصغر.',
    },
  },
  /** The balance (less what is reserved) would go below zero. */
  insufficient_funds: {
    message: 'There is not enough money in the account.',
    teletype: 'Insufficient funds.',
    words: {
      en: 'There isn’t enough money in this account. Enter a smaller amount.',
      ar: 'الرصيد في هذا الحساب لا يكفي. أدخل مبلغًا أصغر.',
    },
  },
  /** The other account of a transfer that could be paid, or an administrator's request. */
  account_not_found: {
    message: 'There is no account with this number.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'There is no account with that number. Check it and try again.',
      ar: 'لا يوجد حساب بهذا الرقم. تحقّق منه وحاول مرة أخرى.',
    },
  },
  /** The balance would pass MAX_BALANCE_CENTS. */
  balance_too_large: {
    message: 'The account cannot hold this amount.',
    teletype: 'The account cannot hold this amount.',
    words: {
      en: 'The account can’t hold that much. Enter a smaller amount.',
      ar: 'لا يتّسع الحساب لهذا المبلغ. أدخل مبلغًا أصغر.',
    },
  },
  /** All customers together would have more than MAX_CASH_CENTS. */
  cash_too_large: {
    message: 'The bank cannot hold this amount.',
    teletype: 'The bank cannot hold this amount.',
    words: {
      en: 'The bank can’t hold that much. Enter a smaller amount.',
      ar: 'لا يتّسع المصرف لهذا المبلغ. أدخل مبلغًا أصغر.',
    },
  },
} as const satisfies Readonly<Record<string, RefusalRow>>;

export type Refusal = keyof typeof LEDGER_REFUSALS;
/** In the order in which reasons are checked. */
export const REFUSALS = Object.keys(LEDGER_REFUSALS) as [Refusal, ...Refusal[]];

/** What a session refuses by itself, beside the ledger's refusals. */
const SESSION_REFUSALS = {
  /** Not JSON, or not of the schema; the error's own message names the first field that is wrong. */
  bad_message: {
    message: 'This is not a message of the protocol.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'The bank did not understand this machine. Update Lobby on both.',
      ar: 'لم يفهم المصرف هذا الجهاز. حدّث التطبيق على كليهما.',
    },
  },
  unsupported_version: {
    message: 'This bank does not speak this version.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'The bank speaks another version of the protocol. Update Lobby on both machines.',
      ar: 'يستخدم المصرف إصدارًا آخر من البروتوكول. حدّث التطبيق على الجهازين.',
    },
  },
  not_logged_in: {
    message: 'Log in first.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'Your session has ended. Insert your card again.',
      ar: 'انتهت جلستك. أدخل بطاقتك من جديد.',
    },
  },
  already_logged_in: {
    message: 'This session is logged in already.',
    teletype: SERVICE_UNAVAILABLE,
    words: { en: 'Somebody is logged in at this machine already.', ar: 'سجّل شخص آخر الدخول على هذا الصرّاف.' },
  },
  /** MAX_ACCOUNT_SESSIONS are logged in to the account. */
  account_busy: {
    message: 'This account is logged in at too many terminals at once. Leave one of them first.',
    teletype: SERVICE_UNAVAILABLE,
    words: {
      en: 'This account is in use at too many machines at once. Finish at one of them first.',
      ar: 'هذا الحساب مستخدم على صرّافات كثيرة في آن واحد. أنهِ الجلسة على أحدها أولًا.',
    },
  },
  too_many_sessions: {
    message: 'The bank is full. Try again later.',
    teletype: 'The bank is full. Try again later.',
    words: { en: 'The bank is full right now. Try again in a moment.', ar: 'المصرف مزدحم الآن. حاول بعد قليل.' },
  },
  /** The bank is closing: nothing was done. */
  closing: {
    message: 'The bank is closing. Nothing was done.',
    teletype: 'The bank is closing.',
    words: { en: 'The bank is closing. Nothing has moved.', ar: 'المصرف يغلق أبوابه. لم يتحرّك أي مبلغ.' },
  },
} as const satisfies Readonly<Record<string, RefusalRow>>;

type SessionRefusal = keyof typeof SESSION_REFUSALS;

/** Every refusal that a client can be told, the ledger's first. */
export const ALL_REFUSALS: Readonly<Record<AnyRefusal, RefusalRow>> = { ...LEDGER_REFUSALS, ...SESSION_REFUSALS };
export type AnyRefusal = Refusal | SessionRefusal;
export const ALL_REFUSAL_CODES = Object.keys(ALL_REFUSALS) as [AnyRefusal, ...AnyRefusal[]];
