import { faultSentence, type LedgerFault } from '../../../src-main/contract/administration/ledger-faults.ts';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import { LANGUAGES, type LanguageCode } from '../../../src-main/contract/languages.ts';
import { ALL_REFUSALS } from '../../../src-main/contract/refusals.ts';
import type { Settings } from '../../../src-main/contract/settings.ts';
import type { Strings } from '../strings/en.ts';
import { inArabicDigits } from './digits.ts';

/** Words and forms of one language, with the digits that were chosen. */
export interface Language {
  readonly code: LanguageCode;
  /** BCP 47 tag with the numbering system, for Intl and React Aria. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly strings: Strings;
  /** Cents as dollars, always with two decimals: `$3,000.50`. */
  money(cents: number): string;
  /** As `money`, but whole dollars stand without decimals: `$100`. For keys and totals, not for accounts. */
  roundMoney(cents: number): string;
  /** As `money`, with the sign of what comes in or goes out: `+$12.50`. */
  signedMoney(cents: number): string;
  /** Dollars as they are being typed, digits with perhaps a point: `1000.5` as `$1,000.5`. */
  typedMoney(dollars: string): string;
  /** The sign between dollars and cents. */
  readonly point: string;
  /** Several things in one line: `a, b, c`. */
  list(things: readonly string[]): string;
  /** `digits`: how many decimals are shown, exactly. */
  number(value: number, digits?: number): string;
  /** A whole number with its sign, where the language has it: `+9`, `−90`. */
  signed(value: number): string;
  /** Text with digits in it, such as an account number or a sentence; a point between digits is a decimal sign. */
  digits(text: string): string;
  /** A fraction 0..1 as whole percent. */
  percent(fraction: number): string;
  /** Time of day with seconds, of ms since the epoch. */
  time(at: number): string;
  /** As `time`, with milliseconds. */
  exactTime(at: number): string;
  /** Day and time, of ms since the epoch. */
  dateTime(at: number): string;
  /** As `dateTime`, with seconds. */
  exactDateTime(at: number): string;
  /** A length of time in its largest unit, rounded up, of ms: `30 seconds`, `2 minutes`. */
  duration(ms: number): string;
  /** The words for a failure that people can meet: by its code, else the sentence it came with. */
  failure(failure: FailureFields): string;
  /** The words for what a check of the ledger has found. */
  ledgerFault(fault: LedgerFault): string;
}

/**
 * @param digits `own` gives the language its own digits (Arabic: ٠-٩), `latin` 0-9.
 * @param strings the catalogue of that language
 */
export function createLanguage(code: LanguageCode, digits: Settings['digits'], strings: Strings): Language {
  const row = LANGUAGES[code];
  const numbering = digits === 'own' ? row.digits : 'latn';
  const locale = `${row.locale}-u-nu-${numbering}`;
  const dollars = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  const money = new Intl.NumberFormat(locale, dollars);
  const roundMoney = new Intl.NumberFormat(locale, { ...dollars, trailingZeroDisplay: 'stripIfInteger' });
  const signedMoney = new Intl.NumberFormat(locale, { ...dollars, signDisplay: 'exceptZero' });
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'always', maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const seconds = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat(locale, seconds);
  const exactTime = new Intl.DateTimeFormat(locale, { ...seconds, fractionalSecondDigits: 3 });
  // The same time of day as everywhere, which `timeStyle` would leave to the language.
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const dateTime = new Intl.DateTimeFormat(locale, { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const exactDateTime = new Intl.DateTimeFormat(locale, { ...day, ...seconds });
  const duration = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  const point = money.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const numbers = new Map<number, Intl.NumberFormat>();
  const inDigits = (text: string) => (numbering === 'arab' ? inArabicDigits(text) : text);
  const refusals = Object.entries(ALL_REFUSALS).map(([refusal, { words }]) => [refusal, words[code]] as const);
  const failures = new Map<string, string>([
    ...refusals,
    ...Object.entries(strings.failures),
    ...Object.entries(strings.sentences),
  ]);
  const ports: Readonly<Record<string, (port: string) => string>> = strings.ports;

  return {
    code,
    locale,
    direction: row.direction,
    strings,
    // Dollars are the only money here: Arabic's 'US$' would tell them from others that there are not.
    money: (cents) => money.format(cents / 100).replace('US$', '$'),
    // A minus is as wide as a plus; a hyphen is not.
    signedMoney: (cents) =>
      signedMoney
        .format(cents / 100)
        .replace('US$', '$')
        .replace('-', '\u2212'),
    typedMoney(dollars) {
      const [whole = '', cents] = dollars.split('.');
      const shown = roundMoney.format(Number(whole)).replace('US$', '$');
      if (cents === undefined) return shown;
      const digits = [...cents].map((digit) => this.number(Number(digit))).join('');
      // Behind the last digit, which is not the end where the sign of the money stands behind.
      return shown.replace(/(?<=\p{Nd})(?!.*\p{Nd})/u, point + digits);
    },
    point,
    list: (things) => list.format(things),
    roundMoney: (cents) =>
      roundMoney
        .format(cents / 100)
        .replace('US$', '$')
        .replace('-', '\u2212'),
    number(value, decimals = 0) {
      let format = numbers.get(decimals);
      if (format === undefined) {
        format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
        numbers.set(decimals, format);
      }
      return format.format(value);
    },
    signed: (value) => signed.format(value).replace('-', '\u2212'),
    digits: inDigits,
    percent: (fraction) => percent.format(fraction),
    time: (at) => time.format(at),
    exactTime: (at) => exactTime.format(at),
    dateTime: (at) => dateTime.format(at),
    exactDateTime: (at) => exactDateTime.format(at),
    duration(ms) {
      const count = Math.max(1, Math.ceil(ms / 1000));
      if (count < 60) return duration(count, 'second');
      const minutes = Math.ceil(count / 60);
      return minutes < 60 ? duration(minutes, 'minute') : duration(Math.ceil(minutes / 60), 'hour');
    },
    failure({ code: failureCode, message, port }) {
      // In Latin digits, as addresses and the field are.
      if (port !== undefined && Object.hasOwn(ports, failureCode)) {
        return ports[failureCode]?.(String(port)) ?? message;
      }
      const words = failures.get(failureCode);
      return words === undefined ? message : inDigits(words);
    },
    // Isolated: digits and English behind Arabic letters would be put in another order.
    ledgerFault: (fault) =>
      faultSentence(fault, code, (value) => {
        const shown = /^-?\d+$/.test(String(value)) ? inDigits(String(value)) : String(value);
        return row.direction === 'rtl' ? `\u2066${shown}\u2069` : shown;
      }),
  };
}
