import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findProgram } from '../../shared/find-program.mjs';
import { listDevices } from '../../src-main/camera/devices.ts';
import { type Machine, VIRTUAL_CAMERA } from './plan.ts';

/** Video devices of Linux: making a virtual one, taking one away by its driver, and forbidding one by its mode. */

export const root = process.getuid?.() === 0;

export async function thisMachine(): Promise<Machine> {
  const devices = process.platform === 'linux' ? await listDevices() : [];
  const modprobe = findProgram(['modprobe']);
  return {
    platform: process.platform,
    kernel: release(),
    root,
    devices: devices.map(({ source, name }) => ({ number: Number(source), name })),
    vivid: modprobe !== undefined && spawnSync(modprobe, ['--dry-run', 'vivid']).status === 0,
  };
}

/** @returns why it could not be made, in words; null if it was */
export function makeVirtualCamera(): string | null {
  const { status, stderr, error } = spawnSync('modprobe', ['vivid', ...VIRTUAL_CAMERA], { encoding: 'utf8' });
  if (status === 0) return null;
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  return `The module 'vivid' could not be loaded${why === '' ? '' : ` (${why})`}.`;
}

export function removeVirtualCamera(): void {
  spawnSync('modprobe', ['-r', 'vivid']);
}

/** The driver of a video device. Unbound from it the device is gone, as if it had been unplugged. */
export interface Driver {
  unbind(): void;
  bind(): void;
}

/** @returns null where no driver is bound to it, as with v4l2loopback */
export function driverOf(number: number): Driver | null {
  try {
    const device = realpathSync(`/sys/class/video4linux/video${number}/device`);
    const driver = realpathSync(join(device, 'driver'));
    const id = basename(device);
    return {
      unbind: () => {
        if (existsSync(join(driver, id))) writeFileSync(join(driver, 'unbind'), id);
      },
      bind: () => {
        if (!existsSync(join(driver, id))) writeFileSync(join(driver, 'bind'), id);
      },
    };
  } catch {
    return null;
  }
}

/** Who may use a file or device. */
export interface Access {
  forbid(): void;
  allow(): void;
}

export function accessOf(path: string): Access {
  const { mode } = statSync(path);
  return {
    forbid: () => chmodSync(path, 0),
    allow: () => {
      if (existsSync(path)) chmodSync(path, mode & 0o7777);
    },
  };
}

/** A Node that may open what its user may, even if that is root, who may open everything otherwise. */
export interface PlainNode {
  /** Path of the program. */
  readonly node: string;
  remove(): void;
}

/** @returns null where setpriv (util-linux) is missing */
export function plainNode(): PlainNode | null {
  const setpriv = findProgram(['setpriv']);
  if (setpriv === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'lobby-webcam-'));
  const node = join(folder, 'node');
  // Reading stays possible: the checkout may be in a folder that only its owner may enter.
  const command = `'${setpriv}' --bounding-set=-dac_override '${process.execPath}'`;
  writeFileSync(node, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  return { node, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
