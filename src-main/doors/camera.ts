import { spawnCamera } from '../camera/camera-link.ts';
import { defaultModelsFolder } from '../camera/conversion/description.ts';
import { faceLine } from '../camera/face-line.ts';
import { parseOptions, wholeNumber } from '../command-line.ts';
import {
  type CameraOptions,
  cameraOptionsSchema,
  DETECTOR_CAPABILITIES,
  DETECTORS,
  type DetectorCapabilities,
  decodeFramePacket,
  type FrameHeader,
  LONGEST_SOURCE,
} from '../contract/camera.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import { settingsSchema } from '../contract/settings.ts';
import type { Door } from './door.ts';
import { onStopSignal } from './stop-signals.ts';

const DEFAULTS = settingsSchema.parse({}).camera;

/** The detectors that can't do something, for people. */
function without(can: (capabilities: DetectorCapabilities) => boolean): string {
  return DETECTORS.filter((name) => !can(DETECTOR_CAPABILITIES[name])).join(', ');
}

const HELP = `Usage: npm run lobby -- camera --source SOURCE [options]

Finds faces and estimates age and gender, without a window. Files and folders are gone through
as fast as they can be; cameras and streams until you press Ctrl+C. Nothing leaves this machine.

  --source SOURCE    a camera's number (0), a video file, a picture, a folder of pictures,
                     a stream (rtsp://…, http://…), or 'demo'
  --frames N         stop after N frames
  --json             one JSON object a line for each frame, and one at the end
  --detector NAME    ${DETECTORS.join(', ')} (default: ${DEFAULTS.detector})
  --threshold P      least confidence of a face, 0.1 to 0.95 (default: the detector's own;
                     not with ${without(({ threshold }) => threshold !== null)})
  --distant          for faces far away: search a larger picture, slower
                     (not with ${without(({ distant }) => distant)})
  --pack NAME        the model pack for age and gender (default: ${DEFAULTS.pack});
                     'npm run lobby -- models list' shows what there is
  --unsure-below P   least probability of a gender that is not 'unsure', 0.5 to 1
                     (default: the pack's own)

Exit codes: 0 the source came to its end or was stopped, 1 it could not be used, 2 wrong usage.
`;

export const door: Door = {
  name: 'camera',
  summary: 'age and gender of the faces in a camera, video or pictures',
  help: HELP,
  run(argv) {
    const { values } = parseOptions('camera', argv, {
      source: { type: 'string' },
      frames: { type: 'string' },
      json: { type: 'boolean', default: false },
      detector: { type: 'string', default: DEFAULTS.detector },
      threshold: { type: 'string' },
      distant: { type: 'boolean', default: false },
      pack: { type: 'string', default: DEFAULTS.pack },
      'unsure-below': { type: 'string' },
    });
    if (values.source === undefined) {
      throw new UsageFailure("--source is missing. See 'npm run lobby -- camera --help'.");
    }
    const frames = values.frames === undefined ? null : wholeNumber('frames', values.frames, 1, 1_000_000_000);
    const options = cameraOptions({
      source: values.source,
      detector: values.detector,
      threshold: values.threshold === undefined ? null : Number(values.threshold),
      distant: values.distant,
      pack: values.pack,
      unsureBelow: values['unsure-below'] === undefined ? null : Number(values['unsure-below']),
    });
    return runOffline(options, frames, values.json);
  },
};

/** @throws UsageFailure that names the first wrong option */
function cameraOptions(given: Record<keyof CameraOptions, unknown>): CameraOptions {
  const parsed = cameraOptionsSchema.safeParse(given);
  if (parsed.success) {
    const { detector, threshold, distant } = parsed.data;
    if (threshold !== null && DETECTOR_CAPABILITIES[detector].threshold === null) {
      throw new UsageFailure(`--threshold can't be used with ${detector}, which tells no confidence.`);
    }
    if (distant && !DETECTOR_CAPABILITIES[detector].distant) {
      throw new UsageFailure(`--distant can't be used with ${detector}, which knows one size only.`);
    }
    return parsed.data;
  }
  switch (parsed.error.issues[0]?.path[0]) {
    case 'detector':
      throw new UsageFailure(`--detector is one of ${DETECTORS.join(', ')}, not '${String(given.detector)}'.`);
    case 'threshold':
      throw new UsageFailure('--threshold takes a number from 0.1 to 0.95.');
    case 'pack':
      throw new UsageFailure(`--pack is the name of a folder in models/, not '${String(given.pack)}'.`);
    case 'unsureBelow':
      throw new UsageFailure('--unsure-below takes a number from 0.5 to 1.');
    default:
      throw new UsageFailure(
        given.source === '' ? '--source is empty.' : `--source takes at most ${LONGEST_SOURCE} characters.`,
      );
  }
}

/** Runs the camera process offline and writes its results. @returns the exit code */
async function runOffline(options: CameraOptions, frames: number | null, json: boolean): Promise<number> {
  let count = 0;
  let faces = 0;
  let startedAt = performance.now();
  let ended = false;
  let failure: Failure | null = null;
  const write = (line: string): void => {
    if (process.stdout.writable) process.stdout.write(`${line}\n`);
  };

  const link = spawnCamera({
    node: process.execPath,
    models: defaultModelsFolder(),
    onEvent: (event) => {
      switch (event.event) {
        case 'alive':
          return;
        case 'live':
          startedAt = performance.now();
          return;
        case 'ended':
          ended = true;
          link.end();
          return;
        case 'failed':
          failure = Failure.from(event);
          link.end();
          return;
        default:
          event satisfies never;
      }
    },
    onPacket: (packet) => {
      const { header } = decodeFramePacket(packet);
      count += 1;
      faces += header.faces.length;
      write(json ? JSON.stringify(frameRecord(header, performance.now() - startedAt)) : frameLine(header));
    },
  });
  // A reader that has seen enough (head) closes the pipe: that is a normal end.
  const stop = (): void => {
    ended = true;
    link.end();
  };
  process.stdout.on('error', stop);
  onStopSignal(['SIGINT', 'SIGTERM'], stop);
  link.send({ command: 'start', id: 1, options, run: 'offline', frames });
  const exit = await link.exited;

  if (failure !== null) throw failure;
  if (!ended) {
    const why = exit.lastOutput.trim().split('\n').at(-1) ?? '';
    throw new Failure('camera_lost', `The camera process was lost${why === '' ? '' : ` (${why})`}. Start it again.`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const summary = { frames: count, seconds: rounded(seconds), fps: rounded(count / seconds), faces };
  write(
    json
      ? JSON.stringify(summary)
      : `${count} frames in ${summary.seconds} s, ${summary.fps} a second, ${faces} face boxes`,
  );
  return 0;
}

/** A frame as `--json` writes it. */
function frameRecord(header: FrameHeader, elapsedMs: number): unknown {
  return {
    index: header.index,
    timeMs: rounded(header.positionMs ?? elapsedMs),
    width: header.width,
    height: header.height,
    faces: header.faces.map(({ box, score, track, label }) => ({
      box: { x: rounded(box.x), y: rounded(box.y), width: rounded(box.width), height: rounded(box.height) },
      score: score === null ? null : rounded(score),
      track,
      age: label?.age == null ? null : rounded(label.age),
      group: label?.group ?? null,
      groupConfidence: label?.groupConfidence == null ? null : rounded(label.groupConfidence),
      gender: label?.gender ?? null,
      genderConfidence: label === null ? null : rounded(label.genderConfidence),
      unsure: label?.unsure ?? null,
    })),
  };
}

function frameLine(header: FrameHeader): string {
  const faces = header.faces.map((face) => {
    const { x, y, width } = face.box;
    const who = face.track === null ? '' : `#${face.track} `;
    return `${who}${faceLine(face)} (${Math.round(width)} px at ${Math.round(x)},${Math.round(y)})`;
  });
  return `${String(header.index).padStart(6)}  ${faces.length === 0 ? 'no face' : faces.join(' | ')}`;
}

/** Three decimals are more than anybody can use. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
