import type { Language } from './language.ts';

interface Asked {
  readonly op: string;
  /** In cents; null: there is none. */
  readonly amount: number | null;
}

/** What was asked of the bank, in words: 'Deposit of $25'. */
export function operationWords(language: Language, { op, amount }: Asked): string {
  const words = language.strings.suite;
  // A newer bank may know operations that this window does not.
  const name = (words.operations as Readonly<Record<string, string>>)[op] ?? op;
  return amount === null ? name : words.operationOf(name, language.roundMoney(amount));
}
