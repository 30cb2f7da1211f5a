import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Camera } from '../../../src-main/camera/camera.ts';
import type { CameraExit } from '../../../src-main/camera/camera-link.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import type { CameraState } from '../../../src-main/contract/camera.ts';
import { DEMO, stateOf, temporaryFolder } from './camera-fixture.ts';

/** Sources whose opening never returns: tried twice, then told as unreadable, and nothing runs on. */
let camera: Camera;
let folder: ReturnType<typeof temporaryFolder>;
let exits: CameraExit[];
beforeEach(() => {
  folder = temporaryFolder();
  exits = [];
});
afterEach(async () => {
  await camera.close();
  folder.remove();
});

function cameraWith(node: string, openingHangMs: number): Camera {
  return startCamera({ node, models: defaultModelsFolder(), openingHangMs, onLost: (exit) => exits.push(exit) });
}

function statesOf(of: Camera): CameraState[] {
  const states: CameraState[] = [];
  of.onState((state) => states.push(state));
  return states;
}

/** Resolves when the camera has given the source up. */
async function givenUp(of: Camera): Promise<CameraState> {
  for (;;) {
    const state = await stateOf(of, 'failed');
    if (state.retryInMs === null) return state;
    await new Promise<void>((resolve) => {
      const off = of.onState(() => {
        off();
        resolve();
      });
    });
  }
}

test('a process that hangs twice before its first picture has an unreadable source, and is not started again', async () => {
  const hung = join(folder.path, 'hung-node');
  writeFileSync(hung, '#!/bin/sh\nexec cat >/dev/null\n', { mode: 0o755 });
  camera = cameraWith(hung, 300);
  const states = statesOf(camera);
  camera.start({ ...DEMO, source: 'rtsp://me:secret@host/door' });
  const state = await givenUp(camera);
  expect(state).toMatchObject({ code: 'source_unreadable', retryInMs: null });
  expect(state).toMatchObject({ message: expect.stringMatching(/^'rtsp:\/\/\*\*\*@host\/door' could not be opened/) });
  expect(exits).toHaveLength(2);
  expect(camera.pid()).toBeUndefined();
  expect(states.map((each) => (each.state === 'failed' ? each.code : each.state))).toEqual([
    'starting',
    'camera_lost',
    'source_unreadable',
  ]);
  // Asked again, it gets all its chances.
  camera.start(DEMO);
  expect(camera.pid()).toBeDefined();
});

test('a playlist saved as .mp4 that never ends and has nothing hangs twice, and is said to be unreadable', async () => {
  const source = join(folder.path, 'holiday.mp4');
  // FFmpeg takes it for a broadcast by its content, and asks for the missing segment for ever.
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:10', '#EXT-X-MEDIA-SEQUENCE:0', '#EXTINF:10,'];
  writeFileSync(source, [...lines, join(folder.path, 'missing.ts'), ''].join('\n'));
  // The real process, which loads its networks before: enough for that.
  camera = cameraWith(process.execPath, 6_000);
  camera.start({ ...DEMO, source });
  const state = await givenUp(camera);
  expect(state).toMatchObject({ code: 'source_unreadable', retryInMs: null });
  expect(state).toMatchObject({ message: expect.stringMatching(/holiday\.mp4' could not be opened .* twice/) });
  expect(exits).toHaveLength(2);
  expect(camera.pid()).toBeUndefined();
}, 90_000);
