import type { Notes } from '../../../src-main/contract/atm.ts';
import type { Language } from '../../ui/language/language.ts';
import type { Receipt } from '../flow/states.ts';

/** A receipt as pairs of a label and what stands beside it; the order in which they are read. */
export function receiptLines(receipt: Receipt, language: Language): readonly (readonly [string, string])[] {
  const words = language.strings.atm;
  return [
    [words.statementKinds[receipt.kind], language.money(receipt.amount)],
    [receipt.to === null ? words.account : words.receiptFrom, language.digits(receipt.account)],
    ...(receipt.to === null ? [] : [[words.to, language.digits(receipt.to)] as const]),
    ...(receipt.notes.length === 0 ? [] : [[words.notes, language.list(noteLines(receipt.notes, language))] as const]),
    [words.newBalance, language.money(receipt.balance)],
    [words.receiptAt, language.dateTime(receipt.transfer.at)],
    [words.receiptTransfer, language.digits(String(receipt.transfer.sequence))],
    [words.receiptHash, receipt.transfer.hash],
  ];
}

/** `2 notes of $50.00`, for each denomination that is there. */
export function noteLines(notes: Notes, language: Language): string[] {
  return notes
    .filter(({ count }) => count > 0)
    .map(({ denomination, count }) =>
      language.strings.atm.noteLine(count, language.number(count), language.roundMoney(denomination)),
    );
}

/** The receipt as plain text, for a file. */
export function receiptText(receipt: Receipt, language: Language): string {
  const words = language.strings.atm;
  const lines = receiptLines(receipt, language).map(([label, value]) => `${label}: ${value}`);
  return [words.cardName, words.receipt, '', ...lines, ...receiptRemarks(receipt, language), ''].join('\n');
}

/** What must be said beside the figures: paid in part, or not booked yet. */
export function receiptRemarks(receipt: Receipt, language: Language): string[] {
  const words = language.strings.atm;
  const partly = receipt.kind === 'withdrawal' && receipt.amount < receipt.asked;
  return [
    ...(partly ? [words.paidInPart(language.money(receipt.amount), language.money(receipt.asked))] : []),
    ...(receipt.booked ? [] : [words.notBooked]),
  ];
}
