import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { AtmState } from '../../src-main/contract/atm.ts';
import { EyeIcon, EyeOffIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { useNow } from '../ui/use-now.ts';
import { type Flow, hasSession } from './flow/states.ts';

/** What stands for a balance that is hidden. */
const HIDDEN = '••••••';

interface SessionBarProps {
  readonly flow: Flow;
  readonly state: AtmState;
  /** Whether the balance is hidden from who stands behind. */
  readonly hidden: boolean;
  readonly onHide: (hidden: boolean) => void;
  readonly onStay: () => void;
}

/** Whose session it is, the balance as it is now, and the time left once the bank has warned. */
export function SessionBar({ flow, state, hidden, onHide, onStay }: SessionBarProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const { balance, endsAt } = state.at === 'customer' ? state : { balance: null, endsAt: null };
  const now = useNow(endsAt !== null);
  if (!hasSession(flow)) return null;
  const left = endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
  return (
    <div className="session-bar">
      <dl className="figures">
        <div>
          <dt>{words.account}</dt>
          <dd className="code">{language.digits(flow.account)}</dd>
        </div>
        {balance === null ? null : (
          <div className="balance" key={balance}>
            <dt>{words.yourBalance}</dt>
            <dd>{hidden ? <HiddenBalance /> : <bdi>{language.money(balance)}</bdi>}</dd>
          </div>
        )}
      </dl>
      {balance === null ? null : (
        <ToggleButton
          className="eye"
          isSelected={hidden}
          onChange={onHide}
          preventFocusOnPress
          aria-label={hidden ? words.showBalance : words.hideBalance}
        >
          {hidden ? <EyeOffIcon /> : <EyeIcon />}
        </ToggleButton>
      )}
      <p className="for-screen-readers" role="status">
        {balance === null || hidden ? '' : words.balanceNow(language.money(balance))}
      </p>
      {left === null ? null : (
        <div className="time-left">
          <Spoken key={endsAt} seconds={left} />
          <p className="figures" aria-hidden="true">
            {words.timeLeft(left, language.number(left))}
          </p>
          <Button className="more-time" onPress={onStay}>
            {words.moreTime}
          </Button>
        </div>
      )}
    </div>
  );
}

function HiddenBalance() {
  const { strings } = useLanguage();
  return (
    <>
      <span aria-hidden="true">{HIDDEN}</span>
      <span className="for-screen-readers">{strings.atm.hiddenBalance}</span>
    </>
  );
}

/** Spoken once, when the warning comes; the seconds that follow are only seen. */
function Spoken({ seconds }: { readonly seconds: number }) {
  const language = useLanguage();
  const [first] = useState(seconds);
  return (
    <p className="for-screen-readers" role="alert">
      {language.strings.atm.timeLeft(first, language.number(first))}
    </p>
  );
}
