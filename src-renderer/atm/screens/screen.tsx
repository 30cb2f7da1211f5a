import type { AtmState } from '../../../src-main/contract/atm.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { Flow } from '../screens.ts';
import {
  AmountScreen,
  BalanceScreen,
  ConfirmScreen,
  MenuScreen,
  NewPinScreen,
  NotPayableScreen,
  ProblemScreen,
  RecipientScreen,
} from './inside.tsx';
import {
  CardScreen,
  EndScreen,
  FarewellScreen,
  OutOfServiceScreen,
  PinScreen,
  ShutScreen,
  WaitScreen,
} from './outside.tsx';
import { ReceiptScreen, StatementScreen } from './papers.tsx';
import { Frame, KeyButton, type ScreenProps } from './screen-parts.tsx';

interface Props extends ScreenProps {
  readonly flow: Flow;
  readonly state: AtmState;
  readonly stateSince: number;
  readonly accounts: readonly string[];
}

/** The screen that the flow is at. */
export function Screen({ flow, state, stateSince, accounts, send }: Props) {
  const language = useLanguage();
  const words = language.strings.atm;
  const now = useNow(state.at === 'lost');

  switch (flow.at) {
    case 'card':
      if (state.at === 'opening' || state.at === 'connecting') return <WaitScreen title={words.connecting} />;
      if (state.at === 'lost') return <OutOfServiceScreen retryInMs={state.retryInMs} since={stateSince} now={now} />;
      if (state.at === 'shut') return <ShutScreen failure={state} />;
      return <CardScreen digits={flow.digits} accounts={accounts} send={send} />;
    case 'pin':
      return <PinScreen {...flow} send={send} />;
    case 'checking':
      return <WaitScreen title={words.checking} />;
    case 'refused':
      return <EndScreen title={refusedTitle(flow.failure.code)} hint={language.failure(flow.failure)} send={send} />;
    case 'ended':
      return <EndScreen title={words.endedTitle} hint={words.ended[flow.reason]} send={send} />;
    case 'leaving':
      return <WaitScreen title={words.leaving} />;
    case 'farewell':
      return <FarewellScreen balance={flow.balance} send={send} />;
    case 'menu':
      return <MenuScreen state={state} send={send} />;
    case 'balance':
      return <BalanceScreen balance={state.at === 'customer' ? state.balance : null} send={send} />;
    case 'amount':
      return <AmountScreen {...flow} send={send} />;
    case 'recipient':
      return <RecipientScreen {...flow} send={send} />;
    case 'counting':
      return <WaitScreen title={words.counting} />;
    case 'not-payable':
      return <NotPayableScreen {...flow} send={send} />;
    case 'confirm':
      return <ConfirmScreen {...flow} send={send} />;
    case 'working':
      return <WaitScreen title={words.working[flow.operation.kind]} hint={words.workingHint} />;
    case 'receipt':
      return <ReceiptScreen {...flow} send={send} />;
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

  function refusedTitle(code: string): string {
    return code === 'outcome_unknown' ? words.unknownTitle : words.refusedTitle;
  }
}
