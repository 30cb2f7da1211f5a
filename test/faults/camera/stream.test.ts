import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { openDemo } from '../../../src-main/camera/process/source/demo.ts';
import { type Camera, startCamera } from '../../../src-main/camera/supervisor.ts';
import { decodeFramePacket } from '../../../src-main/contract/frame-packet.ts';
import { DEMO, nextPacket, stateOf } from './camera-fixture.ts';

/**
 * A network camera (MJPEG over HTTP, served here) that works, is unplugged, or goes silent while its connection
 * stays open: the picture must never look live when it isn't, and comes back by itself.
 */
const BOUNDARY = 'frame';
const RATE = 25;

class NetworkCamera {
  readonly #jpegs: readonly Buffer[];
  readonly #server: Server;
  readonly #viewers = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(jpegs: readonly Buffer[]) {
    this.#jpegs = jpegs;
    this.#server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}` });
      this.#viewers.add(response);
      response.on('close', () => this.#viewers.delete(response));
    });
  }

  static async open(): Promise<NetworkCamera> {
    const demo = openDemo();
    const jpegs: Buffer[] = [];
    for (let i = 0; i < 10; i += 1) {
      const picture = await demo.next();
      if (picture === null) throw new Error('the demo has no end');
      jpegs.push(cv.imencode('.jpg', picture.mat));
      picture.mat.release();
    }
    demo.close();
    return new NetworkCamera(jpegs);
  }

  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  send(): void {
    let index = 0;
    this.#timer ??= setInterval(() => {
      const jpeg = this.#jpegs[index % this.#jpegs.length];
      index += 1;
      if (jpeg === undefined) return;
      for (const viewer of this.#viewers) {
        viewer.write(`--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
        viewer.write(jpeg);
        viewer.write('\r\n');
      }
    }, 1000 / RATE);
  }

  /** Keeps connections open and sends nothing more. */
  fallSilent(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async unplug(): Promise<void> {
    this.fallSilent();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

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
