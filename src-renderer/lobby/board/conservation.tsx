import { Fragment, memo } from 'react';
import type { Board } from '../../../src-main/contract/board.ts';
import { CheckIcon, WarningIcon } from '../../ui/controls/icons.tsx';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';

type Books = Pick<Board, 'sum' | 'cash'>;

/** What customers have and what cash has, which is the same with the other sign, or the books are wrong. */
export const Conservation = memo(function Conservation({ sum, cash }: Books) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const level = sum === 0;
  return (
    <section className={`conservation${level ? '' : ' broken'}`} aria-label={words.conservation}>
      {/* A new element, or screen readers would not take its words for an alert. */}
      <p className="verdict" key={String(level)} role={level ? undefined : 'alert'}>
        {level ? <CheckIcon /> : <WarningIcon />}
        {level ? words.conserved : words.notConserved}
      </p>
      {/* A line breaks between the two sides, not between a sign and its figure. */}
      <p className="equation figures">
        {equationWords({ sum, cash }, language)
          .split(/(?<=[=≠]) /)
          .map((side, index) => (
            <Fragment key={side}>
              {index === 0 ? null : ' '}
              <span>{side}</span>
            </Fragment>
          ))}
      </p>
    </section>
  );
});

/** `Customers $15,000 = cash −$15,000`. */
export function equationWords({ sum, cash }: Books, language: Language): string {
  const sides = [language.roundMoney(sum - cash), language.roundMoney(cash)] as const;
  const words = language.strings.lobby;
  return sum === 0 ? words.balance(...sides) : words.imbalance(...sides);
}
