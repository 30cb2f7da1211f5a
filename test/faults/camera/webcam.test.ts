import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessOf, plainNode, root } from '../../../scripts/webcam/device.ts';
import { describeWhere } from '../../describe-where.ts';
import { temporaryFolder } from './camera-fixture.ts';

/** What of `npm run test:webcam` can be tried without a video device. */
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function webcamTest(...args: readonly string[]) {
  const script = fileURLToPath(new URL('../../../scripts/webcam/test.ts', import.meta.url));
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

test('a device that is not there is said in a sentence, with an exit code of its own', () => {
  const { status, stdout } = webcamTest('--device', '999');
  expect(stdout).toMatch(/^The webcam can't be tested here\. .+\.\n$/);
  expect(status).toBe(3);
});

test.each([[['--device', 'front']], [['--device']], [['0']]])('wrong usage %j exits with 2', (args) => {
  const { status, stderr } = webcamTest(...args);
  expect(stderr).toMatch(/^Usage: npm run test:webcam/);
  expect(status).toBe(2);
});

const withoutRoot = root ? (plainNode() === null ? "the program 'setpriv' is missing" : undefined) : 'this is not root';
describeWhere(withoutRoot, 'a file that is forbidden', () => {
  test('is forbidden to root too, in the Node without the right to open every file, until it is allowed', () => {
    const path = join(folder.path, 'device');
    writeFileSync(path, '');
    const plain = plainNode();
    if (plain === null) throw new Error('unreachable');
    const opens = (): number | null =>
      spawnSync(plain.node, ['-e', `fs.accessSync(${JSON.stringify(path)}, fs.constants.R_OK | fs.constants.W_OK)`])
        .status;
    const access = accessOf(path);
    expect(opens()).toBe(0);
    access.forbid();
    expect(opens()).toBe(1);
    access.allow();
    expect(opens()).toBe(0);
    plain.remove();
  });
});
