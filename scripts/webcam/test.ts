import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import type { Camera } from '../../src-main/camera/camera.ts';
import { defaultModelsFolder } from '../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../src-main/camera/supervisor.ts';
import type { CameraOptions } from '../../src-main/contract/camera.ts';
import { settingsSchema } from '../../src-main/contract/settings.ts';
import {
  accessOf,
  type Driver,
  driverOf,
  makeVirtualCamera,
  type PlainNode,
  plainNode,
  removeVirtualCamera,
  root,
  thisMachine,
} from './device.ts';
import { forbidding, planOf, unplugging, type Way } from './plan.ts';
import { meet, type Outcome, showIt, type Trouble } from './scenario.ts';

/**
 * `npm run test:webcam`: the camera on a real video device that comes, goes, is busy and is forbidden. Makes a virtual
 * device where the kernel can (module vivid); `--device N` takes one that is there, such as a webcam.
 */
const EXIT = { passed: 0, failed: 1, usage: 2, impossible: 3 } as const;
/** A person needs time to unplug a camera and plug it in again, ms. */
const BY_HAND_MS = 120_000;
const HELP = `Usage: npm run test:webcam [-- --device N]

Tests Lobby's camera on a video device of Linux: shown, missing, unplugged, busy, forbidden.
Without --device a virtual camera is made, which needs root and the kernel's module 'vivid'.
Run it as root to have a webcam's driver unbound; otherwise you are asked to unplug it.

Exit codes: 0 all that could be tested is right, 1 something is not, 2 wrong usage,
3 nothing can be tested on this machine.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is to be put back, also when the test is interrupted. */
const restore: (() => void)[] = [];
process.once('exit', () => {
  for (const undo of restore.reverse()) undo();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

process.exit(await main());

async function main(): Promise<number> {
  const asked = askedDevice();
  if (asked === 'help' || asked === 'wrong') {
    (asked === 'help' ? process.stdout : process.stderr).write(HELP);
    return asked === 'help' ? EXIT.passed : EXIT.usage;
  }
  let plan = planOf(await thisMachine(), asked);
  if (plan.kind === 'make') {
    const why = makeVirtualCamera();
    restore.push(removeVirtualCamera);
    plan = why === null ? planOf(await thisMachine(), null) : { kind: 'impossible', why };
  }
  if (plan.kind !== 'use') {
    say(`The webcam can't be tested here. ${plan.kind === 'make' ? "The module 'vivid' made no device." : plan.why}`);
    return EXIT.impossible;
  }
  say(`Camera ${plan.number} (${plan.name}):`);
  const wrong = await testDevice(plan.number);
  return wrong === 0 ? EXIT.passed : EXIT.failed;
}

function askedDevice(): number | null | 'help' | 'wrong' {
  try {
    const { values } = parseArgs({ options: { device: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help === true) return 'help';
    if (values.device === undefined) return null;
    return /^\d{1,3}$/.test(values.device) ? Number(values.device) : 'wrong';
  } catch {
    return 'wrong';
  }
}

/** @returns how many of the outcomes are not as they must be */
async function testDevice(number: number): Promise<number> {
  const { detector, threshold, distant, pack, unsureBelow } = settingsSchema.parse({}).camera;
  const options: CameraOptions = { source: String(number), detector, threshold, distant, pack, unsureBelow };
  const driver = driverOf(number);
  const plain = plainNode();
  if (plain !== null) restore.push(plain.remove);
  const device = {
    root,
    driver: driver !== null,
    setpriv: plain !== null,
    terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
  };
  if (!told(await showIt(open(), options))) {
    say('The rest needs a camera that is shown: it is left out.');
    return 1;
  }
  const outcomes = [
    ...(await unplugIt(number, options, driver, unplugging(device))),
    await meet(busy(options), open(), options).then(told),
    ...(await forbidIt(number, options, plain, forbidding(device))),
  ];
  return outcomes.filter((right) => !right).length;
}

async function unplugIt(
  number: number,
  options: CameraOptions,
  driver: Driver | null,
  way: Way<'driver' | 'hand'>,
): Promise<boolean[]> {
  if ('leftOut' in way) {
    leaveOut('unplugged, missing', way.leftOut);
    return [];
  }
  if (way.by === 'driver' && driver !== null) {
    const { unbind, bind } = driver;
    restore.push(bind);
    return [
      told(await meet(unplugged(unbind, bind), open(), options)),
      told(await meet(missing(unbind, bind), open(), options)),
    ];
  }
  const unplug = () => say(`Unplug camera ${number} now.`);
  const plugIn = () => say(`Plug camera ${number} in again.`);
  leaveOut('missing', 'unplugging it has shown that');
  return [told(await meet(unplugged(unplug, plugIn), open(), options, BY_HAND_MS))];
}

async function forbidIt(
  number: number,
  options: CameraOptions,
  plain: PlainNode | null,
  way: Way<'mode'>,
): Promise<boolean[]> {
  if ('leftOut' in way || plain === null) {
    leaveOut('forbidden', 'leftOut' in way ? way.leftOut : 'nothing is forbidden to root');
    return [];
  }
  const access = accessOf(`/dev/video${number}`);
  restore.push(access.allow);
  return [told(await meet(forbidden(access.forbid, access.allow), open(plain.node), options))];
}

/** Prints an outcome. @returns whether it is as it must be */
function told({ name, seen, missed }: Outcome): boolean {
  say(`${missed === null ? 'right' : 'WRONG'}  ${name}: ${[...seen, ...(missed === null ? [] : [missed])].join(', ')}`);
  return missed === null;
}

function leaveOut(name: string, why: string): void {
  say(`left out  ${name}: ${why}`);
}

function open(node = process.execPath): Camera {
  return startCamera({ node, models: defaultModelsFolder() });
}

function unplugged(begin: () => void, end: () => void): Trouble {
  // Only after it was told missing is the device file free: the number could be another one otherwise.
  const tells = ['camera_lost', 'source_silent', 'camera_missing'] as const;
  return { name: 'unplugged', when: 'live', begin, end, tells, thenTells: 'camera_missing' };
}

function missing(begin: () => void, end: () => void): Trouble {
  return { name: 'missing', when: 'before', begin, end, tells: ['camera_missing'] };
}

function forbidden(begin: () => void, end: () => void): Trouble {
  return { name: 'forbidden', when: 'before', begin, end, tells: ['camera_forbidden'] };
}

/** Another program shows it: here a second camera process. */
function busy(options: CameraOptions): Trouble {
  const other = open();
  return {
    name: 'busy',
    when: 'before',
    begin: () =>
      new Promise((resolve) => {
        const stop = other.onState(({ state }) => {
          if (state !== 'live') return;
          stop();
          resolve();
        });
        // Watched: a camera that nobody watches is switched off.
        other.watch(() => {});
        other.start(options);
      }),
    end: () => other.close(),
    tells: ['camera_busy'],
  };
}
