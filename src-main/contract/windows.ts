import { z } from 'zod';
import { bankStatusSchema, boardSchema, sessionDetailSchema } from './board.ts';
import { cameraDeviceSchema, cameraOptionsSchema, cameraStateSchema } from './camera.ts';
import { crowdOptionsSchema, crowdStateSchema } from './crowd.ts';
import type { FailureFields } from './failure.ts';
import { settingsComplaintSchema, settingsPatchSchema, settingsSchema } from './settings.ts';
import { accountSchema, amountSchema, transferSchema } from './terminal.ts';

/**
 * What the windows may ask (calls) and what they are told (events): one map for both shells. Calls command,
 * events announce. Arguments arrive as `unknown` and are parsed with these schemas before anything else happens.
 */
export const WINDOW_KINDS = ['lobby', 'atm', 'clock', 'camera'] as const;
export const windowKindSchema = z.enum(WINDOW_KINDS);
export type WindowKind = z.infer<typeof windowKindSchema>;

/** What windows measure when they are opened for the first time, in CSS pixels. */
export const WINDOW_SIZES: Readonly<Record<WindowKind, { readonly width: number; readonly height: number }>> = {
  lobby: { width: 1100, height: 760 },
  atm: { width: 480, height: 800 },
  clock: { width: 900, height: 420 },
  camera: { width: 980, height: 760 },
};

const nothing = z.object({}).strict();
const balance = z.object({ balance: z.number().int() });
const moved = z.object({ transfer: transferSchema, balance: z.number().int() });

/** Bank notes by denomination; `denomination` in cents, the largest first. */
const notesSchema = z.array(z.object({ denomination: z.number().int(), count: z.number().int() }));
export type Notes = z.infer<typeof notesSchema>;

const moneyRequest = {
  key: z.string(),
  kind: z.enum(['deposit', 'withdraw', 'transfer']),
  account: z.string(),
  amount: z.number().int(),
};

/** What a withdrawal gives: the notes paid and what stands on the receipt. */
const withdrawalSchema = moved.extend({
  /** Cents really paid: less than asked where a cassette ran empty in the middle. */
  amount: z.number().int(),
  notes: notesSchema,
  /**
   * Whether the bank has confirmed the booking. If not, the notes were paid all the same, `transfer` is the
   * reservation, and the ATM books it by itself as soon as it reaches the bank.
   */
  booked: z.boolean(),
});
export type Withdrawal = z.infer<typeof withdrawalSchema>;

/** Whether an amount can be paid with the notes there are, and the nearest amounts that can, in cents. */
const payableSchema = z.object({
  /** null: it can't be paid. */
  notes: notesSchema.nullable(),
  below: z.number().int().nullable(),
  above: z.number().int().nullable(),
});
export type Payable = z.infer<typeof payableSchema>;

/** This window's ATM: its own TCP connection to the bank. */
export const atmStateSchema = z.object({
  /**
   * `lost`: reconnecting by itself; `attempt` counts from 1, `retryInMs` says when. `shut`: nothing is tried, for the reason
   * given, until the bank opens.
   */
  link: z.discriminatedUnion('state', [
    z.object({ state: z.literal('connecting') }),
    z.object({ state: z.literal('online'), session: z.string() }),
    z.object({ state: z.literal('lost'), attempt: z.number().int(), retryInMs: z.number(), message: z.string() }),
    z.object({ state: z.literal('shut'), code: z.string(), message: z.string(), port: z.number().optional() }),
  ]),
  account: z.string().nullable(),
  balance: z.number().int().nullable(),
  /** When the bank will end the session, ms since the epoch; set only once it has warned. */
  endsAt: z.number().nullable(),
  /** Money requests whose outcome is not known yet; settled by itself. */
  unsettled: z.array(z.object(moneyRequest)),
  /**
   * Cents of notes that this machine paid and that stand in no booking: the reservation had run out before the bank
   * could be told. Booked at that customer's next log-in if the account holds as much by then; else it is the bank's
   * loss, and stands here until the cassettes are filled again.
   */
  unbooked: z.number().int(),
  /** Requests of this customer whose outcome was unknown and has been learned since the log-in. */
  settled: z.array(z.object({ ...moneyRequest, outcome: z.enum(['done', 'not_done']) })),
  /** The notes in this machine. */
  cassettes: notesSchema,
  /** Why the last session ended without being asked to; null otherwise. */
  ended: z.enum(['idle', 'closing', 'lost', 'locked']).nullable(),
});
export type AtmState = z.infer<typeof atmStateSchema>;

/** An ATM of which only the link is known: one that has not been connected yet, or can't be. */
export function blankAtm(link: AtmState['link']): AtmState {
  return {
    link,
    account: null,
    balance: null,
    endsAt: null,
    unsettled: [],
    unbooked: 0,
    settled: [],
    cassettes: [],
    ended: null,
  };
}

export const windowCalls = {
  'suite.about': {
    argument: nothing,
    result: z.object({
      version: z.string(),
      shell: z.enum(['electron', 'browser']),
      node: z.string(),
      platform: z.string(),
      dataFolder: z.string(),
    }),
  },
  'settings.get': { argument: nothing, result: settingsSchema },
  /** Changes the given settings and tells every window. */
  'settings.change': { argument: settingsPatchSchema, result: settingsSchema },
  /** What was wrong with the file when it was read; nothing any more once a change has written it anew. */
  'settings.complaints': { argument: nothing, result: z.array(settingsComplaintSchema) },
  'bank.status': { argument: nothing, result: bankStatusSchema },
  /** Opens the bank with the settings as they are now, if it isn't open. */
  'bank.open': { argument: nothing, result: bankStatusSchema },
  /** A session from the wire to the journal; null: it is not open. */
  'bank.session': { argument: z.object({ id: z.string().max(64) }), result: sessionDetailSchema.nullable() },
  /** Starts and stops the stream of `bank.board` events to this window. */
  'bank.watch': { argument: z.object({ on: z.boolean() }), result: nothing },
  /** The crowd of simulated ATMs, of which there is one for all windows. */
  'crowd.state': { argument: nothing, result: crowdStateSchema },
  /** Refused as `crowd_running` if there is one, and as `bank_closed`; what goes wrong later is in the state. */
  'crowd.start': { argument: crowdOptionsSchema, result: nothing },
  /** Answered when all clients have left. */
  'crowd.stop': { argument: nothing, result: nothing },
  /** Connects this window's ATM if it isn't yet, and gives its state. */
  'atm.connect': { argument: nothing, result: atmStateSchema },
  'atm.login': { argument: z.object({ account: accountSchema, pin: z.string().max(64) }), result: balance },
  'atm.deposit': { argument: z.object({ amount: amountSchema }), result: moved },
  /** Pays in notes; an amount that the notes there are can't make is refused before with code `not_payable`. */
  'atm.withdraw': { argument: z.object({ amount: amountSchema }), result: withdrawalSchema },
  'atm.payable': { argument: z.object({ amount: amountSchema }), result: payableSchema },
  /** Fills the cassettes up again, as the bank's cash service does. */
  'atm.replenish': { argument: nothing, result: z.object({ cassettes: notesSchema }) },
  'atm.transfer': { argument: z.object({ to: accountSchema, amount: amountSchema }), result: moved },
  'atm.statement': {
    argument: z.object({ before: z.number().int().optional() }),
    result: z.object({ transfers: z.array(transferSchema), more: z.boolean() }),
  },
  'atm.change-pin': { argument: z.object({ pin: z.string().max(64), newPin: z.string().max(64) }), result: nothing },
  'atm.stay': { argument: nothing, result: nothing },
  /** Ends the session; the result is the final balance. The window's ATM connects anew for the next customer. */
  'atm.leave': { argument: nothing, result: balance },
  'camera.devices': { argument: nothing, result: z.array(cameraDeviceSchema) },
  'camera.packs': { argument: nothing, result: z.array(z.object({ name: z.string(), title: z.string() })) },
  /** Gives the state of the camera, which all windows share. */
  'camera.state': { argument: nothing, result: cameraStateSchema },
  'camera.start': { argument: cameraOptionsSchema, result: nothing },
  'camera.stop': { argument: nothing, result: nothing },
  /** Frames go to this window from now on: one in flight, the newest wins; `shown` asks for the next. */
  'camera.watch': { argument: z.object({ on: z.boolean() }), result: nothing },
  'camera.shown': { argument: z.object({ index: z.number().int() }), result: nothing },
} as const satisfies Record<string, { argument: z.ZodType; result: z.ZodType }>;

export const windowEvents = {
  settings: settingsSchema,
  'bank.status': bankStatusSchema,
  'bank.board': boardSchema,
  'crowd.state': crowdStateSchema,
  'atm.state': atmStateSchema,
  'camera.state': cameraStateSchema,
} as const satisfies Record<string, z.ZodType>;

export type CallName = keyof typeof windowCalls;
export type CallArgument<Name extends CallName> = z.infer<(typeof windowCalls)[Name]['argument']>;
export type CallResult<Name extends CallName> = z.infer<(typeof windowCalls)[Name]['result']>;
export type EventName = keyof typeof windowEvents;
export type EventPayload<Name extends EventName> = z.infer<(typeof windowEvents)[Name]>;

/** How a call ends on either transport: errors cross as plain fields. */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: FailureFields };

/**
 * What a window is given, by the preload (Electron, as `window.lobby`) or by the WebSocket bridge (browser shell).
 */
export interface WindowBridge {
  readonly shell: 'electron' | 'browser';
  /** Rejects with a Failure whose code and message can be shown. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>>;
  /** Returns the function that stops listening. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  /** Camera frames as packets (see contract/frame-packet.ts). */
  onFrame(listener: (packet: Uint8Array<ArrayBuffer>) => void): () => void;
  /** Whether the suite behind the window answers; false while a lost WebSocket is being reconnected. */
  onConnection(listener: (connected: boolean) => void): () => void;
  openWindow(kind: WindowKind): void;
}
