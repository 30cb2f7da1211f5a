import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Camera } from '../../../src-main/camera/camera.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { decodeFramePacket } from '../../../src-main/contract/camera.ts';
import { DEMO, nextPacket, stateOf } from './camera-fixture.ts';
import { NetworkCamera } from './network-camera.ts';

/**
 * A network camera (MJPEG over HTTP, served here) that works, is unplugged, or goes silent while its connection
 * stays open: the picture must never look live when it isn't, and comes back by itself.
 */
let network: NetworkCamera;
let camera: Camera;
let port: number;

beforeEach(async () => {
  network = await NetworkCamera.open();
  port = await network.listen();
  network.send();
  camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
});
afterEach(async () => {
  await camera.close();
  await network.unplug();
});

function start(): void {
  camera.start({ ...DEMO, detector: 'ssd', source: `http://127.0.0.1:${port}/stream.mjpg` });
}

describe('a network camera', () => {
  test('is shown with labelled faces', async () => {
    start();
    for (;;) {
      const { header } = decodeFramePacket(await nextPacket(camera));
      expect(header).toMatchObject({ width: 640, height: 480, demo: false, positionMs: null });
      if (header.faces.some(({ label }) => label !== null)) return;
    }
  });

  test('that is unplugged is told at once, and back when it is plugged in again', async () => {
    start();
    await stateOf(camera, 'live');
    const lost = stateOf(camera, 'failed');
    await network.unplug();
    expect(await lost).toMatchObject({ code: 'stream_lost', retryInMs: expect.any(Number) });
    expect((await nextFailure(camera)).code).toBe('stream_unreachable');
    await network.listen(port);
    network.send();
    await stateOf(camera, 'live');
    expect(decodeFramePacket(await nextPacket(camera)).header.width).toBe(640);
  });

  test('that goes silent is told in seconds, and back when it sends again', async () => {
    start();
    await stateOf(camera, 'live');
    network.fallSilent();
    expect((await stateOf(camera, 'failed')).code).toMatch(/^(source_silent|stream_lost)$/);
    network.send();
    await stateOf(camera, 'live');
    await nextPacket(camera);
  });

  test('that holds on to its process does not fail the source that is switched to', async () => {
    start();
    await stateOf(camera, 'live');
    network.fallSilent();
    const told: string[] = [];
    camera.onState(({ state }) => told.push(state));
    camera.start(DEMO);
    expect(decodeFramePacket(await nextPacket(camera)).header.demo).toBe(true);
    expect(told).toEqual(['starting', 'live']);
  });
});

/** The next failure that is told, not the present one. */
function nextFailure(watched: Camera): Promise<{ code: string }> {
  return new Promise((resolve) => {
    const off = watched.onState((state) => {
      if (state.state !== 'failed') return;
      off();
      resolve(state);
    });
  });
}
