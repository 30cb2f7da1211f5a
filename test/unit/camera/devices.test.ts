import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listDevices } from '../../../src-main/camera/devices.ts';

/** The list of cameras, from the folder in which Linux describes them. */
test('cameras are listed by number with the names that Linux tells, without their metadata nodes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-devices-'));
  const device = (node: string, files: Record<string, string>): void => {
    mkdirSync(join(folder, node));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, node, file), text);
  };
  device('video10', { name: 'Desk Camera\n', index: '0\n' });
  device('video2', { name: 'Built-in: Webcam\n', index: '0\n' });
  device('video3', { name: 'Built-in: Webcam\n', index: '1\n' });
  device('video4', {});
  device('radio0', { name: 'Radio\n', index: '0\n' });
  expect(await listDevices('linux', folder)).toEqual([
    { source: '2', name: 'Built-in: Webcam' },
    { source: '4', name: 'Camera 4' },
    { source: '10', name: 'Desk Camera' },
  ]);
  rmSync(folder, { recursive: true });
});

test('a machine without cameras has none', async () => {
  expect(await listDevices('linux', '/nonexistent')).toEqual([]);
});

test('where the system tells nothing, the first numbers can be tried', async () => {
  expect((await listDevices('darwin')).map(({ source }) => source)).toEqual(['0', '1']);
});
