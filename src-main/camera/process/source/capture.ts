import { accessSync, constants, existsSync } from 'node:fs';
import type { VideoCapture } from 'opencv4nodejs';
import { Failure } from '../../../contract/failure.ts';
import { FIRST_PICTURE_MS } from '../../limits.ts';
import { cv } from '../opencv.ts';
import { shrink } from '../shrink.ts';
import type { Picture, Source } from './source.ts';

/** What a webcam is asked for; it gives the nearest that it can. */
const DEVICE_WIDTH = 640;
const DEVICE_HEIGHT = 480;
const DEVICE_RATE = 30;

/** Used when a file doesn't tell its rate. */
const USUAL_RATE = 25;

/** A camera of this machine. @throws Failure camera_missing, camera_forbidden or camera_busy */
export function openDevice(number: number): Source {
  if (process.platform === 'linux') requireNode(number);
  const capture = open(number, process.platform === 'linux' ? cv.CAP_V4L2 : cv.CAP_ANY);
  if (capture === null) {
    throw process.platform === 'linux'
      ? new Failure(
          'camera_busy',
          `Camera ${number} can't be used: another program may have it. Close that program, or choose another camera.`,
        )
      : new Failure(
          'camera_missing',
          `Camera ${number} can't be opened. Plug it in, allow its use, or choose another.`,
        );
  }
  capture.set(cv.CAP_PROP_FOURCC, cv.VideoWriter.fourcc('MJPG'));
  capture.set(cv.CAP_PROP_FRAME_WIDTH, DEVICE_WIDTH);
  capture.set(cv.CAP_PROP_FRAME_HEIGHT, DEVICE_HEIGHT);
  capture.set(cv.CAP_PROP_FPS, DEVICE_RATE);
  // Pictures buffered in the driver would be shown late.
  capture.set(cv.CAP_PROP_BUFFERSIZE, 1);
  return paced(capture, () => {
    throw new Failure(
      'camera_lost',
      `Camera ${number} gives no pictures any more. Check its cable, or choose another.`,
    );
  });
}

/** Tells a camera that isn't there from one that may not be used: OpenCV only says that it didn't open. */
function requireNode(number: number): void {
  const node = `/dev/video${number}`;
  if (!existsSync(node)) {
    throw new Failure('camera_missing', `There is no camera ${number} (${node}). Plug one in, or use the demo.`);
  }
  try {
    accessSync(node, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new Failure(
      'camera_forbidden',
      `Camera ${number} may not be used (${node}). Add yourself to the group 'video' and log in again.`,
      { cause },
    );
  }
}

/** A stream by RTSP or HTTP. @throws Failure stream_unreachable; its pictures end with stream_lost. */
export function openStream(url: string): Source {
  // FFmpeg's own limits (microseconds), read by OpenCV when it opens: without them a dead host holds us for 30 s.
  const limit = String(FIRST_PICTURE_MS * 1000);
  process.env['OPENCV_FFMPEG_CAPTURE_OPTIONS'] = `rtsp_transport;tcp|timeout;${limit}|rw_timeout;${limit}`;
  const capture = open(url, cv.CAP_FFMPEG);
  if (capture === null) {
    throw new Failure('stream_unreachable', `The stream ${withoutSecrets(url)} can't be opened. Check its address.`);
  }
  // A recording behind a URL has a length and comes faster than it should be shown.
  if (capture.get(cv.CAP_PROP_FRAME_COUNT) > 0) return clocked(capture, withoutSecrets(url));
  return paced(capture, () => {
    throw new Failure('stream_lost', `The stream ${withoutSecrets(url)} gives no pictures any more.`);
  });
}

/** Streams carry names and passwords in their URLs; they are not for screens and logs. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//');
}

/** A video file. @throws Failure source_unreadable if it is none that OpenCV can read */
export function openFile(path: string): Source {
  const capture = open(path, cv.CAP_FFMPEG);
  if (capture === null) throw unreadable(path);
  return clocked(capture, path);
}

function unreadable(path: string): Failure {
  return new Failure('source_unreadable', `'${path}' is no video or picture that can be read. Try another file.`);
}

function open(what: string | number, api: number): VideoCapture | null {
  try {
    return new cv.VideoCapture(what, api);
  } catch {
    // The binding reports only that it failed.
    return null;
  }
}

/** Pictures that come when they come; `onEnd` throws what their end means. */
function paced(capture: VideoCapture, onEnd: () => never): Source {
  return {
    demo: false,
    pace: 'self',
    next: async () => {
      const mat = await capture.readAsync();
      const capturedAt = Date.now();
      const timeMs = performance.now();
      if (mat.empty) onEnd();
      return { mat: await shrink(mat), capturedAt, timeMs, positionMs: null };
    },
    close: () => capture.release(),
  };
}

/** Pictures with a time of their own, and an end. */
function clocked(capture: VideoCapture, name: string): Source {
  const told = capture.get(cv.CAP_PROP_FPS);
  // Broken headers tell 0, NaN or a time base such as 90000.
  const rate = told >= 1 && told <= 240 ? told : USUAL_RATE;
  let count = 0;
  let last = -1;
  const next = async (): Promise<Picture | null> => {
    const mat = await capture.readAsync();
    if (mat.empty) {
      if (count === 0) throw unreadable(name);
      return null;
    }
    const expected = (count * 1000) / rate;
    const position = capture.get(cv.CAP_PROP_POS_MSEC);
    // Some containers tell no positions, or ones that go back.
    const timeMs = position > last ? position : Math.max(expected, last + 1000 / rate);
    last = timeMs;
    count += 1;
    return { mat: await shrink(mat), capturedAt: Date.now(), timeMs, positionMs: timeMs };
  };
  return { demo: false, pace: 'clock', next, close: () => capture.release() };
}
