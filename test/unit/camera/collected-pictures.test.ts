import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';

const execute = promisify(execFile);

/**
 * Other threads make large pictures while the garbage collector frees small ones on this one: the binding must not tell
 * V8 of their memory, because that may start a collection inside the collection.
 */
const SCRIPT = `
const { cv } = await import(process.argv[1]);
const picture = new cv.Mat(1200, 1700, cv.CV_8UC3, [1, 2, 3]);
const keep = [];
for (let round = 0; round < 10; round++) {
  for (let i = 0; i < 50; i++) picture.resize(10, 10);
  const large = Array.from({ length: 4 }, () => picture.resizeAsync(new cv.Size(4000, 3000), 0, 0, cv.INTER_LINEAR));
  for (let i = 0; i < 100; i++) {
    keep.push(Array.from({ length: 3000 }, (_, x) => ({ x })));
    if (keep.length > 300) keep.shift();
  }
  await Promise.all(large);
}
console.log('done');
`;

test('pictures that are freed by the garbage collector while others are made do not end the process', async () => {
  const opencv = checkoutPath('src-main/camera/process/opencv.ts');
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', SCRIPT, opencv]);
  expect(stdout).toBe('done\n');
});
