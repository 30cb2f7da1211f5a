import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CLI, openDoor } from '../../unit/doors/door-process.ts';
import { temporaryFolder } from './camera-fixture.ts';
import { writeClip } from './clip.ts';

/** `lobby camera` as a person or a script uses it: what it writes, how it ends, what it says of bad sources. */
const photos = join(dirname(fileURLToPath(import.meta.resolve('@vladmandic/face-api/package.json'))), 'demo');
let folder: ReturnType<typeof temporaryFolder>;
let clip: string;

beforeAll(async () => {
  folder = temporaryFolder();
  clip = join(folder.path, 'clip.avi');
  await writeClip(clip, 150);
});
afterAll(() => folder.remove());

const run = (...options: string[]) => openDoor(['camera', ...options]);

const frame = z.strictObject({
  index: z.number(),
  timeMs: z.number(),
  width: z.number(),
  height: z.number(),
  faces: z.array(
    z.strictObject({
      box: z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      score: z.number().nullable(),
      track: z.number().nullable(),
      age: z.number().nullable(),
      group: z.string().nullable(),
      groupConfidence: z.number().nullable(),
      gender: z.enum(['female', 'male']).nullable(),
      genderConfidence: z.number().nullable(),
      unsure: z.boolean().nullable(),
    }),
  ),
});
const summary = z.strictObject({ frames: z.number(), seconds: z.number(), fps: z.number(), faces: z.number() });

function records(out: string): { frames: z.infer<typeof frame>[]; end: z.infer<typeof summary> } {
  const lines = out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  return { frames: lines.slice(0, -1).map((line) => frame.parse(line)), end: summary.parse(lines.at(-1)) };
}

describe('lobby camera', () => {
  test.each(['haar', 'ssd'])('with %s labels the faces of a film, every frame of it', async (detector) => {
    const { code, stdout, stderr } = await run('--source', clip, '--json', '--detector', detector).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { frames, end } = records(stdout);
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 150 }, (_, index) => index));
    expect(end.frames).toBe(150);
    expect(end.faces).toBe(frames.reduce((sum, { faces }) => sum + faces.length, 0));
    // The benchmark asks for 60 on an idle machine; here others may be using it.
    expect(end.fps).toBeGreaterThan(3);
    const labelled = frames.filter(({ faces }) => faces.some(({ group, age }) => group !== null && age !== null));
    expect(labelled.length).toBeGreaterThan(100);
    // One woman of about 25 is all that is seen in these five seconds.
    const main = labelled.flatMap(({ faces }) => faces.filter(({ box }) => box.width > 70));
    expect(new Set(main.map(({ gender }) => gender))).toEqual(new Set(['female']));
  });

  test('is the same on every run: what it looks at follows the film, not the machine', async () => {
    const faces = async (): Promise<unknown> =>
      records((await run('--source', clip, '--json', '--frames', '40').ended).stdout).frames;
    expect(await faces()).toEqual(await faces());
  });

  test('looks at each picture of a folder by itself, in the order of the numbers', async () => {
    const pictures = join(folder.path, 'pictures');
    mkdirSync(pictures);
    copyFileSync(join(photos, 'sample5.jpg'), join(pictures, '10.jpg'));
    copyFileSync(join(photos, 'sample1.jpg'), join(pictures, '9.jpg'));
    writeFileSync(join(pictures, '1.jpg'), 'no picture');
    writeFileSync(join(pictures, 'notes.txt'), 'no picture either');
    const { frames, end } = records((await run('--source', pictures, '--json').ended).stdout);
    expect(end.frames).toBe(2);
    expect(frames.map(({ faces }) => faces.length)).toEqual([3, 5]);
    expect(frames.every(({ faces }) => faces.every(({ track, age }) => track === null && age !== null))).toBe(true);
  });

  test('shows only faces that are as sure as was asked, and smaller ones where that was asked', async () => {
    const scores = async (...options: string[]): Promise<number[]> => {
      const { frames } = records(
        (await run('--source', join(photos, 'sample2.jpg'), '--json', ...options).ended).stdout,
      );
      return frames.flatMap(({ faces }) => faces.map(({ score }) => score ?? 0));
    };
    const standard = await scores();
    const most = Math.max(...standard);
    const between = String((Math.min(...standard) + most) / 2);
    expect(await scores('--threshold', between)).toEqual(standard.filter((score) => score >= Number(between)));
    expect(await scores('--distant')).not.toEqual(standard);
  });

  test('writes a readable line for each frame without --json', async () => {
    const { stdout } = await run('--source', clip, '--frames', '30').ended;
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(31);
    expect(lines.at(-2)).toMatch(/^ {4}29 {2}#\d+ Female, \d+-\d+ · \d\d y \(\d+ px at \d+,\d+\)( \| #\d+ [^|]+)*$/);
    expect(lines.at(-1)).toMatch(/^30 frames in [\d.]+ s, [\d.]+ a second, \d+ face boxes$/);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s with the summary', async (signal) => {
    const { child, ended } = run('--source', 'demo', '--json');
    await once(createInterface(child.stdout), 'line');
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(summary.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).frames).toBeGreaterThan(0);
  });

  test('ends quietly when nobody reads any more', async () => {
    const { child, ended } = run('--source', 'demo');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

test.each([
  [['--threshold', '7'], '--threshold takes a number from 0.1 to 0.95.'],
  [['--threshold', 'high'], '--threshold takes a number from 0.1 to 0.95.'],
  [['--threshold', '0.5', '--detector', 'haar'], "--threshold can't be used with haar"],
  [['--distant', '--detector', 'tiny'], "--distant can't be used with tiny"],
])('%j is a wrong use', async (options, words) => {
  const { code, stdout, stderr } = await run('--source', 'demo', ...options).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
});

describe('a source that does not work', () => {
  test.each([
    ['a path that is not there', () => join(folder.path, 'none.mp4'), 'There is no file or folder'],
    ['a file that is no film', () => CLI, 'is no video or picture that can be read'],
    ['a camera that is not there', () => '63', 'There is no camera 63'],
    [
      'a stream that nobody sends',
      () => 'rtsp://me:secret@127.0.0.1:1/door',
      "The stream rtsp://127.0.0.1:1/door can't",
    ],
  ])('%s: one sentence and exit code 1', async (_name, source, words) => {
    const { code, stdout, stderr } = await run('--source', source()).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('an empty folder, and one whose pictures are none', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    expect((await run('--source', empty).ended).stderr).toContain('has no pictures');
    writeFileSync(join(empty, 'broken.png'), 'no picture');
    expect((await run('--source', empty).ended).stderr).toContain('no picture that can be read');
  });

  test('a stream that goes silent is given up in words', async () => {
    // Answers like a camera that sends its first bytes and then nothing more.
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { code, stderr } = await run('--source', `http://127.0.0.1:${address.port}/`).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The (stream|source) [^\n]+\n$/);
    server.close();
  });

  test.each([
    [[], '--source is missing'],
    [['--source', ''], '--source is empty.'],
    [['--source', 'x'.repeat(5000)], '--source takes at most 4096 characters.'],
    [['--source', 'demo', '--frames', '0'], '--frames takes a whole number'],
    [['--source', 'demo', '--detector', 'eagle'], '--detector is one of haar, tiny, ssd'],
    [['--source', 'demo', '--pack', '../x'], '--pack is the name of a folder'],
    [['--source', 'demo', '--unsure-below', '2'], '--unsure-below takes a number'],
    [['--source', 'demo', '--window'], "There is no option '--window'."],
  ])('wrong usage %j: one sentence and exit code 2', async (options, words) => {
    const { code, stderr } = await run(...options).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
