import type { Language } from '../../ui/language/language.ts';
import { operationWords } from '../../ui/language/operation-words.ts';
import { microsWords } from '../lettering.ts';
import type { Story } from '../story.ts';

/** What happened to a request, in one or two sentences that are true of its trace. @param who name of its session */
export function sentenceOf(story: Story, who: string, language: Language): string {
  const words = language.strings.lab.story;
  const { request, sameAccount } = story;
  const what = operationWords(language, request);
  const more = [
    ...(request.refusal === null
      ? []
      : [`${words.refused} ${language.failure({ code: request.refusal, message: request.refusal })}`]),
    ...(request.repeated ? [words.repeated] : []),
    ...(request.outcome === 'unknown' ? [words.unknown] : []),
    ...(sameAccount.length === 0 ? [] : [words.sameAccount(sameAccount.length, language.number(sameAccount.length))]),
  ];
  return [mainSentence(story, who, what, language), ...more].join(' ');
}

function mainSentence(
  { request, batch, others, waitedFor }: Story,
  who: string,
  what: string,
  language: Language,
): string {
  const words = language.strings.lab.story;
  if (batch === null) {
    if (request.outcome === 'pending' || request.outcome === 'unknown') return words.pending(who, what);
    return request.asked === request.answered ? words.shared(who, what) : words.past(who, what);
  }
  const time = microsWords(language, Math.max(0, batch.taken - request.asked));
  const company = others === 0 ? words.alone : words.together(others, language.number(others));
  if (waitedFor === null) return words.taken(who, what, time) + company;
  return (
    (waitedFor.commit === null
      ? words.waitedForRead(who, what, time)
      : words.waited(who, what, time, language.number(waitedFor.commit))) + company
  );
}
