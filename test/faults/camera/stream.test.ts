import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { meet, showIt, type Trouble } from '../../../scripts/webcam/scenario.ts';
import type { Camera } from '../../../src-main/camera/camera.ts';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { type CameraOptions, decodeFramePacket } from '../../../src-main/contract/camera.ts';
import type { FailureCode } from '../../../src-main/contract/failure.ts';
import { DEMO, nextPacket, stateOf } from './camera-fixture.ts';
import { NetworkCamera } from './network-camera.ts';

/**
 * A network camera (MJPEG over HTTP, served here) that works, is unplugged, or goes silent while its connection
 * stays open: the picture must never look live when it isn't, and comes back by itself. A webcam goes through the same
 * scenario in scripts/webcam.
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

const RIGHT = { missed: null };

function options(): CameraOptions {
  return { ...DEMO, detector: 'ssd', source: `http://127.0.0.1:${port}/stream.mjpg` };
}

function start(): void {
  camera.start(options());
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

  test('moves', async () => {
    const { missed, seen } = await showIt(camera, options());
    expect(missed).toBeNull();
    expect(seen.at(-1)).toMatch(/\d+\.\d pictures a second$/);
  });

  test('that is unplugged is told at once, and back when it is plugged in again', async () => {
    expect(await meet(unplugged('live', ['stream_lost'], 'stream_unreachable'), camera, options())).toMatchObject(
      RIGHT,
    );
  });

  test('that is not there yet is told, and shown when it is', async () => {
    expect(await meet(unplugged('before', ['stream_unreachable']), camera, options())).toMatchObject(RIGHT);
  });

  test('that goes silent is told in seconds, and back when it sends again', async () => {
    const silent: Trouble = {
      name: 'silent',
      when: 'live',
      begin: () => network.fallSilent(),
      end: () => network.send(),
      tells: ['source_silent', 'stream_lost'],
    };
    expect(await meet(silent, camera, options())).toMatchObject(RIGHT);
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

function unplugged(when: Trouble['when'], tells: Trouble['tells'], thenTells?: FailureCode): Trouble {
  return {
    ...{ name: 'unplugged', when, tells },
    ...(thenTells === undefined ? {} : { thenTells }),
    begin: () => network.unplug(),
    end: async () => {
      await network.listen(port);
      network.send();
    },
  };
}
