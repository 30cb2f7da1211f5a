import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { modulePath } from '../module-path.ts';
import { STOPPING_MS } from './limits.ts';
import { lineDecoder, packetDecoder } from './process/framing.ts';
import { type CameraEvent, type Command, EVENTS_FD, eventSchema, FRAMES_FD } from './process/protocol.ts';

/** Enough of what the codecs printed to explain a crash. */
const OUTPUT_CHARS = 4_000;

export interface CameraLinkOptions {
  /** Path of the Node 24 binary. opencv4nodejs can't live in Electron's own process. */
  readonly node: string;
  /** The folder with the model packs. */
  readonly models: string;
  readonly onEvent: (event: CameraEvent) => void;
  /** @param run the id of the start command that the frame belongs to */
  readonly onPacket: (packet: Uint8Array<ArrayBuffer>, run: number) => void;
}

export interface CameraExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it, OpenCV and the codecs printed, and why it was killed if it was; no passwords of streams. */
  readonly lastOutput: string;
}

/** One running camera process. */
export interface CameraLink {
  readonly pid: number | undefined;
  /** Resolves when the process is gone and its last event was delivered. Never rejects. */
  readonly exited: Promise<CameraExit>;
  send(command: Command): void;
  /** Ends it cleanly (its input closes), and by force if it doesn't within STOPPING_MS. */
  end(): void;
  /** @param why goes into the log */
  kill(why: string): void;
}

/**
 * Pools of memory of glibc's allocator, which gives each thread one of its own: pictures and networks go through all
 * threads, so each pool grew to what the largest of them needs. At 1280×720 two pools make 423 MB after 35 s of 480 MB,
 * and the process grows by 7 % instead of 8 to 9 % in the last 30 s of them; the processor time is the same.
 */
const MALLOC_ARENA_MAX = '2';

/** Starts a camera process. A failure to start is reported through `exited` as well. */
export function spawnCamera(options: CameraLinkOptions): CameraLink {
  const child = spawn(options.node, [modulePath('camera-process'), options.models], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: { MALLOC_ARENA_MAX, ...process.env },
  });
  let output = '';
  const record = (chunk: Buffer | string): void => {
    output = (output + String(chunk)).slice(-OUTPUT_CHARS);
  };
  child.stdout?.on('data', record);
  child.stderr?.on('data', record);
  // Writing to a process that just died: its exit is reported by itself.
  child.stdin?.on('error', () => {});

  const kill = (why: string): void => {
    record(`\n${why}`);
    child.kill('SIGKILL');
  };
  /** A process that breaks the protocol is killed. */
  const guarded =
    (decode: (chunk: Uint8Array) => void) =>
    (chunk: Uint8Array): void => {
      try {
        decode(chunk);
      } catch (error) {
        kill(String(error));
      }
    };
  readable(child, EVENTS_FD).on(
    'data',
    guarded(lineDecoder((line) => options.onEvent(eventSchema.parse(JSON.parse(line))))),
  );
  readable(child, FRAMES_FD).on('data', guarded(packetDecoder(options.onPacket)));

  const exited = new Promise<CameraExit>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, lastOutput: withoutPasswords(output.trim()) });
    child.once('error', (error) => {
      record(`\n${error.message}`);
      if (child.pid === undefined) settle(null, null);
    });
    // 'close' comes after the pipes were read to their end, so no event of the process is lost.
    child.once('close', settle);
  });

  return {
    pid: child.pid,
    exited,
    send: (command) => {
      if (child.stdin?.writable) child.stdin.write(`${JSON.stringify(command)}\n`);
    },
    end: () => {
      child.stdin?.end();
      setTimeout(() => kill('It did not end by itself.'), STOPPING_MS).unref();
    },
    kill,
  };
}

/** Text in which the name and password of every URL are hidden: codecs print a stream's address as it was given. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(\w:\/\/)[^\s/]*@/g, '$1***@');
}

function readable(child: ChildProcess, fd: number): Readable {
  const stream = child.stdio[fd];
  if (!(stream instanceof Readable)) throw new Error(`camera process: pipe ${fd} is missing`);
  return stream;
}
