import { useState } from 'react';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Notice } from '../flow/states.ts';

/**
 * Why Enter did not lead on, spoken at once, and again when it is pressed again. Its element is there before it has
 * text, or screen readers would not speak it.
 */
export function NoticeLine({ notice }: { readonly notice: Notice | null }) {
  const language = useLanguage();
  const [said, setSaid] = useState({ notice, times: 0 });
  if (said.notice !== notice) setSaid({ notice, times: said.times + 1 });
  return (
    <div className="notice-line" role="alert">
      {notice === null ? null : (
        <p className="notice" key={said.times}>
          {noticeWords(notice, language)}
        </p>
      )}
    </div>
  );
}

function noticeWords(notice: Notice, language: Language): string {
  const words = language.strings.atm;
  switch (notice.why) {
    case 'over-limit':
      return words.overLimit(language.money(notice.most));
    case 'not-enough':
      return words.notEnough(language.money(notice.available));
    case 'wrong-pin': {
      const { triesLeft } = notice;
      if (triesLeft === null) return words.wrongPin;
      return triesLeft === 1 ? words.lastTry : words.triesLeft(triesLeft, language.number(triesLeft));
    }
    case 'refused':
      return language.failure(notice.failure);
    default:
      return language.digits(words.notices[notice.why]);
  }
}
