/**
 * What the webcam test does on a machine: decided from plain facts, so that every answer can be tested where there is
 * no video device at all.
 */

/** Module parameters of one virtual camera that gives a test picture: one device, with a capture node only. */
export const VIRTUAL_CAMERA = ['n_devs=1', 'node_types=0x1', 'num_inputs=1', 'input_types=0'] as const;

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Of the kernel, as `uname -r` says it. */
  readonly kernel: string;
  readonly root: boolean;
  /** Numbers and names of the video devices that give pictures. */
  readonly devices: readonly { readonly number: number; readonly name: string }[];
  /** Whether the kernel's module for virtual cameras is there. */
  readonly vivid: boolean;
}

export type Plan =
  | { readonly kind: 'impossible'; readonly why: string }
  /** A virtual camera is to be made first. */
  | { readonly kind: 'make' }
  | { readonly kind: 'use'; readonly number: number; readonly name: string };

/**
 * @param asked the number of a device that somebody chose; null: a virtual one. A webcam is never taken unasked: the
 *   test takes it away from whatever shows it.
 */
export function planOf(machine: Machine, asked: number | null): Plan {
  const { platform, kernel, root, devices, vivid } = machine;
  if (platform !== 'linux') {
    return impossible(
      `Only Linux has video devices that a program can make and take away; this system is ${platform}.`,
    );
  }
  if (asked !== null) {
    const chosen = devices.find(({ number }) => number === asked);
    return chosen === undefined
      ? impossible(`There is no camera ${asked} (/dev/video${asked}); ${listed(devices)}.`)
      : { kind: 'use', ...chosen };
  }
  const virtual = devices.find(({ name }) => /^vivid\b/.test(name));
  if (virtual !== undefined) return { kind: 'use', ...virtual };
  if (!vivid) {
    return impossible(
      `This kernel (${kernel}) has no module 'vivid', which makes a virtual camera; ${listed(devices)}. Run it in a virtual machine whose kernel has the module, or name a device: npm run test:webcam -- --device 0.`,
    );
  }
  return root
    ? { kind: 'make' }
    : impossible("Only root may load the module 'vivid'. Run 'sudo modprobe vivid', or this as root.");
}

function impossible(why: string): Plan {
  return { kind: 'impossible', why };
}

function listed(devices: Machine['devices']): string {
  if (devices.length === 0) return 'there is no video device';
  return `there is ${devices.map(({ number, name }) => `${number} (${name})`).join(', ')}`;
}

/** What is known of the device that is tested. */
export interface Device {
  readonly root: boolean;
  /** Whether a driver is bound to it, which can be unbound: v4l2loopback's devices have none. */
  readonly driver: boolean;
  /** Whether there is a program that starts another one without the right to open every file. */
  readonly setpriv: boolean;
  /** Whether a person can be asked. */
  readonly terminal: boolean;
}

export type Way<By extends string> = { readonly by: By } | { readonly leftOut: string };

/** How the device is taken away and given back. */
export function unplugging({ root, driver, terminal }: Device): Way<'driver' | 'hand'> {
  if (root && driver) return { by: 'driver' };
  if (terminal) return { by: 'hand' };
  return {
    leftOut: driver
      ? 'only root may unbind its driver, and there is no terminal to ask a person to unplug it'
      : 'it has no driver that could be unbound, and there is no terminal to ask a person to unplug it',
  };
}

/** How the device is forbidden and allowed again. */
export function forbidding({ root, setpriv }: Device): Way<'mode'> {
  if (!root) return { leftOut: 'only root may change who may use a device' };
  return setpriv ? { by: 'mode' } : { leftOut: "the program 'setpriv' is missing, and nothing is forbidden to root" };
}
