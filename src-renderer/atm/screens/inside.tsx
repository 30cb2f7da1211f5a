import { useId } from 'react';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { type At, MENU } from '../flow/states.ts';
import { NoticeLine } from './notice-line.tsx';
import { BackAndEnter, Frame, LeaveOr, type ScreenProps, SoftKey } from './screen-parts.tsx';
import { PinDots } from './typed.tsx';

export function MenuScreen({ notice, state, send }: At<'menu'> & ScreenProps & { readonly state: AtmState }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  const settlements = settlementsOf(state, language);
  const some = settlements.length > 0;
  return (
    <Frame title={words.menu} point={some ? point : undefined}>
      {some ? (
        <div id={point} role="status">
          <ul className="settlements">
            {settlements.map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="soft-keys">
        {MENU.map((option, index) => (
          <SoftKey key={option} number={index + 1} onPress={() => send({ type: 'menu', option })}>
            {words.options[option]}
          </SoftKey>
        ))}
      </div>
      <NoticeLine notice={notice} />
      <div className="soft-keys end">
        <SoftKey onPress={() => send({ type: 'menu', option: 'leave' })}>{words.options.leave}</SoftKey>
      </div>
    </Frame>
  );
}

/** Requests whose outcome was unknown: what is still open, and what became of the others. */
function settlementsOf(state: AtmState, language: Language): { readonly key: string; readonly text: string }[] {
  const words = language.strings.atm;
  if (state.at !== 'customer') return [];
  const mine = state.unsettled.some(({ account }) => account === state.account);
  return [
    ...(mine ? [{ key: 'unsettled', text: words.unsettled }] : []),
    ...state.settled.map(({ key, kind, amount, outcome }) => {
      const what = `${words.statementKinds[kind]} ${language.money(amount)}`;
      return { key, text: outcome === 'done' ? words.settledDone(what) : words.settledNot(what) };
    }),
  ];
}

export function BalanceScreen({ balance, send }: ScreenProps & { readonly balance: number | null }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  return (
    <Frame title={words.balanceTitle} hint={words.balanceLive} point={point}>
      <p className="amount figures" id={point}>
        {balance === null ? '…' : language.money(balance)}
      </p>
      <LeaveOr send={send}>{words.another}</LeaveOr>
    </Frame>
  );
}

export function NewPinScreen({ step, digits, notice, send }: At<'new-pin'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.pinSteps[step.name]} hint={language.digits(words.pinRule)}>
      <PinDots typed={digits.length} />
      <NoticeLine notice={notice} />
      <BackAndEnter send={send} />
    </Frame>
  );
}

export function ProblemScreen({ failure, send }: At<'problem'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame
      title={failure.code === 'outcome_unknown' ? words.unknownTitle : words.problemTitle}
      hint={language.failure(failure)}
      tone="bad"
    >
      <LeaveOr send={send}>{words.ok}</LeaveOr>
    </Frame>
  );
}
