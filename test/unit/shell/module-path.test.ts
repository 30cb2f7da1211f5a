import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkoutPath, filesFolder, MODULES, modulePath } from '../../../src-main/module-path.ts';

/** Proves where the files are looked for, wherever the code runs from. */
test.each([
  ['the source tree', 'file:///x/lobby/src-main/module-path.ts', 'file:///x/lobby/'],
  ['the bundle', 'file:///x/lobby/out/main/chunk-a.js', 'file:///x/lobby/'],
  ['a packaged app', 'file:///opt/Lobby/resources/app.asar/out/main/main.js', 'file:///opt/Lobby/resources/plain/'],
  ['its part for plain Node', 'file:///opt/Lobby/resources/plain/out/main/a.js', 'file:///opt/Lobby/resources/plain/'],
  ['a folder with a space', 'file:///x/my%20lobby/out/main/a.js', 'file:///x/my%20lobby/'],
])('from %s', (_name, module, folder) => {
  expect(filesFolder(module)).toBe(folder);
});

test('every thread and process is there', () => {
  for (const name of Object.keys(MODULES) as (keyof typeof MODULES)[]) expect(existsSync(modulePath(name))).toBe(true);
  expect(existsSync(checkoutPath('package.json'))).toBe(true);
});
