import type { AtmState, EndReason, MoneyKind, Notes, Payable } from '../../src-main/contract/atm.ts';
import type { FailureFields } from '../../src-main/contract/failure.ts';
import type { CallArgument, CallResult } from '../../src-main/contract/windows.ts';

/** The ATM's screens, what moves between them, and what they ask the suite. What leads where is in flow.ts. */

export type Statement = CallResult<'atm.statement'>;
export type FlowFailure = FailureFields;

/** A money operation that has been put together but not yet confirmed. Amounts in cents. */
export type Operation =
  | { readonly kind: 'deposit'; readonly amount: number }
  | { readonly kind: 'withdrawal'; readonly amount: number; readonly notes: Notes }
  | { readonly kind: 'transfer'; readonly amount: number; readonly to: string };

/** What was done, for the screen and for paper. Amounts in cents. */
export interface Receipt {
  readonly kind: MoneyKind;
  readonly account: string;
  readonly asked: number;
  /** What really moved: less than asked where a cassette ran empty. */
  readonly amount: number;
  readonly balance: number;
  readonly notes: Notes;
  readonly to: string | null;
  /** False: the notes were paid, the bank will confirm the booking later. */
  readonly booked: boolean;
  readonly transfer: CallResult<'atm.deposit'>['transfer'];
}

type Outside =
  | { readonly at: 'card'; readonly digits: string }
  | { readonly at: 'pin'; readonly account: string; readonly digits: string; readonly wrong: boolean }
  | { readonly at: 'checking'; readonly account: string }
  | { readonly at: 'refused'; readonly failure: FlowFailure }
  | { readonly at: 'ended'; readonly reason: EndReason }
  | { readonly at: 'leaving' }
  | { readonly at: 'farewell'; readonly balance: number };

export type Inside =
  | { readonly at: 'menu' }
  | { readonly at: 'balance' }
  | { readonly at: 'amount'; readonly kind: MoneyKind; readonly to: string | null; readonly digits: string }
  | { readonly at: 'recipient'; readonly digits: string }
  | { readonly at: 'counting'; readonly amount: number }
  | { readonly at: 'not-payable'; readonly amount: number; readonly payable: Payable }
  | { readonly at: 'confirm'; readonly operation: Operation }
  | { readonly at: 'working'; readonly operation: Operation }
  /** `over`: the session has ended since, through no doing of the customer, who still takes notes and paper. */
  | { readonly at: 'receipt'; readonly receipt: Receipt; readonly over: EndReason | null }
  | { readonly at: 'statement'; readonly statement: Statement | null; readonly loading: boolean }
  | { readonly at: 'new-pin'; readonly step: PinStep; readonly digits: string; readonly differ: boolean }
  | { readonly at: 'changing-pin' }
  | { readonly at: 'pin-changed' }
  | { readonly at: 'problem'; readonly failure: FlowFailure; readonly back: Inside };

/** The old PIN, the new one, and the new one again; each step keeps only what the last call will need. */
export type PinStep =
  | { readonly name: 'old' }
  | { readonly name: 'new'; readonly old: string }
  | { readonly name: 'repeat'; readonly old: string; readonly chosen: string };

export type Flow = Outside | (Inside & { readonly account: string });

export type MenuOption = 'balance' | 'deposit' | 'withdraw' | 'transfer' | 'statement' | 'change-pin' | 'leave';

/** Questions to the suite that a step asks for; each is answered by `answered` or `failed`. */
export type Ask =
  | { readonly call: 'atm.login'; readonly argument: CallArgument<'atm.login'> }
  | { readonly call: 'atm.payable'; readonly argument: CallArgument<'atm.payable'> }
  | { readonly call: 'atm.deposit'; readonly argument: CallArgument<'atm.deposit'> }
  | { readonly call: 'atm.withdraw'; readonly argument: CallArgument<'atm.withdraw'> }
  | { readonly call: 'atm.transfer'; readonly argument: CallArgument<'atm.transfer'> }
  | { readonly call: 'atm.statement'; readonly argument: CallArgument<'atm.statement'> }
  | { readonly call: 'atm.change-pin'; readonly argument: CallArgument<'atm.change-pin'> }
  | { readonly call: 'atm.leave'; readonly argument: CallArgument<'atm.leave'> };

export type Answer = { [Name in Ask['call']]: { readonly call: Name; readonly result: CallResult<Name> } }[Ask['call']];

export type FlowEvent =
  | { readonly type: 'key'; readonly key: Key }
  /** One screen back; the key `cancel` gives up the whole operation. */
  | { readonly type: 'back' }
  | { readonly type: 'card'; readonly account: string }
  | { readonly type: 'menu'; readonly option: MenuOption }
  | { readonly type: 'amount'; readonly cents: number }
  | { readonly type: 'more' }
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly failure: FlowFailure }
  /** The bank ended the session without being asked to. */
  | { readonly type: 'ended'; readonly reason: EndReason };

export type Key = Digit | '00' | '.' | 'erase' | 'clear' | 'enter' | 'cancel';
export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

export interface Step {
  readonly flow: Flow;
  readonly ask: Ask | null;
}

/** What tells this screen from the one before, by which a customer sees that something else is asked. */
export function screenOf(flow: Flow, { at }: AtmState): string {
  if (flow.at === 'card') return `card ${at}`;
  return flow.at === 'new-pin' ? `new-pin ${flow.step.name}` : flow.at;
}

/** Whether a customer is logged in on this screen. */
export function hasSession(flow: Flow): flow is Inside & { readonly account: string } {
  return 'account' in flow && flow.at !== 'pin' && flow.at !== 'checking';
}
