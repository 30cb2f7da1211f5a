import type { AtmState, EndReason, MoneyKind, Notes, Payable } from '../../../src-main/contract/atm.ts';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import type { Statement } from '../../../src-main/contract/terminal.ts';
import type { CallArgument, CallResult } from '../../../src-main/contract/windows.ts';

/** The ATM's screens, what moves between them, and what they ask the suite. What leads where is in step.ts. */

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

/** Why Enter did not lead on; said on the screen where it was pressed. Amounts in cents. */
export type Notice =
  | { readonly why: 'no-account' | 'no-amount' | 'short-pin' | 'pins-differ' | 'choose' }
  | { readonly why: 'over-limit'; readonly most: number }
  | { readonly why: 'not-enough'; readonly available: number }
  /** `triesLeft`: wrong PINs that are left before the account locks, where the bank says. */
  | { readonly why: 'wrong-pin'; readonly triesLeft: number | null }
  | { readonly why: 'refused'; readonly failure: FlowFailure };

/** A screen on which something is typed. */
interface Entry {
  readonly digits: string;
  readonly notice: Notice | null;
}

type Outside =
  | ({ readonly at: 'card' } & Entry)
  | ({ readonly at: 'pin'; readonly account: string } & Entry)
  | { readonly at: 'checking'; readonly account: string }
  | { readonly at: 'refused'; readonly failure: FlowFailure }
  | { readonly at: 'ended'; readonly reason: EndReason }
  | { readonly at: 'leaving' }
  /** The card has been taken: notes and paper follow it, and the session ends meanwhile. `paper`: a receipt is wanted. */
  | { readonly at: 'last-notes'; readonly receipt: Receipt; readonly paper: boolean; readonly balance: number }
  | { readonly at: 'last-receipt'; readonly receipt: Receipt; readonly balance: number }
  | { readonly at: 'farewell'; readonly balance: number; readonly cardTaken: boolean };

/** Who is logged in. */
export interface Visit {
  readonly account: string;
  /** Whether receipts are wanted; null until it was asked, once. */
  readonly paper: boolean | null;
}

export type Inside =
  | { readonly at: 'menu'; readonly notice: Notice | null }
  | { readonly at: 'balance' }
  | ({ readonly at: 'amount'; readonly kind: MoneyKind; readonly to: string | null } & Entry)
  /** `stale`: the digits were typed before; the first one that is typed now replaces them. */
  | ({ readonly at: 'recipient'; readonly stale: boolean } & Entry)
  /**
   * The payee is asked for. What is typed meanwhile is the amount, `entered` once Enter ends it: fast typing must
   * not lose a key.
   */
  | { readonly at: 'finding'; readonly to: string; readonly digits: string; readonly entered: boolean }
  | { readonly at: 'counting'; readonly amount: number }
  | {
      readonly at: 'not-payable';
      readonly amount: number;
      readonly payable: Payable;
      readonly notice: Notice | null;
    }
  | { readonly at: 'confirm'; readonly operation: Operation }
  | { readonly at: 'ask-receipt'; readonly operation: Operation }
  | { readonly at: 'working'; readonly operation: Operation }
  /**
   * The card comes before the cash, so that nobody forgets it. `over`, here and below: the session has ended since,
   * through no doing of the customer, who still takes notes and paper.
   */
  | { readonly at: 'card-first'; readonly receipt: Receipt; readonly over: EndReason | null }
  | { readonly at: 'notes'; readonly receipt: Receipt; readonly over: EndReason | null }
  | { readonly at: 'receipt'; readonly receipt: Receipt; readonly over: EndReason | null }
  | { readonly at: 'statement'; readonly statement: Statement | null; readonly loading: boolean }
  | ({ readonly at: 'new-pin'; readonly step: PinStep } & Entry)
  | { readonly at: 'changing-pin' }
  | { readonly at: 'pin-changed' }
  | { readonly at: 'problem'; readonly failure: FlowFailure; readonly back: Inside };

/** The old PIN, the new one, and the new one again; each step keeps only what the last call will need. */
export type PinStep =
  | { readonly name: 'old' }
  | { readonly name: 'new'; readonly old: string }
  | { readonly name: 'repeat'; readonly old: string; readonly chosen: string };

export type Flow = Outside | (Inside & Visit);
/** One screen of a visit. */
export type At<Name extends Inside['at']> = Extract<Inside, { at: Name }> & Visit;

/** In the order of the menu: an option's place is the digit that chooses it; leaving is the key Cancel. */
export const MENU = ['withdraw', 'deposit', 'transfer', 'balance', 'statement', 'change-pin'] as const;
export type MenuOption = (typeof MENU)[number] | 'leave';

/** Questions to the suite that a step asks for; each is answered by `answered` or `failed`. */
type Call =
  | 'atm.login'
  | 'atm.check-payee'
  | 'atm.payable'
  | 'atm.deposit'
  | 'atm.withdraw'
  | 'atm.transfer'
  | 'atm.statement'
  | 'atm.change-pin'
  | 'atm.leave';
export type Ask = { [Name in Call]: { readonly call: Name; readonly argument: CallArgument<Name> } }[Call];
export type Answer = { [Name in Call]: { readonly call: Name; readonly result: CallResult<Name> } }[Call];

export type FlowEvent =
  | { readonly type: 'key'; readonly key: Key }
  /** One screen back; the key `cancel` gives up the whole operation. */
  | { readonly type: 'back' }
  | { readonly type: 'card'; readonly account: string }
  | { readonly type: 'menu'; readonly option: MenuOption }
  | { readonly type: 'amount'; readonly cents: number }
  | { readonly type: 'paper'; readonly wanted: boolean }
  /** What lies in a slot is taken: the card, the notes. */
  | { readonly type: 'take' }
  /** The card stays in for something else, and the notes come at once. */
  | { readonly type: 'stay' }
  | { readonly type: 'more' }
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly failure: FlowFailure }
  /** The bank ended the session without being asked to. */
  | { readonly type: 'ended'; readonly reason: EndReason };

export type Key = Digit | '00' | '.' | 'erase' | 'clear' | 'enter' | 'cancel';
export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** What is known beside the screen. */
export interface Facts {
  /** What the customer can spend now, in cents; null: not known. */
  readonly available: number | null;
}

export interface Step {
  readonly flow: Flow;
  readonly ask: Ask | null;
}

/** The step that leads there and asks nothing. */
export const show = (flow: Flow): Step => ({ flow, ask: null });

export const START: Flow = { at: 'card', digits: '', notice: null };

/** What tells this screen from the one before, by which a customer sees that something else is asked. */
export function screenOf(flow: Flow, { at }: AtmState): string {
  if (flow.at === 'card') return `card ${at}`;
  return flow.at === 'new-pin' ? `new-pin ${flow.step.name}` : flow.at;
}

/** Whether a customer is logged in on this screen. */
export function hasSession(flow: Flow): flow is Inside & Visit {
  return 'paper' in flow && 'account' in flow;
}

export function visitOf({ account, paper }: Visit): Visit {
  return { account, paper };
}
