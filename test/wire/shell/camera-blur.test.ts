import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeFramePacket } from '../../../src-main/contract/camera.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';

/** Proves that the setting to blur faces holds for every picture that a window gets, from its start and when changed. */
const { source: _, detector, threshold, distant, pack, unsureBelow } = settingsSchema.parse({}).camera;
const DEMO = { source: 'demo', detector, threshold, distant, pack, unsureBelow };

/** A window on a suite with this setting, which shows each frame at once. */
function openWindow(blur: boolean) {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-blur-')));
  writeFileSync(data.settings, JSON.stringify({ camera: { blur } }));
  const suite = new Suite({ data, bank: {}, node: process.execPath });
  const blurred: boolean[] = [];
  const session: WindowSession = new WindowSession(
    suite,
    {
      shell: 'browser',
      event: () => {},
      frame: (packet) => {
        const { header } = decodeFramePacket(packet);
        blurred.push(header.blurred);
        setImmediate(() => void session.call('camera.shown', { index: header.index }));
      },
    },
    '0',
  );
  const call = async (name: string, argument: unknown): Promise<void> => {
    expect(await session.call(name, argument)).toMatchObject({ ok: true });
  };
  const close = async (): Promise<void> => {
    session.close();
    await suite.close();
  };
  return { blurred, call, close };
}

test('no picture is as it is where the setting says so from the start', async () => {
  const { blurred, call, close } = openWindow(true);
  await call('camera.watch', { on: true });
  await call('camera.start', DEMO);
  await expect.poll(() => blurred.length).toBeGreaterThan(5);
  await close();
  expect(blurred).not.toContain(false);
});

test('none is any more when the setting is changed, and all are when it is changed back', async () => {
  const { blurred, call, close } = openWindow(false);
  await call('camera.watch', { on: true });
  await call('camera.start', DEMO);
  await expect.poll(() => blurred.length).toBeGreaterThan(2);
  expect(blurred).not.toContain(true);
  await call('settings.change', { camera: { blur: true } });
  blurred.length = 0;
  await expect.poll(() => blurred.length).toBeGreaterThan(5);
  expect(blurred).not.toContain(false);
  await call('settings.change', { camera: { blur: false } });
  await expect.poll(() => blurred.at(-1)).toBe(false);
  await close();
});
