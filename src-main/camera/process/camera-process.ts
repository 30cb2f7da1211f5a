import { Socket } from 'node:net';
import { type CameraOptions, sameButThresholds } from '../../contract/camera.ts';
import { type FailureFields, failureFields } from '../../contract/failure.ts';
import { HEARTBEAT_MS, STOPPING_MS } from '../limits.ts';
import { lineDecoder } from './framing.ts';
import { FrameWriter } from './output/frame-writer.ts';
import type { FaceAnalyzer } from './pipeline/face-analyzer.ts';
import { type CameraEvent, type Command, commandSchema, EVENTS_FD, FRAMES_FD, STUCK_EXIT_CODE } from './protocol.ts';
import { Sequence } from './sequence.ts';
import { StuckSource } from './source/stuck-source.ts';

/**
 * The camera process: executes the commands on its standard input, writes events and frames to pipes of their own, and
 * ends when its input ends, so that it never outlives the app.
 */
const RETRIED: ReadonlySet<string> = new Set([
  'camera_missing',
  'camera_forbidden',
  'camera_busy',
  'camera_lost',
  'stream_unreachable',
  'stream_lost',
  'source_silent',
]);

/** How often it is checked whether a run has ended. */
const STOPPING_BEAT_MS = 100;

interface Running {
  id: number;
  options: CameraOptions;
  readonly live: boolean;
  readonly abort: AbortController;
  analyzer: FaceAnalyzer | null;
  started: boolean;
  done: Promise<void>;
}

const models = process.argv[2] ?? '';
const events = new Socket({ fd: EVENTS_FD, writable: true });
const frames = new Socket({ fd: FRAMES_FD, writable: true });
const writer = new FrameWriter(frames);
const commands = new Sequence();
let watched = false;
let blurred = false;
/** The newest start that was asked for. */
let wanted: number | null = null;
let running: Running | null = null;

function send(event: CameraEvent): Promise<void> {
  return new Promise((resolve) => {
    events.write(`${JSON.stringify(event)}\n`, () => resolve());
  });
}

async function execute(command: Command): Promise<void> {
  switch (command.command) {
    case 'watched':
      watched = command.on;
      return;
    case 'blur':
      blurred = command.on;
      return;
    case 'start':
      // After several quick starts only the last one counts: those in between would only delay it.
      if (command.id !== wanted || thresholdsChanged(command)) return;
      await stop();
      if (command.id === wanted) begin(command);
      return;
    default:
      command satisfies never;
  }
}

/** Takes over new thresholds without interrupting the picture, if they are all that changed. */
function thresholdsChanged(command: Extract<Command, { command: 'start' }>): boolean {
  const { id, options, run } = command;
  if (running === null || running.analyzer === null || !running.started || !running.live) return false;
  if (run !== 'live' || !sameButThresholds(running.options, options)) return false;
  running.id = id;
  running.options = options;
  running.analyzer.thresholds = options;
  writer.startRun(id);
  void send({ event: 'live', id, detector: options.detector, pack: options.pack });
  return true;
}

async function stop(): Promise<void> {
  const before = running;
  if (before === null) return;
  before.abort.abort();
  // Counted in beats: time in which the networks are loaded, in one blocking call, passes as a single one.
  let beats = 0;
  const stuck = setInterval(() => {
    beats += 1;
    if (beats * STOPPING_BEAT_MS >= STOPPING_MS) process.exit(STUCK_EXIT_CODE);
  }, STOPPING_BEAT_MS);
  await before.done;
  clearInterval(stuck);
  running = null;
}

function begin(command: Extract<Command, { command: 'start' }>): void {
  const { id, options, run, frames } = command;
  const abort = new AbortController();
  const now: Running = {
    id,
    options,
    live: run === 'live',
    abort,
    analyzer: null,
    started: false,
    done: Promise.resolve(),
  };
  running = now;
  writer.startRun(id);
  now.done = (async () => {
    try {
      // OpenCV is loaded here and not at the top, so that its absence is reported like any other failure.
      const { performRun } = await import('./run.ts');
      if (abort.signal.aborted) return;
      await performRun({
        options,
        run,
        frames,
        models,
        writer,
        watched: () => watched,
        blurred: () => blurred,
        onLive: () => {
          now.started = true;
          void send({ event: 'live', id: now.id, detector: options.detector, pack: options.pack });
        },
        onAnalyzer: (analyzer) => {
          now.analyzer = analyzer;
        },
        signal: abort.signal,
      });
      if (!abort.signal.aborted) await send({ event: 'ended', id: now.id });
    } catch (error) {
      if (abort.signal.aborted) return;
      const { code, message } = failureOf(error);
      await send({ event: 'failed', id: now.id, code, message, retry: RETRIED.has(code) });
      // Its thread hangs in a read that cannot be cancelled; the next process starts with a new thread pool.
      if (error instanceof StuckSource) process.exit(0);
    } finally {
      if (running === now) running = null;
    }
  })();
}

/** A failure as it is; a bug as a sentence that people can pass on. */
function failureOf(error: unknown): FailureFields {
  const { code, message } = failureFields(error);
  if (code !== 'internal') return { code, message };
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { code, message: `The camera failed unexpectedly (${message.split('\n')[0]}). Start it again, or report it.` };
}

events.on('error', () => process.exit(0));
frames.on('error', () => process.exit(0));
const decode = lineDecoder((line) => {
  const command = commandSchema.parse(JSON.parse(line));
  if (command.command === 'start') wanted = command.id;
  void commands.run(() => execute(command));
});
process.stdin.on('data', decode);
process.stdin.on('end', () => {
  void commands.run(stop).then(() => process.exit(0));
});
// Ctrl+C in a terminal reaches all its processes; this one ends when the one that started it says so.
process.on('SIGINT', () => {});
setInterval(() => void send({ event: 'alive', residentBytes: process.memoryUsage.rss() }), HEARTBEAT_MS);
