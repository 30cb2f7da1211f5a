import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Camera } from '../../../src-main/camera/camera.ts';
import type { CameraOptions, CameraState } from '../../../src-main/contract/camera.ts';

export const DEMO: CameraOptions = {
  source: 'demo',
  detector: 'haar',
  threshold: null,
  distant: false,
  pack: 'face-api',
  unsureBelow: 0.65,
};

/** Resolves with the first state that fits, the present one included. */
export function stateOf<Name extends CameraState['state']>(
  camera: Camera,
  name: Name,
): Promise<Extract<CameraState, { state: Name }>> {
  const fits = (state: CameraState): state is Extract<CameraState, { state: Name }> => state.state === name;
  return new Promise((resolve) => {
    const present = camera.state();
    if (fits(present)) return resolve(present);
    const off = camera.onState((state) => {
      if (!fits(state)) return;
      off();
      resolve(state);
    });
  });
}

/** Resolves with the next frame packet that a new watcher gets. */
export function nextPacket(camera: Camera): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve) => {
    const watcher = camera.watch((packet) => {
      // The listener can run before `watch` has returned only if frames waited, and none wait for a new watcher.
      watcher.unwatch();
      resolve(packet);
    });
  });
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A folder of its own for a test, and the function that removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'lobby-camera-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
