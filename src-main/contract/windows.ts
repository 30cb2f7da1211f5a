import { z } from 'zod';
import {
  accountChangeSchema,
  accountPageRequestSchema,
  accountPageSchema,
  accountStatementRequestSchema,
  balanceHistoryRequestSchema,
  balanceHistorySchema,
} from './administration/accounts.ts';
import { ledgerCheckSchema } from './administration/ledger-check.ts';
import { updateStateSchema } from './administration/updates.ts';
import { atmStateSchema, notesSchema, payableSchema, withdrawalSchema } from './atm.ts';
import { bankStatusSchema, boardSchema, endedSessionSchema, sessionDetailSchema } from './board.ts';
import { folderPathSchema, mediaFolderSchema } from './camera/media.ts';
import { cameraDeviceSchema, cameraOptionsSchema, cameraStateSchema, packTitleSchema } from './camera.ts';
import { crowdOptionsSchema, crowdStateSchema } from './crowd.ts';
import type { FailureFields } from './failure.ts';
import { settingsComplaintSchema, settingsPatchSchema, settingsSchema } from './settings.ts';
import {
  accountSchema,
  amountSchema,
  balanceSchema,
  movedSchema,
  sequenceSchema,
  statementSchema,
} from './terminal.ts';
import { traceReportSchema } from './trace/trace.ts';

/**
 * What the windows may ask (calls) and what they are told (events): one map for both shells. Calls command,
 * events announce. Arguments arrive as `unknown` and are parsed with these schemas before anything else happens.
 */
export const WINDOW_KINDS = ['lobby', 'atm', 'clock', 'camera', 'lab'] as const;
export const windowKindSchema = z.enum(WINDOW_KINDS);
export type WindowKind = z.infer<typeof windowKindSchema>;

/** Size of each window when it is opened for the first time, in CSS pixels. */
export const WINDOW_SIZES: Readonly<Record<WindowKind, { readonly width: number; readonly height: number }>> = {
  lobby: { width: 1100, height: 760 },
  atm: { width: 480, height: 800 },
  clock: { width: 900, height: 420 },
  camera: { width: 980, height: 760 },
  lab: { width: 1280, height: 800 },
};

const nothing = z.object({}).strict();
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
  /** What was wrong with the file when it was read; empty once a change has rewritten it. */
  'settings.complaints': { argument: nothing, result: z.array(settingsComplaintSchema) },
  'bank.status': { argument: nothing, result: bankStatusSchema },
  /** Opens the bank with the settings as they are now, if it isn't open. */
  'bank.open': { argument: nothing, result: bankStatusSchema },
  /** Closes the bank and opens it with the settings as they are now: its sessions end, a crowd leaves. */
  'bank.reopen': { argument: nothing, result: bankStatusSchema },
  /** A session, open or ended, from the wire to the journal; null: it is not known, or not any more. */
  'bank.session': { argument: z.object({ id: z.string().max(64) }), result: sessionDetailSchema.nullable() },
  /** The sessions that ended last, newest first. */
  'bank.ended-sessions': { argument: nothing, result: z.array(endedSessionSchema) },
  /** Starts and stops the stream of `bank.board` events to this window. */
  'bank.watch': { argument: z.object({ on: z.boolean() }), result: nothing },
  /** Starts and stops the stream of `bank.traces` events to this window; nothing is traced while no window wants them. */
  'traces.watch': { argument: z.object({ on: z.boolean() }), result: nothing },
  /** Traces one session completely, whatever the load; 0: none. */
  'traces.follow': { argument: z.object({ session: z.number().int().min(0) }), result: nothing },
  /** Sends one deposit, to an account of the crowd; the result is its place in the journal. */
  'traces.deposit': { argument: nothing, result: z.object({ sequence: sequenceSchema }) },
  'accounts.list': { argument: accountPageRequestSchema, result: accountPageSchema },
  /** Answered when it is on disk; refused with the bank's own words. */
  'accounts.change': { argument: accountChangeSchema, result: nothing },
  /** Read beside the ledger, as statements are. With `from` and `to` the same, it is the balance as of that time. */
  'accounts.balances': { argument: balanceHistoryRequestSchema, result: balanceHistorySchema },
  'accounts.statement': { argument: accountStatementRequestSchema, result: statementSchema },
  /** The check of the ledger, of which there is one for all windows. */
  'ledger-check.state': { argument: nothing, result: ledgerCheckSchema },
  /** Starts one, if none is running. Refused as `bank_closed`; what goes wrong later is in the state. */
  'ledger-check.start': { argument: nothing, result: nothing },
  /** Closes the bank, sets its books aside and opens it anew with the accounts of the beginning. */
  'bank.reset': { argument: nothing, result: z.object({ keptAs: z.string(), status: bankStatusSchema }) },
  /** Shows the data folder in the system's file manager. */
  'suite.open-data': { argument: nothing, result: nothing },
  /** Ends all of Lobby: bank, windows, camera. */
  'suite.quit': { argument: nothing, result: nothing },
  /** What is known of newer versions. */
  'updates.state': { argument: nothing, result: updateStateSchema },
  /** Opens the page of a newer version in the person's browser; without one, nothing is opened. */
  'updates.open-page': { argument: nothing, result: nothing },
  /** Begins to download the newer version, where Lobby can update itself; how it goes is in the state. */
  'updates.download': { argument: nothing, result: nothing },
  /** Stops the download, or deletes what was downloaded. */
  'updates.cancel': { argument: nothing, result: nothing },
  /** Ends all of Lobby and starts it as the version that was downloaded; without one, nothing happens. */
  'updates.restart': { argument: nothing, result: nothing },
  /** The crowd of simulated ATMs, of which there is one for all windows. */
  'crowd.state': { argument: nothing, result: crowdStateSchema },
  /** Refused as `crowd_running` if there is one, and as `bank_closed`; what goes wrong later is in the state. */
  'crowd.start': { argument: crowdOptionsSchema, result: nothing },
  /** Answered when all clients have left. */
  'crowd.stop': { argument: nothing, result: nothing },
  /** Connects this window's ATM if it isn't yet, and gives its state. */
  'atm.connect': { argument: nothing, result: atmStateSchema },
  'atm.login': { argument: z.object({ account: accountSchema, pin: z.string().max(64) }), result: balanceSchema },
  'atm.deposit': { argument: z.object({ amount: amountSchema }), result: movedSchema },
  /** Pays in notes; an amount that the notes there are can't make is refused before with code `not_payable`. */
  'atm.withdraw': { argument: z.object({ amount: amountSchema }), result: withdrawalSchema },
  'atm.payable': { argument: z.object({ amount: amountSchema }), result: payableSchema },
  /** Fills the cassettes up again, as the bank's cash service does. */
  'atm.replenish': { argument: nothing, result: z.object({ cassettes: notesSchema }) },
  'atm.transfer': { argument: z.object({ to: accountSchema, amount: amountSchema }), result: movedSchema },
  /** Refused as `account_not_found` and `same_account`, before anything is typed of an amount, and as `rate_limited`. */
  'atm.check-payee': { argument: z.object({ to: accountSchema }), result: nothing },
  'atm.statement': {
    argument: z.object({ before: sequenceSchema.optional() }),
    result: statementSchema,
  },
  'atm.change-pin': { argument: z.object({ pin: z.string().max(64), newPin: z.string().max(64) }), result: nothing },
  'atm.stay': { argument: nothing, result: nothing },
  /** Ends the session; the result is the final balance. The window's ATM connects anew for the next customer. */
  'atm.leave': { argument: nothing, result: balanceSchema },
  /** What can be chosen as a source in a folder; null: the person's own. */
  'camera.files': { argument: z.object({ folder: folderPathSchema.nullable() }), result: mediaFolderSchema },
  'camera.devices': { argument: nothing, result: z.array(cameraDeviceSchema) },
  'camera.packs': { argument: nothing, result: z.array(packTitleSchema) },
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
  'bank.traces': traceReportSchema,
  'ledger-check.state': ledgerCheckSchema,
  'updates.state': updateStateSchema,
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
  /** Camera frames as packets (see contract/camera.ts). */
  onFrame(listener: (packet: Uint8Array<ArrayBuffer>) => void): () => void;
  /** Whether the suite behind the window answers; false while a lost WebSocket is being reconnected. */
  onConnection(listener: (connected: boolean) => void): () => void;
  openWindow(kind: WindowKind): void;
}
