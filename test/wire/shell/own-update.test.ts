import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SelfUpdateState } from '../../../src-main/contract/administration/updates.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { SettingsFile } from '../../../src-main/settings-file.ts';
import { download } from '../../../src-main/shell/updates/download.ts';
import { selfUpdateOf } from '../../../src-main/shell/updates/self-update.ts';
import { Updates } from '../../../src-main/shell/updates/updates.ts';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';
import { APP_IMAGE, description, openReleaseServer, type ReleaseServer } from './release-server.ts';

/**
 * Proves over real HTTP and a real disk that an AppImage becomes the release's file, only when the person says so and
 * only if it is that file; and that whatever goes wrong leaves the old one, and nothing else.
 */
const OLD = 'the old Lobby';
/** More than one piece on the line. */
const NEW = Buffer.alloc(300_000, 'the new Lobby ');
const DOWNLOAD = checkoutPath('test/wire/shell/download-process.ts');
const FILE = `/files/${APP_IMAGE}`;

let home: string;
let folder: string;
let server: ReleaseServer;
let settings: SettingsFile;
let updates: Updates;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'lobby-own-update-'));
  folder = join(home, 'apps');
  mkdirSync(folder);
  const app = join(folder, 'Lobby.AppImage');
  writeFileSync(app, OLD, { mode: 0o754 });
  server = await openReleaseServer();
  server.put(APP_IMAGE, NEW);
  server.put('latest-linux.yml', description(NEW));
  settings = new SettingsFile(join(home, 'settings.json'));
  settings.change({ checkForUpdates: true });
  const env = { APPIMAGE: app, APPDIR: join(home, 'mounted') };
  follow({ platform: 'linux', arch: 'x64', execPath: join(env.APPDIR, 'lobby'), env });
  await becomes('offered');
});
afterEach(async () => {
  updates.close();
  await updates.finish();
  server.close();
  rmSync(home, { recursive: true });
});

/** Runs the updates of a Lobby that came to run so. */
function follow(running: Parameters<typeof selfUpdateOf>[0]): void {
  updates?.close();
  updates = new Updates({
    installation: { version: '0.1.0', feed: server.feed, command: () => null },
    selfUpdate: selfUpdateOf(running, [], home),
    settings,
    log: pino({ enabled: false }),
    firstMs: 0,
  });
}

const own = () => (updates.state.state === 'newer' ? updates.state.selfUpdate : null);

/** The next state of that step. */
function becomes(step: SelfUpdateState['step']): Promise<SelfUpdateState | null> {
  return new Promise((resolve) => {
    const stop = updates.onState(() => {
      const state = own();
      if (state?.step !== step) return;
      stop();
      resolve(state);
    });
  });
}

async function failureOfDownload(): Promise<string | undefined> {
  const ended = becomes('offered');
  updates.download();
  const state = await ended;
  return state?.step === 'offered' ? state.failure?.code : undefined;
}

const untouched = () => {
  expect(readdirSync(folder)).toEqual(['Lobby.AppImage']);
  expect(readFileSync(join(folder, 'Lobby.AppImage'), 'utf8')).toBe(OLD);
};

describe('an AppImage', () => {
  test('downloads nothing until it is told to, and then says how much is here', async () => {
    expect(server.asked).toEqual(['/latest']);
    const parts: number[] = [];
    updates.onState(() => {
      const state = own();
      if (state?.step === 'downloading') parts.push(state.part);
    });
    const ready = becomes('ready');
    updates.download();
    await ready;
    expect(server.asked).toEqual(['/latest', '/files/latest-linux.yml', FILE]);
    expect([parts[0], parts.at(-1)]).toEqual([0, 1]);
    expect(parts).toEqual([...new Set(parts)].sort((a, b) => a - b));
    expect(readFileSync(join(folder, 'Lobby.AppImage'), 'utf8')).toBe(OLD);
  });

  test('becomes the new file at its end, with the rights that it had', async () => {
    const ready = becomes('ready');
    updates.download();
    await ready;
    expect(updates.confirm()).toBe(true);
    updates.close();
    await updates.finish();
    const app = join(folder, 'Lobby.AppImage');
    expect(readdirSync(folder)).toEqual(['Lobby.AppImage']);
    expect(readFileSync(app)).toEqual(NEW);
    expect(statSync(app).mode & 0o777).toBe(0o754);
  });

  test('stays as it is if Lobby ends without that, and then nothing is left', async () => {
    const ready = becomes('ready');
    updates.download();
    await ready;
    expect(readdirSync(folder).length).toBe(2);
    await updates.finish();
    untouched();
  });

  test('stays as it is where what was downloaded is gone at the end', async () => {
    const ready = becomes('ready');
    updates.download();
    await ready;
    for (const name of readdirSync(folder)) if (name.endsWith('.update')) rmSync(join(folder, name));
    expect(updates.confirm()).toBe(true);
    await updates.finish();
    untouched();
  });

  test('can not be confirmed before it is here', async () => {
    expect(updates.confirm()).toBe(false);
    await updates.finish();
    untouched();
  });

  const answer = (path: string, how: Parameters<ReleaseServer['answers']['set']>[1]) => server.answers.set(path, how);
  test.each([
    ['has another byte', 'update_differs', () => server.put(APP_IMAGE, Buffer.from(NEW).fill('X', 0, 1))],
    ['is longer', 'update_differs', () => server.put(APP_IMAGE, Buffer.concat([NEW, NEW]))],
    ['is shorter', 'update_differs', () => server.put(APP_IMAGE, NEW.subarray(1))],
    ['is not there', 'update_unreachable', () => server.answers.delete(FILE)],
    ['is cut off', 'update_unreachable', () => answer(FILE, (_, to) => to.write(NEW, () => to.destroy()))],
    [
      'is sent on for ever',
      'update_unreachable',
      () => answer(FILE, (_, to) => to.writeHead(302, { location: FILE }).end()),
    ],
    ['is not described', 'update_missing', () => server.put('latest-linux.yml', 'version: 0.2.0\n')],
    [
      'is described for another version',
      'update_missing',
      () => server.put('latest-linux.yml', description(NEW, { version: '0.3.0' })),
    ],
    [
      'is described with a path',
      'update_missing',
      () => server.put('latest-linux.yml', description(NEW, { name: `../${APP_IMAGE}` })),
    ],
    [
      'is described as larger than any disk',
      'update_missing',
      () => server.put('latest-linux.yml', description(NEW, { size: 2 ** 50 })),
    ],
  ])('stays as it is where the release’s file %s: %s', async (_what, code, spoil) => {
    spoil();
    expect(await failureOfDownload()).toBe(code);
    untouched();
    expect(updates.confirm()).toBe(false);
  });

  test('follows the release’s server to where its files are', async () => {
    answer(FILE, (_, to) => to.writeHead(302, { location: '/stored' }).end());
    answer('/stored', (_, to) => to.end(NEW));
    const ready = becomes('ready');
    updates.download();
    await ready;
    expect(server.asked.at(-1)).toBe('/stored');
  });

  test('tells of a folder in which it can not be replaced, before anything is fetched', async () => {
    rmSync(folder, { recursive: true });
    expect(await failureOfDownload()).toBe('update_folder');
    expect(server.asked).not.toContain(FILE);
  });

  test('takes nothing from an address without https, nor more than the release says', async () => {
    const refused = async (how: Parameters<typeof answer>[1]) => {
      answer(FILE, how);
      const file = { address: new URL(FILE, server.feed).href, size: NEW.length, sha512: '' };
      const options = { signal: new AbortController().signal, onPart: () => {} };
      return await download(file, join(folder, 'new'), options).catch((error: unknown) => error);
    };
    expect(await refused((_, to) => to.writeHead(302, { location: 'http://example.org/' }).end())).toMatchObject({
      cause: { message: 'http://example.org/ is not https' },
    });
    // It never ends by itself.
    const endless = await refused((_, to) => {
      const more = () => void to.write(NEW, (error) => (error ? undefined : more()));
      more();
    });
    expect(endless).toMatchObject({ code: 'update_differs' });
    untouched();
  });

  test.each([
    ['cancelled', () => updates.cancel()],
    ['forbidden by the setting', () => settings.change({ checkForUpdates: false })],
  ])('stays as it is when the download is %s, which ends it at the server', async (_how, stop) => {
    const closed = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<ServerResponse>();
    answer(FILE, (_, to) => {
      to.on('close', closed.resolve);
      to.write(NEW.subarray(0, 1000));
      arrived.resolve(to);
    });
    updates.download();
    const response = await arrived.promise;
    stop();
    // To a download that went on this would be all that it waits for.
    response.end(NEW.subarray(1000));
    await closed.promise;
    expect(own()).toEqual(updates.state.state === 'off' ? null : { step: 'offered', failure: null });
    await expect.poll(() => readdirSync(folder)).toEqual(['Lobby.AppImage']);
  });

  test('can be downloaded again at once after it was cancelled', async () => {
    const arrived = Promise.withResolvers<void>();
    answer(FILE, (_, to) => {
      to.write(NEW.subarray(1000));
      arrived.resolve();
    });
    updates.download();
    await arrived.promise;
    updates.cancel();
    answer(FILE, (_, to) => to.end(NEW));
    const ready = becomes('ready');
    updates.download();
    await ready;
    const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.update'));
    expect(readFileSync(join(folder, name))).toEqual(NEW);
  });
});

testWhere(ON_WINDOWS, 'what the Windows installer installed runs the release’s installer at its end', async () => {
  const told = join(home, 'told');
  const setup = Buffer.from(`#!/bin/sh\necho "$@" > '${told}.part'\nmv '${told}.part' '${told}'\n`);
  const name = 'Lobby-0.2.0-win-x64-unsigned.exe';
  server.put(name, setup);
  server.put('latest.yml', description(setup, { name }));
  writeFileSync(join(folder, 'Uninstall Lobby.exe'), '');
  follow({ platform: 'win32', arch: 'x64', execPath: join(folder, 'Lobby.exe'), env: {} });
  await becomes('offered');
  const ready = becomes('ready');
  updates.download();
  await ready;
  expect(existsSync(told)).toBe(false);
  updates.confirm();
  await updates.finish();
  await expect.poll(() => existsSync(told)).toBe(true);
  expect(readFileSync(told, 'utf8')).toBe('--updated --force-run\n');
});

testWhere(ON_WINDOWS, 'a disk without room is told, and what was written of the file goes', async () => {
  const path = join(folder, 'new');
  const hash = createHash('sha512').update(NEW).digest('base64');
  const args = [new URL(FILE, server.feed).href, String(NEW.length), hash, path];
  // Files of at most 100 blocks, each 512 bytes or 1 KiB.
  const limited = ['-c', 'ulimit -f 100; exec "$0" "$@"', process.execPath, DOWNLOAD, ...args];
  const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await text(child.stdout)).toBe(
    `update_disk_full: There is no room in ${folder}: the new version needs 1 MB. Nothing has changed.`,
  );
  untouched();
});

test('a download that has gone silent is given up', async () => {
  server.answers.set(FILE, (_, to) => to.write(NEW.subarray(1000)));
  const file = { address: new URL(FILE, server.feed).href, size: NEW.length, sha512: '' };
  const { signal } = new AbortController();
  const ended = download(file, join(folder, 'new'), { signal, onPart: () => {}, silenceMs: 100 });
  await expect(ended).rejects.toMatchObject({
    code: 'update_unreachable',
    cause: { message: 'nothing came for 100 ms' },
  });
  untouched();
});
