import type { AtmState } from '../../../src-main/contract/atm.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { Flow } from '../flow/states.ts';
import { BalanceScreen, MenuScreen, NewPinScreen, ProblemScreen } from './inside.tsx';
import { AmountScreen, AskReceiptScreen, ConfirmScreen, NotPayableScreen, RecipientScreen } from './money.tsx';
import {
  CardScreen,
  type Cards,
  EndScreen,
  FarewellScreen,
  OutOfServiceScreen,
  PinScreen,
  RefusedScreen,
  ShutScreen,
  WaitScreen,
} from './outside.tsx';
import { DoneScreen, ReceiptScreen, StatementScreen } from './papers.tsx';
import { Frame, KeyButton, type ScreenProps } from './screen-parts.tsx';
import { CardFirstScreen, NotesScreen } from './taking.tsx';

interface Props extends ScreenProps {
  readonly flow: Flow;
  readonly state: AtmState;
  readonly stateSince: number;
  readonly cards: Cards;
}

/** The screen that the flow is at. */
export function Screen({ flow, state, stateSince, cards, send }: Props) {
  const language = useLanguage();
  const words = language.strings.atm;
  const now = useNow(state.at === 'lost');
  const available = state.at === 'customer' ? state.balance : null;

  switch (flow.at) {
    case 'card':
      if (state.at === 'opening' || state.at === 'connecting') return <WaitScreen title={words.connecting} />;
      if (state.at === 'lost') {
        return <OutOfServiceScreen failure={state} retryInMs={state.retryInMs} since={stateSince} now={now} />;
      }
      if (state.at === 'shut') return <ShutScreen failure={state} />;
      return <CardScreen {...flow} {...cards} send={send} />;
    case 'pin':
      return <PinScreen {...flow} send={send} />;
    case 'checking':
      return <WaitScreen title={words.checking} />;
    case 'refused':
      return <RefusedScreen {...flow} send={send} />;
    case 'ended':
      return <EndScreen title={words.endedTitle} hint={words.ended[flow.reason]} send={send} />;
    case 'leaving':
      return <WaitScreen title={words.leaving} />;
    case 'farewell':
      return <FarewellScreen {...flow} send={send} />;
    case 'menu':
      return <MenuScreen {...flow} state={state} send={send} />;
    case 'balance':
      return <BalanceScreen balance={available} send={send} />;
    case 'amount':
      return <AmountScreen {...flow} available={available} send={send} />;
    case 'recipient':
      return <RecipientScreen {...flow} send={send} />;
    case 'finding':
      return <WaitScreen title={words.finding} />;
    case 'counting':
      return <WaitScreen title={words.counting} />;
    case 'not-payable':
      return <NotPayableScreen {...flow} send={send} />;
    case 'confirm':
      return <ConfirmScreen {...flow} send={send} />;
    case 'working':
      return <WaitScreen title={words.working[flow.operation.kind]} hint={words.workingHint} />;
    case 'ask-receipt':
      return <AskReceiptScreen send={send} />;
    case 'card-first':
      return <CardFirstScreen {...flow} send={send} />;
    case 'notes':
    case 'last-notes':
      return <NotesScreen receipt={flow.receipt} send={send} />;
    case 'receipt': {
      const Shown = flow.paper === true ? ReceiptScreen : DoneScreen;
      return <Shown receipt={flow.receipt} goesOn={flow.over === null} send={send} />;
    }
    case 'last-receipt':
      return <ReceiptScreen receipt={flow.receipt} goesOn={false} send={send} />;
    case 'statement':
      return <StatementScreen {...flow} send={send} />;
    case 'new-pin':
      return <NewPinScreen {...flow} send={send} />;
    case 'changing-pin':
      return <WaitScreen title={words.checking} />;
    case 'pin-changed':
      return (
        <Frame title={words.pinChanged}>
          <div className="soft-keys end">
            <KeyButton press="enter" main send={send}>
              {words.ok}
            </KeyButton>
          </div>
        </Frame>
      );
    case 'problem':
      return <ProblemScreen {...flow} send={send} />;
  }
}
