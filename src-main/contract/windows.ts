import { z } from 'zod';
import { bankStatusSchema, boardSchema, transcriptLineSchema } from './board.ts';
import { cameraDeviceSchema, cameraOptionsSchema, cameraStateSchema } from './camera.ts';
import type { FailureFields } from './failure.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { accountSchema, amountSchema, transferSchema } from './terminal.ts';

/**
 * What the windows may ask (calls) and what they are told (events): one map for both shells. Calls command,
 * events announce. Arguments arrive as `unknown` and are parsed with these schemas before anything else happens.
 */
export const WINDOW_KINDS = ['lobby', 'atm', 'clock', 'camera'] as const;
export const windowKindSchema = z.enum(WINDOW_KINDS);
export type WindowKind = z.infer<typeof windowKindSchema>;

const nothing = z.object({}).strict();
const balance = z.object({ balance: z.number().int() });
const moved = z.object({ transfer: transferSchema, balance: z.number().int() });

/** This window's ATM: its own TCP connection to the bank. */
export const atmStateSchema = z.object({
  /** `lost`: reconnecting by itself; `attempt` counts, `retryInMs` says when. */
  link: z.discriminatedUnion('state', [
    z.object({ state: z.literal('connecting') }),
    z.object({ state: z.literal('online'), session: z.string() }),
    z.object({ state: z.literal('lost'), attempt: z.number().int(), retryInMs: z.number(), message: z.string() }),
  ]),
  account: z.string().nullable(),
  balance: z.number().int().nullable(),
  /** When the bank will end the session, ms since the epoch; set only once it has warned. */
  endsAt: z.number().nullable(),
  /** Money requests whose outcome is not known yet; settled by itself. */
  unsettled: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['deposit', 'withdraw', 'transfer']),
      account: z.string(),
      amount: z.number().int(),
    }),
  ),
  /** Why the last session ended without being asked to; null otherwise. */
  ended: z.enum(['idle', 'closing', 'lost', 'locked']).nullable(),
});
export type AtmState = z.infer<typeof atmStateSchema>;

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
  'bank.status': { argument: nothing, result: bankStatusSchema },
  'bank.transcript': { argument: z.object({ session: z.string().max(64) }), result: z.array(transcriptLineSchema) },
  /** Starts and stops the stream of `bank.board` events to this window. */
  'bank.watch': { argument: z.object({ on: z.boolean() }), result: nothing },
  /** Connects this window's ATM if it isn't yet, and gives its state. */
  'atm.connect': { argument: nothing, result: atmStateSchema },
  'atm.login': { argument: z.object({ account: accountSchema, pin: z.string().max(64) }), result: balance },
  'atm.balance': { argument: nothing, result: balance },
  'atm.deposit': { argument: z.object({ amount: amountSchema }), result: moved },
  'atm.withdraw': { argument: z.object({ amount: amountSchema }), result: moved },
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
