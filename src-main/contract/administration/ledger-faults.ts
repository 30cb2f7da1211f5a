import { z } from 'zod';
import type { LanguageCode } from '../languages.ts';

/**
 * What a check of the ledger can find. The command line says it in English, windows in their own language; values stand
 * in the sentences in braces, amounts in cents.
 */
export const LEDGER_FAULTS = {
  empty: {
    en: 'the ledger has no accounts and no transfers',
    ar: 'لا حسابات في دفتر الأستاذ ولا حركات',
  },
  file_damaged: { en: 'the file is damaged: {reason}', ar: 'الملف تالف: {reason}' },
  pages: {
    en: 'the pages of the file contradict each other: {reason}',
    ar: 'صفحات الملف متناقضة: {reason}',
  },
  // Of one transfer, by itself.
  transfer_unreadable: {
    en: "transfer {transfer} can't be read: {reason}",
    ar: 'تتعذّر قراءة الحركة {transfer}: {reason}',
  },
  transfer_missing: {
    en: 'transfer {transfer} is missing: {next} is next',
    ar: 'الحركة {transfer} مفقودة: التالية هي {next}',
  },
  newest_missing: {
    en: 'transfer {transfer} is missing: there were {count}',
    ar: 'الحركة {transfer} مفقودة: كان عدد الحركات {count}',
  },
  chain_broken: {
    en: 'transfer {transfer} is not what was written: the chain of hashes breaks',
    ar: 'الحركة {transfer} ليست كما كُتبت: تنقطع سلسلة البصمات',
  },
  older_than_before: {
    en: 'transfer {transfer} is older than the one before',
    ar: 'الحركة {transfer} أقدم من التي قبلها',
  },
  no_money: { en: 'transfer {transfer} moves no money', ar: 'الحركة {transfer} لا تنقل أي مبلغ' },
  to_itself: {
    en: 'transfer {transfer} goes from an account to itself',
    ar: 'الحركة {transfer} من حساب إلى الحساب نفسه',
  },
  wrong_expiry: {
    en: 'transfer {transfer} has a time to expire, or none, against its kind',
    ar: 'وجود وقت انتهاء للحركة {transfer} أو غيابه يخالف نوعها',
  },
  wrong_reference: {
    en: 'transfer {transfer} refers to another, or to none, against its kind',
    ar: 'إشارة الحركة {transfer} إلى حركة أخرى أو غيابها يخالف نوعها',
  },
  names_cash: {
    en: 'transfer {transfer} is between customers and names cash',
    ar: 'الحركة {transfer} بين زبونين، وأحد طرفيها النقد',
  },
  wrong_way: { en: 'transfer {transfer} goes the wrong way', ar: 'اتجاه الحركة {transfer} خاطئ' },
  // Of one transfer, after those before it.
  below_zero: {
    en: 'transfer {transfer} leaves account {account} below zero',
    ar: 'تترك الحركة {transfer} رصيد الحساب {account} تحت الصفر',
  },
  wrong_balance: {
    en: 'transfer {transfer} says a balance of {said}, it is {found}',
    ar: 'تذكر الحركة {transfer} رصيدًا قدره {said}، وهو {found}',
  },
  nothing_pending: {
    en: 'transfer {transfer} posts or voids what is not pending',
    ar: 'الحركة {transfer} تصرف أو تلغي ما ليس حجزًا معلّقًا',
  },
  posts_too_much: {
    en: 'transfer {transfer} posts more than was reserved',
    ar: 'الحركة {transfer} تصرف أكثر مما حُجز',
  },
  voids_too_little: {
    en: 'transfer {transfer} gives back less than was reserved',
    ar: 'الحركة {transfer} تعيد أقل مما حُجز',
  },
  other_account: {
    en: 'transfer {transfer} posts or voids what is of another account',
    ar: 'الحركة {transfer} تصرف أو تلغي حجز حساب آخر',
  },
  reverses_nothing: {
    en: 'transfer {transfer} reverses what is not there',
    ar: 'الحركة {transfer} تعكس حركة غير موجودة',
  },
  reverses_again: {
    en: 'transfer {transfer} reverses what was reversed',
    ar: 'الحركة {transfer} تعكس حركة سبق أن عُكست',
  },
  not_opposite: {
    en: 'transfer {transfer} is not the opposite of what it reverses',
    ar: 'الحركة {transfer} ليست مقابل ما تعكسه',
  },
  refused_key: {
    en: 'transfer {transfer} has a key that was refused',
    ar: 'للحركة {transfer} مفتاح سبق أن رُفض',
  },
  listed_not_pending: { en: 'transfer {transfer} is not pending', ar: 'الحركة {transfer} ليست معلّقة' },
  pending_not_listed: {
    en: 'transfer {transfer} is pending and not listed as such',
    ar: 'الحركة {transfer} معلّقة وليست في قائمة المعلّقات',
  },
  // Beside the transfers.
  head_missing: { en: 'the head is missing', ar: 'رأس السلسلة مفقود' },
  head_differs: {
    en: 'the newest transfer is {newest}, the head says {head}',
    ar: 'أحدث حركة هي {newest}، ورأس السلسلة يذكر {head}',
  },
  batch_differs: { en: "the newest batch is not the head's", ar: 'أحدث دفعة ليست التي يذكرها رأس السلسلة' },
  pin_key_missing: { en: 'the PIN key is missing', ar: 'مفتاح الأرقام السرية مفقود' },
  pin_key_other: {
    en: 'the PIN key is not the one of this ledger',
    ar: 'مفتاح الأرقام السرية ليس مفتاح دفتر الأستاذ هذا',
  },
  account_missing: { en: 'account {account} is missing', ar: 'الحساب {account} مفقود' },
  account_balance: {
    en: 'account {account} has balance {found}, its transfers make {made}',
    ar: 'رصيد الحساب {account} هو {found}، وحركاته تعطي {made}',
  },
  account_held: {
    en: 'account {account} has held {found}, its transfers make {made}',
    ar: 'المحجوز في الحساب {account} هو {found}، وحركاته تعطي {made}',
  },
  account_day: {
    en: 'account {account} has day {found}, its transfers make {made}',
    ar: 'يوم السحب في الحساب {account} هو {found}، وحركاته تعطي {made}',
  },
  account_withdrawn: {
    en: 'account {account} has withdrawn {found}, its transfers make {made}',
    ar: 'المسحوب من الحساب {account} هو {found}، وحركاته تعطي {made}',
  },
  cash_has_pin: { en: "the bank's own account has a PIN", ar: 'لحساب المصرف نفسه رقم سري' },
  no_pin: { en: 'account {account} has no PIN', ar: 'ليس للحساب {account} رقم سري' },
  sum_not_zero: {
    en: 'the sum over all accounts is {sum}, not 0',
    ar: 'مجموع كل الحسابات {sum} وليس صفرًا',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<LanguageCode, string>>>>;

export type LedgerFaultCode = keyof typeof LEDGER_FAULTS;
export const LEDGER_FAULT_CODES = Object.keys(LEDGER_FAULTS) as [LedgerFaultCode, ...LedgerFaultCode[]];

/** The names in braces. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Values<Code extends LedgerFaultCode> = Readonly<
  Record<Names<(typeof LEDGER_FAULTS)[Code]['en']>, string | number>
>;

export const ledgerFaultSchema = z.object({
  code: z.enum(LEDGER_FAULT_CODES),
  /** What stands for the names in braces: amounts in cents. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type LedgerFault = z.infer<typeof ledgerFaultSchema>;

/** A fault with all the values that its sentences need. */
export function ledgerFault<Code extends LedgerFaultCode>(code: Code, values: Values<Code>): LedgerFault {
  return { code, values };
}

/** The sentence of a fault. @param show writes a value into it, as it is if not given */
export function faultSentence(
  { code, values }: LedgerFault,
  language: LanguageCode,
  show: (value: string | number) => string = String,
): string {
  return LEDGER_FAULTS[code][language].replaceAll(/\{(\w+)\}/g, (_all, name: string) => show(values[name] ?? '?'));
}
