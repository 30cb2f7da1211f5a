import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Camera } from '../../../src-main/camera/camera.ts';
import { type CameraExit, withoutPasswords } from '../../../src-main/camera/camera-link.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { type CameraState, decodeFramePacket } from '../../../src-main/contract/camera.ts';
import { alive, DEMO, nextPacket, stateOf, temporaryFolder } from './camera-fixture.ts';
import { writeClip } from './clip.ts';

/**
 * The supervisor with the real camera process behind it: what the app is told and gets, and that a process that is
 * killed, hangs or can't do its work is dealt with.
 */
let camera: Camera;
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
  folder = temporaryFolder();
});
afterEach(async () => {
  await camera.close();
  folder.remove();
});

function pid(): number {
  const now = camera.pid();
  if (now === undefined) throw new Error('no camera process');
  return now;
}

describe('a running camera', () => {
  test('no process runs before it is started, nor after it was stopped', async () => {
    expect(camera.pid()).toBeUndefined();
    expect(camera.state()).toEqual({ state: 'off' });
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const running = pid();
    camera.stop();
    expect(camera.state()).toEqual({ state: 'off' });
    await camera.close();
    expect(alive(running)).toBe(false);
  });

  test('frames carry a JPEG picture, its size, and labelled faces', async () => {
    camera.start(DEMO);
    for (;;) {
      const { header, jpeg } = decodeFramePacket(await nextPacket(camera));
      expect(header).toMatchObject({ width: 640, height: 480, demo: true, positionMs: null });
      expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
      const [face] = header.faces;
      // Rates are told when they have been counted for a second.
      const { capture, detection, labelling } = header.rates;
      if (face === undefined || face.label === null || Math.min(capture, detection, labelling) === 0) continue;
      expect(face.label.age).toBeGreaterThan(15);
      expect(face.label.age).toBeLessThan(40);
      expect(face.label.gender).toBe('female');
      expect(capture).toBeLessThan(40);
      return;
    }
  });

  test('a watcher gets no further frame before it has shown the last one, and then a newer one', async () => {
    camera.start(DEMO);
    const slow: number[] = [];
    const slowWatcher = camera.watch((packet) => slow.push(decodeFramePacket(packet).header.index));
    // Another watcher that keeps up tells how far the frames have got meanwhile.
    const reached = await new Promise<number>((resolve) => {
      let seen = 0;
      const quick = camera.watch((packet) => {
        const { index } = decodeFramePacket(packet).header;
        seen += 1;
        if (seen === 20) {
          quick.unwatch();
          resolve(index);
        } else setImmediate(() => quick.shown(index));
      });
    });
    expect(slow).toHaveLength(1);
    const [first = -1] = slow;
    slowWatcher.shown(first);
    expect(slow).toHaveLength(2);
    expect(slow[1]).toBeGreaterThanOrEqual(reached - 1);
    slowWatcher.unwatch();
  });

  test('nobody watches any more: it is switched off', async () => {
    const shy = startCamera({ node: process.execPath, models: defaultModelsFolder(), unwatchedMs: 300 });
    const watcher = shy.watch(() => {});
    shy.start(DEMO);
    await stateOf(shy, 'live');
    const running = shy.pid();
    watcher.unwatch();
    expect(await stateOf(shy, 'off')).toEqual({ state: 'off', unwatched: true });
    await shy.close();
    expect(alive(running ?? 0)).toBe(false);
  });

  test('another threshold is taken over without a new start', async () => {
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const before = pid();
    const states: CameraState[] = [];
    camera.onState((state) => states.push(state));
    camera.start({ ...DEMO, unsureBelow: 1 });
    for (;;) {
      const { header } = decodeFramePacket(await nextPacket(camera));
      if (header.faces.some((face) => face.label?.unsure === true)) break;
    }
    expect(pid()).toBe(before);
    expect(states.every((state) => state.state === 'live')).toBe(true);
  });

  test('another least confidence of a face is taken over without a new start', async () => {
    camera.start({ ...DEMO, detector: 'ssd' });
    await stateOf(camera, 'live');
    const before = pid();
    const states: CameraState[] = [];
    camera.onState((state) => states.push(state));
    const until = async (fits: (scores: (number | null)[]) => boolean) => {
      for (;;) {
        const { header } = decodeFramePacket(await nextPacket(camera));
        if (fits(header.faces.map(({ score }) => score))) return;
      }
    };
    const sure = (score: number | null) => (score ?? 0) >= 0.95;
    await until((scores) => scores.some((score) => !sure(score)));
    camera.start({ ...DEMO, detector: 'ssd', threshold: 0.95 });
    await until((scores) => scores.every(sure));
    camera.start({ ...DEMO, detector: 'ssd' });
    await until((scores) => scores.some((score) => !sure(score)));
    expect(pid()).toBe(before);
    expect(states.every((state) => state.state === 'live')).toBe(true);
  });

  test('faces are blurred from the moment that this is asked for, in a new process too', async () => {
    camera.start({ ...DEMO, detector: 'ssd' });
    await stateOf(camera, 'live');
    const before = pid();
    expect(decodeFramePacket(await nextPacket(camera)).header.blurred).toBe(false);
    // A window that has yet to show its last frame: what waits for it is from before.
    const seen: boolean[] = [];
    const slow = camera.watch((packet) => seen.push(decodeFramePacket(packet).header.blurred));
    await nextPacket(camera);
    await nextPacket(camera);
    camera.blur(true);
    for (let i = 0; i < 10; i += 1) {
      expect(decodeFramePacket(await nextPacket(camera)).header.blurred).toBe(true);
    }
    slow.unwatch();
    expect(seen.slice(1)).toEqual(seen.slice(1).map(() => true));
    expect(pid()).toBe(before);

    process.kill(before, 'SIGKILL');
    await stateOf(camera, 'failed');
    expect(decodeFramePacket(await nextPacket(camera)).header.blurred).toBe(true);
    camera.blur(false);
    while (decodeFramePacket(await nextPacket(camera)).header.blurred);
  });

  test('it switches to another source in the same process', async () => {
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const before = pid();
    const clip = join(folder.path, 'clip.avi');
    await writeClip(clip, 60);
    camera.start({ ...DEMO, source: clip });
    expect(camera.state().state).toBe('starting');
    expect(await stateOf(camera, 'live')).toMatchObject({ source: clip });
    expect(pid()).toBe(before);
    const { header } = decodeFramePacket(await nextPacket(camera));
    expect(header.demo).toBe(false);
  });

  test('switched quickly to and fro, it ends with what was asked for last, and no frame of another comes', async () => {
    const clip = join(folder.path, 'clip.avi');
    await writeClip(clip, 300);
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const before = pid();
    const sources: string[] = [];
    camera.onState((state) => {
      if (state.state === 'live') sources.push(state.source);
    });
    for (const source of ['63', 'demo', '63', clip, 'demo', clip]) camera.start({ ...DEMO, source });
    // The first frames are where one of the demo would turn up.
    for (let i = 0; i < 5; i += 1) {
      expect(decodeFramePacket(await nextPacket(camera)).header.demo).toBe(false);
    }
    expect(sources).toEqual([clip]);
    expect(pid()).toBe(before);
  });

  test('stopped and started quickly, it ends as was asked for last', async () => {
    camera.start(DEMO);
    camera.stop();
    camera.start(DEMO);
    await stateOf(camera, 'live');
    camera.stop();
    camera.start(DEMO);
    camera.stop();
    expect(camera.state()).toEqual({ state: 'off' });
    const states: CameraState[] = [];
    camera.onState((state) => states.push(state));
    await camera.close();
    expect(camera.pid()).toBeUndefined();
    expect(states.every(({ state }) => state === 'off')).toBe(true);
  });

  test('a single picture is there for a window that opens after it was started', async () => {
    const source = fileURLToPath(new URL('sample3.jpg', import.meta.resolve('@vladmandic/face-api/demo/')));
    camera.start({ ...DEMO, detector: 'ssd', source });
    await stateOf(camera, 'live');
    const { header } = decodeFramePacket(await nextPacket(camera));
    expect(header.faces).toHaveLength(3);
    expect(header.faces.every(({ label }) => label !== null)).toBe(true);
    await stateOf(camera, 'ended');
  });

  test('a film that is over is told, and its process ends', async () => {
    const clip = join(folder.path, 'clip.avi');
    await writeClip(clip, 10);
    camera.start({ ...DEMO, source: clip });
    expect(await stateOf(camera, 'ended')).toEqual({ state: 'ended', source: clip });
    expect(camera.pid()).toBeUndefined();
  });
});

describe('a camera process in trouble', () => {
  test('killed, it is started again with the same source', async () => {
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const before = pid();
    const lost = stateOf(camera, 'failed');
    process.kill(before, 'SIGKILL');
    expect(await lost).toMatchObject({ code: 'camera_lost', source: 'demo' });
    expect(await stateOf(camera, 'live')).toMatchObject({ source: 'demo' });
    expect(pid()).not.toBe(before);
    expect(decodeFramePacket(await nextPacket(camera)).header.demo).toBe(true);
  });

  test('hung, it is noticed, killed and started again', async () => {
    camera.start(DEMO);
    await stateOf(camera, 'live');
    const before = pid();
    process.kill(before, 'SIGSTOP');
    await stateOf(camera, 'failed');
    await stateOf(camera, 'live');
    expect(pid()).not.toBe(before);
    expect(alive(before)).toBe(false);
  });

  test('busy without end, it is noticed, killed and started again', async () => {
    const busy = join(folder.path, 'busy-node');
    const live = `{"event":"live","id":ID,"detector":"${DEMO.detector}","pack":"${DEMO.pack}"}`;
    const script = `#!/bin/sh
while read -r line; do
  case $line in *'"start"'*) break;; esac
done
id=\${line#*'"id":'}
printf '%s\\n' '${live}' | sed "s/ID/\${id%%,*}/" >&3
while :; do :; done
`;
    writeFileSync(busy, script, { mode: 0o755 });
    const lost = new Promise<CameraExit>((resolve) => {
      camera = startCamera({ node: busy, models: defaultModelsFolder(), onLost: resolve });
    });
    // Unwatched, it would be switched off on a machine so busy that the hang is noticed late.
    camera.watch(() => {});
    camera.start(DEMO);
    await stateOf(camera, 'live');
    expect((await lost).lastOutput).toMatch(/^Killed: no heartbeat for \d+ ms\.$/);
    expect(camera.state()).toMatchObject({ state: 'failed', code: 'camera_lost' });
  });

  test('killed again and again, it still comes back', async () => {
    camera.start(DEMO);
    for (let round = 0; round < 4; round += 1) {
      await stateOf(camera, 'live');
      const lost = stateOf(camera, 'failed');
      process.kill(pid(), 'SIGKILL');
      await lost;
    }
    await stateOf(camera, 'live');
  });

  test('grown beyond its memory, it is replaced', async () => {
    const exits: CameraExit[] = [];
    const small = startCamera({
      node: process.execPath,
      models: defaultModelsFolder(),
      memoryBytes: 50_000_000,
      onLost: (exit) => exits.push(exit),
    });
    small.start(DEMO);
    const before = small.pid();
    expect(await stateOf(small, 'failed')).toMatchObject({ code: 'camera_lost', retryInMs: expect.any(Number) });
    // Every process is above so low a limit, so there may never be a picture: a new one is what can be told.
    await expect.poll(() => small.pid() ?? before).not.toBe(before);
    expect(exits[0]?.lastOutput).toMatch(/Killed: it holds \d+ bytes of memory\.$/);
    await small.close();
  });

  test('a Node that cannot be started is told as a failure, with why', async () => {
    const exits: CameraExit[] = [];
    const broken = startCamera({
      node: join(folder.path, 'no-node'),
      models: defaultModelsFolder(),
      onLost: (exit) => exits.push(exit),
    });
    broken.start(DEMO);
    expect(await stateOf(broken, 'failed')).toMatchObject({ code: 'camera_lost' });
    expect(exits[0]).toMatchObject({ code: null, signal: null, lastOutput: expect.stringContaining('ENOENT') });
    await broken.close();
  });

  test('what a lost process printed last is told with its exit code, bounded and without passwords', async () => {
    const noisy = join(folder.path, 'noisy-node');
    const script = `#!/bin/sh
head -c 100000 /dev/zero | tr '\\0' x >&2
echo ' cannot open rtsp://me:p@ss@10.0.0.1/door: no memory' >&2
exit 7
`;
    writeFileSync(noisy, script, { mode: 0o755 });
    const lost = new Promise<CameraExit>((resolve) => {
      camera = startCamera({ node: noisy, models: defaultModelsFolder(), onLost: resolve });
    });
    camera.start(DEMO);
    const { code, signal, lastOutput } = await lost;
    expect({ code, signal }).toEqual({ code: 7, signal: null });
    expect(lastOutput).toMatch(/x cannot open rtsp:\/\/\*\*\*@10\.0\.0\.1\/door: no memory$/);
    expect(lastOutput.length).toBeLessThanOrEqual(4_000);
  });

  test.each([
    ['rtsp://me:secret@host/door?a=b@c', 'rtsp://***@host/door?a=b@c'],
    ['rtsp://host/door and http://me@host', 'rtsp://host/door and http://***@host'],
    ['me@host wrote /a/b', 'me@host wrote /a/b'],
  ])('of %s the log says %s', (text, shown) => {
    expect(withoutPasswords(text)).toBe(shown);
  });
});

test('when the app is killed, the camera process does not outlive it', async () => {
  const app = spawn(process.execPath, [fileURLToPath(new URL('./camera-app.ts', import.meta.url))]);
  const [line] = (await once(createInterface(app.stdout), 'line')) as [string];
  const running = Number(line);
  expect(alive(running)).toBe(true);
  app.kill('SIGKILL');
  // Nobody is told of the end of a stranger's process.
  while (alive(running)) await wait(50);
});

describe('a source that does not work', () => {
  test('a camera that is not there is told, and tried again', async () => {
    camera.start({ ...DEMO, source: '63' });
    const state = await stateOf(camera, 'failed');
    expect(state.code).toBe('camera_missing');
    expect(state.retryInMs).toBeGreaterThan(0);
    // The next try tells the failure again, without a state in between that looks like hope.
    const next = await new Promise<CameraState>((resolve) => {
      const off = camera.onState((told) => {
        off();
        resolve(told);
      });
    });
    expect(next).toMatchObject({ state: 'failed', code: 'camera_missing' });
  });

  test('an empty folder is told once, and nothing runs on', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    camera.start({ ...DEMO, source: empty });
    expect(await stateOf(camera, 'failed')).toMatchObject({ code: 'folder_empty', retryInMs: null });
    expect(camera.pid()).toBeUndefined();
  });

  test('a pack that is not there is told', async () => {
    camera.start({ ...DEMO, pack: 'nobody' });
    expect(await stateOf(camera, 'failed')).toMatchObject({ code: 'no_pack', retryInMs: null });
  });

  test('after a failure another source works', async () => {
    camera.start({ ...DEMO, source: join(folder.path, 'nothing.avi') });
    expect(await stateOf(camera, 'failed')).toMatchObject({ code: 'source_missing' });
    camera.start(DEMO);
    await stateOf(camera, 'live');
  });
});
