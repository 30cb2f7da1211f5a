import { z } from 'zod';
import { failureFieldsShape } from './failure-fields.ts';
import type { CallOutcome, WindowKind } from './windows.ts';

/**
 * What carries the window contract: names and plain data, nothing typed yet. The preload gives it to the page as
 * `window.lobby` (Electron), a WebSocket does it in the browser shell; the page's bridge makes a WindowBridge of either.
 */
export interface WindowChannel {
  readonly shell: 'electron' | 'browser';
  /** Never rejects: what went wrong is in the outcome, as plain fields. */
  request(name: string, argument: unknown): Promise<CallOutcome>;
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  onFrame(listener: (packet: Uint8Array<ArrayBuffer>) => void): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
  openWindow(kind: WindowKind): void;
}

/** Longest text message a page may send over its WebSocket, in bytes: no call's argument comes near. */
export const CHANNEL_MESSAGE_BYTES = 65_536;

/** Page → suite over the WebSocket. `id` is echoed in the answer. */
export const channelRequestSchema = z.object({
  id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  call: z.string().max(64),
  argument: z.unknown().optional(),
});
export type ChannelRequest = z.infer<typeof channelRequestSchema>;

const outcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object(failureFieldsShape) }),
]);

/** Suite → page over the WebSocket, as text; camera frames go as binary messages beside it. */
export const channelMessageSchema = z.union([
  z.object({ id: z.number().int(), outcome: outcomeSchema }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);
export type ChannelMessage = z.infer<typeof channelMessageSchema>;
