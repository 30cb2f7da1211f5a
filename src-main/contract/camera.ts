import { z } from 'zod';
import { failureFieldsShape } from './failure-fields.ts';

/**
 * Data to and from the camera process. All boxes are in pixels of the frame that is shown. Frames are never
 * mirrored: that is a matter of drawing, done in the window.
 */

/** Longest source, in characters: the longest path that Linux takes. */
export const LONGEST_SOURCE = 4096;
/** A device number, a path (video file or folder of pictures), a stream's URL, or `demo`. */
export const cameraSourceSchema = z.string().min(1).max(LONGEST_SOURCE);

export const DETECTORS = ['haar', 'tiny', 'ssd'] as const;
export const detectorSchema = z.enum(DETECTORS);
export type DetectorName = z.infer<typeof detectorSchema>;
export const DEFAULT_DETECTOR: DetectorName = 'ssd';

export interface DetectorCapabilities {
  /** Least confidence of a face unless another is chosen, 0..1; null: the detector gives no confidence. */
  readonly threshold: number | null;
  /** Whether it can search a larger picture for faces far away. */
  readonly distant: boolean;
}

/** The options of each detector; the windows, the command line and the detectors themselves use this table. */
export const DETECTOR_CAPABILITIES = {
  haar: { threshold: null, distant: true },
  tiny: { threshold: 0.4, distant: false },
  /** At 0.4, of all 44 faces in the six photos of face-api's demo at two widths, it finds every one and nothing else. */
  ssd: { threshold: 0.4, distant: true },
} as const satisfies Record<DetectorName, DetectorCapabilities>;
/** Below the minimum nearly every square passes for a face; above the maximum hardly a face is left. */
export const thresholdSchema = z.number().min(0.1).max(0.95);

/** Names of packs: folders in models/. */
export const PACK_NAME = /^[a-z0-9-]+(\+[a-z0-9-]+)?$/;
export const DEFAULT_PACK = 'face-api+faceres';

export const cameraOptionsSchema = z.object({
  source: cameraSourceSchema,
  detector: detectorSchema,
  /** Least confidence of a face; null: the detector's own. Ignored by a detector that gives no confidence. */
  threshold: thresholdSchema.nullable(),
  /** For faces far away: the detector searches a larger picture, slower. Ignored by one that can't. */
  distant: z.boolean(),
  /** Name of the folder in models/ that estimates age and gender. */
  pack: z.string().regex(PACK_NAME),
  /** Below this probability a label says 'unsure', 0.5..1; null: the pack's own bound. */
  unsureBelow: z.number().min(0.5).max(1).nullable(),
});
export type CameraOptions = z.infer<typeof cameraOptionsSchema>;

/** The options that can change while the camera runs, without interrupting the picture. */
export type CameraThresholds = Pick<CameraOptions, 'threshold' | 'unsureBelow'>;

/** Whether nothing but the thresholds differs, so that the camera need not be started anew. */
export function sameButThresholds(a: CameraOptions, b: CameraOptions): boolean {
  return a.source === b.source && a.detector === b.detector && a.distant === b.distant && a.pack === b.pack;
}

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Box = z.infer<typeof boxSchema>;

const faceSchema = z.object({
  box: boxSchema,
  /** The detector's confidence, 0..1; null where it gives none. */
  score: z.number().nullable(),
  /** Identity over frames; null where faces are not tracked. */
  track: z.number().int().nullable(),
  /** null until the network has looked at this face. */
  label: z
    .object({
      /** Estimated years; null for packs that only know groups. */
      age: z.number().nullable(),
      /** One of the pack's groups, e.g. `25-32`. */
      group: z.string(),
      groupConfidence: z.number().nullable(),
      gender: z.enum(['female', 'male']),
      /** Probability of that gender, 0.5..1. */
      genderConfidence: z.number(),
      /** Below the threshold: to be shown as 'unsure'. */
      unsure: z.boolean(),
    })
    .nullable(),
});
export type Face = z.infer<typeof faceSchema>;

/**
 * How far estimated ages are off, as a standard deviation in years: it grows with age as people's errors and the
 * networks' do. Makes a mean absolute error of about 5 years at 35, the one measured on UTKFace (4.85, see
 * models/face-api/README.md).
 */
export function ageSpread(age: number): number {
  return 1 + 0.15 * Math.max(0, age);
}

/** Precedes each picture (JPEG) on its way to a window. */
const frameHeaderSchema = z.object({
  index: z.number().int(),
  /** ms since the epoch, when the picture left the source. */
  capturedAt: z.number(),
  /** Position in a file, ms; null for live sources. */
  positionMs: z.number().nullable(),
  width: z.number().int(),
  height: z.number().int(),
  /** The demo source: the window marks it DEMO. */
  demo: z.boolean(),
  /** Of pictures in a folder: which one this is, from 1, and how many there are. */
  still: z.object({ number: z.number().int(), total: z.number().int() }).optional(),
  /** Whether this picture was searched for faces and all that may be one is blurred in it. */
  blurred: z.boolean(),
  faces: z.array(faceSchema),
  rates: z.object({ capture: z.number(), detection: z.number(), labelling: z.number() }),
});
export type FrameHeader = z.infer<typeof frameHeaderSchema>;

export const cameraStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('off'),
    /** Whether it was switched off only because no page that shows it could be seen. */
    unwatched: z.boolean().optional(),
  }),
  z.object({ state: z.literal('starting'), source: z.string() }),
  z.object({ state: z.literal('live'), source: z.string(), detector: detectorSchema, pack: z.string() }),
  /** A file or folder came to its end. */
  z.object({ state: z.literal('ended'), source: z.string() }),
  /** It does not work now and is tried again by itself where that makes sense. */
  z.object({
    state: z.literal('failed'),
    source: z.string(),
    ...failureFieldsShape,
    retryInMs: z.number().nullable(),
  }),
]);
export type CameraState = z.infer<typeof cameraStateSchema>;

/** A device that can be chosen: `source` is what to start, `name` is what the system calls it. */
export const cameraDeviceSchema = z.object({ source: cameraSourceSchema, name: z.string() });
export type CameraDevice = z.infer<typeof cameraDeviceSchema>;

/** A pack for age and gender that can be chosen. */
export const packTitleSchema = z.object({
  /** The folder's name, which is what CameraOptions takes. */
  name: z.string(),
  title: z.string(),
  /** The pack's own bound, which holds unless another is chosen. */
  unsureBelow: z.number(),
});
export type PackTitle = z.infer<typeof packTitleSchema>;

/**
 * A camera frame as one run of bytes: length of the header (32 bits, little endian), the header as UTF-8 JSON,
 * the picture as JPEG to the end. The same bytes go from the camera process to the windows.
 */
export function encodeFramePacket(header: FrameHeader, jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const packet = new Uint8Array(4 + json.length + jpeg.length);
  new DataView(packet.buffer).setUint32(0, json.length, true);
  packet.set(json, 4);
  packet.set(jpeg, 4 + json.length);
  return packet;
}

/** @throws RangeError or ZodError if the bytes are no frame packet. */
export function decodeFramePacket(packet: Uint8Array<ArrayBuffer>): {
  header: FrameHeader;
  jpeg: Uint8Array<ArrayBuffer>;
} {
  const length = new DataView(packet.buffer, packet.byteOffset, packet.byteLength).getUint32(0, true);
  if (4 + length > packet.length) throw new RangeError('frame packet is cut off');
  const header = frameHeaderSchema.parse(JSON.parse(new TextDecoder().decode(packet.subarray(4, 4 + length))));
  return { header, jpeg: packet.subarray(4 + length) };
}
