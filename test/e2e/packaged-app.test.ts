import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkoutPath } from '../../src-main/module-path.ts';
import { describeWhere, WITHOUT_LINUX } from '../describe-where.ts';

/**
 * Proves that a packaged app is complete: it is packaged for real, taken to a folder where nothing of the checkout can
 * be found, and what plain Node runs there is run. Only Electron's own binary is a stand-in (a file with fuses), since
 * it isn't on every machine; so the main process runs from a folder in the place of the archive, in plain Node, with
 * the stand-in for the `electron` module.
 */
const home = mkdtempSync(join(tmpdir(), 'lobby-package-'));
const app = join(home, 'app');
const plain = join(app, 'resources', 'plain');
const node = join(plain, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
const VERSION = '45.4.1';

/** Electron's zip with a binary that has its fuses (all as Electron ships them) and nothing else. */
function electronZip(): string {
  const folder = join(home, 'electron');
  mkdirSync(join(folder, 'resources'), { recursive: true });
  // The sentinel and layout of https://www.electronjs.org/docs/latest/tutorial/fuses: version 1, nine fuses.
  writeFileSync(join(folder, 'electron'), 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009101100110', { mode: 0o755 });
  writeFileSync(join(folder, 'version'), VERSION);
  const zips = join(home, 'zips');
  mkdirSync(zips);
  const zip = join(zips, `electron-v${VERSION}-linux-${process.arch}.zip`);
  execFileSync('python3', ['-m', 'zipfile', '-c', zip, 'electron', 'version', 'resources'], { cwd: folder });
  return zips;
}

/** Runs to the end. @returns what it said on stdout */
function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: home, encoding: 'utf8', env: { PATH: '/nowhere' } });
}

describeWhere(WITHOUT_LINUX, 'the packaged app', () => {
  beforeAll(() => {
    const command = [
      checkoutPath('scripts/package.mjs'),
      '--folder-only',
      '--electron-zips',
      electronZip(),
      '--out',
      join(home, 'dist'),
    ];
    const said = execFileSync(process.execPath, command, { encoding: 'utf8' });
    const program = /^Lobby is packaged: open (.+)$/m.exec(said)?.[1] ?? '';
    renameSync(dirname(program), app);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test('can be opened by others than who made it', () => {
    for (const path of [app, join(app, 'lobby'), plain]) expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  test('has Electron’s fuses set', async () => {
    const wire = await getCurrentFuseWire(join(app, 'lobby'));
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
  });

  test('has its code in an archive, and no sources, tests or development packages', () => {
    expect(statSync(join(app, 'resources', 'app.asar')).isFile()).toBe(true);
    expect(existsSync(join(app, 'resources', 'app'))).toBe(false);
    expect(readdirSync(plain).sort()).toEqual(['LICENSE', 'demo', 'models', 'node_modules', 'out', 'package.json']);
    const packages = readdirSync(join(plain, 'node_modules'));
    for (const name of ['electron', 'typescript', 'vite', 'react', 'node-gyp']) expect(packages).not.toContain(name);
    const opencv = join(plain, 'node_modules', 'opencv4nodejs');
    expect(readdirSync(join(opencv, 'build', 'Release'))).toEqual(['opencv4nodejs.node']);
  });

  test('opens by a double-click: a desktop entry with a new ATM and the links', () => {
    const entry = readFileSync(join(app, 'lobby.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=\/.*\/lobby -- %u$/m);
    expect(entry).toMatch(/^MimeType=x-scheme-handler\/lobby;$/m);
    expect(entry).toMatch(/^\[Desktop Action NewAtm\]\nName=New ATM\nExec=.*--open=atm$/m);
  });

  test.each([
    ['the demo’s faces, with its own detector', []],
    ['the demo’s faces, with the classic cascade', ['--detector', 'haar']],
  ])('its camera finds %s', (_name, more) => {
    const said = run(
      node,
      ['out/main/cli.js', 'camera', '--source', 'demo', '--frames', '20', '--json', ...more].map((arg) =>
        arg.startsWith('out/') ? join(plain, arg) : arg,
      ),
    );
    const summary: unknown = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '');
    expect(summary).toMatchObject({ frames: 20 });
    expect((summary as { faces: number }).faces).toBeGreaterThan(0);
  });

  test('its main process opens the bank with its threads from there, and ends cleanly', async () => {
    // A folder in the place of the archive, as Electron's own file system shows it.
    const resources = join(home, 'as-folder', 'resources');
    mkdirSync(join(resources, 'app.asar'), { recursive: true });
    for (const part of ['out/main', 'package.json']) {
      cpSync(join(plain, part), join(resources, 'app.asar', part), { recursive: true });
    }
    symlinkSync(plain, join(resources, 'plain'));
    const electron = join(home, 'as-folder', 'node_modules', 'electron');
    mkdirSync(electron, { recursive: true });
    writeFileSync(join(electron, 'package.json'), '{"type":"module","exports":"./index.js"}');
    const standIn = pathToFileURL(checkoutPath('test/unit/shell/electron-stand-in.ts')).href;
    writeFileSync(join(electron, 'index.js'), `export * from '${standIn}';\n`);

    const data = join(home, 'data');
    const main = join(resources, 'app.asar', 'out', 'main', 'main.js');
    const child = spawn(node, [main, '--', '--data', data, '--port', '0', '--terminal-port', '0'], {
      cwd: home,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    const log = () => (existsSync(join(data, 'lobby.log')) ? readFileSync(join(data, 'lobby.log'), 'utf8') : '');
    const listening = expect.poll(log, { timeout: 60_000 }).toContain('"msg":"listening"');
    await Promise.race([listening, ended.then((code) => Promise.reject(new Error(`it ended with ${code}`)))]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(log()).toContain('"msg":"stopped"');
  });
});
