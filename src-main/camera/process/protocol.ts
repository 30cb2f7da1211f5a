import { z } from 'zod';
import { cameraOptionsSchema, detectorSchema } from '../../contract/camera.ts';
import { failureFieldsShape } from '../../contract/failure-fields.ts';

/**
 * Messages between the supervisor and the camera process, one JSON object a line: commands on the process's
 * standard input, whose end ends the process, events on EVENTS_FD. Frames go as length-prefixed packets on FRAMES_FD.
 * Standard output and error belong to OpenCV and its codecs, which print what they like.
 */
export const EVENTS_FD = 3;
export const FRAMES_FD = 4;

/**
 * Exit code of a process that is to switch sources while a read of the old one is stuck: nothing is wrong with the new
 * source, and a new process can open it.
 */
export const STUCK_EXIT_CODE = 75;

/** live: at the source's own pace, frames are dropped when late. offline: every frame, as fast as they can be done. */
const runSchema = z.enum(['live', 'offline']);
export type Run = z.infer<typeof runSchema>;

export const commandSchema = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('start'),
    /** Repeated in every event of this run, so that a late event of an earlier run is recognised as such. */
    id: z.number().int(),
    options: cameraOptionsSchema,
    run: runSchema,
    /** Stop after so many frames; null: at the source's end. */
    frames: z.number().int().positive().nullable(),
  }),
  /** Whether any window watches: pictures are encoded only then. */
  z.object({ command: z.literal('watched'), on: z.boolean() }),
  /** Whether faces are to be blurred: then every picture is searched before it is sent. */
  z.object({ command: z.literal('blur'), on: z.boolean() }),
]);
export type Command = z.infer<typeof commandSchema>;

export const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('alive'), residentBytes: z.number() }),
  z.object({ event: z.literal('live'), id: z.number().int(), detector: detectorSchema, pack: z.string() }),
  z.object({ event: z.literal('ended'), id: z.number().int() }),
  z.object({
    event: z.literal('failed'),
    id: z.number().int(),
    ...failureFieldsShape,
    /** Whether trying again by itself can help (a camera that is plugged in later), or not (a missing model). */
    retry: z.boolean(),
  }),
]);
export type CameraEvent = z.infer<typeof eventSchema>;
