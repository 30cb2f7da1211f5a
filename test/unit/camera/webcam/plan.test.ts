import { describe, expect, test } from 'vitest';
import { type Device, forbidding, type Machine, planOf, unplugging } from '../../../../scripts/webcam/plan.ts';

/** What `npm run test:webcam` does on which machine; the devices themselves are only there where it runs. */
const LINUX: Machine = { platform: 'linux', kernel: '6.12.1', root: true, devices: [], vivid: true };
const WEBCAM = { number: 0, name: 'Desk Camera' };
const VIRTUAL = { number: 2, name: 'vivid-000-vid-cap' };

describe('the device', () => {
  test('is a virtual one that is made, if root can and none is there', () => {
    expect(planOf(LINUX, null)).toEqual({ kind: 'make' });
  });

  test('is the virtual one that is there, also for those who are not root', () => {
    const machine = { ...LINUX, root: false, vivid: false, devices: [WEBCAM, VIRTUAL] };
    expect(planOf(machine, null)).toEqual({ kind: 'use', ...VIRTUAL });
  });

  test('is never a webcam that nobody has named', () => {
    expect(planOf({ ...LINUX, devices: [WEBCAM] }, null)).toEqual({ kind: 'make' });
    expect(planOf({ ...LINUX, vivid: false, devices: [WEBCAM] }, null)).toMatchObject({ kind: 'impossible' });
  });

  test('is the one that was asked for', () => {
    expect(planOf({ ...LINUX, devices: [VIRTUAL, WEBCAM] }, 0)).toEqual({ kind: 'use', ...WEBCAM });
  });

  test.each<[string, Machine, number | null, RegExp]>([
    ['another system', { ...LINUX, platform: 'darwin' }, null, /^Only Linux .* this system is darwin\.$/],
    [
      'no module',
      { ...LINUX, vivid: false },
      null,
      /^This kernel \(6\.12\.1\) has no module 'vivid'.* no video device/,
    ],
    [
      'no module, but a webcam',
      { ...LINUX, vivid: false, devices: [WEBCAM] },
      null,
      /there is 0 \(Desk Camera\).*--device 0\.$/,
    ],
    ['no right to load it', { ...LINUX, root: false }, null, /^Only root may load .*'sudo modprobe vivid'/],
    ['no such device', { ...LINUX, devices: [WEBCAM] }, 7, /^There is no camera 7 .*0 \(Desk Camera\)/],
  ])('is none, and says why: %s', (_name, machine, asked, why) => {
    expect(planOf(machine, asked)).toEqual({ kind: 'impossible', why: expect.stringMatching(why) });
  });
});

describe('what is done with it', () => {
  const BEST: Device = { root: true, driver: true, setpriv: true, terminal: false };

  test.each<[string, Device, ReturnType<typeof unplugging>]>([
    ['its driver is unbound by root', BEST, { by: 'driver' }],
    ['a person is asked where nobody is root', { ...BEST, root: false, terminal: true }, { by: 'hand' }],
    ['a person is asked where there is no driver', { ...BEST, driver: false, terminal: true }, { by: 'hand' }],
    ['not without both', { ...BEST, root: false }, { leftOut: expect.stringContaining('only root') }],
    ['not without a driver', { ...BEST, driver: false }, { leftOut: expect.stringContaining('no driver') }],
  ])('unplugged: %s', (_name, device, way) => {
    expect(unplugging(device)).toEqual(way);
  });

  test.each<[string, Device, ReturnType<typeof forbidding>]>([
    ['by its mode', BEST, { by: 'mode' }],
    ['not by others than root', { ...BEST, root: false }, { leftOut: expect.stringContaining('only root') }],
    [
      'not to a root that may open everything',
      { ...BEST, setpriv: false },
      { leftOut: expect.stringContaining('setpriv') },
    ],
  ])('forbidden: %s', (_name, device, way) => {
    expect(forbidding(device)).toEqual(way);
  });
});
