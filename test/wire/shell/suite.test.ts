import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import { type Settings, type SettingsPatch, settingsSchema } from '../../../src-main/contract/settings.ts';
import type { CallOutcome } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import type { BankAddress } from '../../../src-main/shell/bank-address.ts';
import { Suite, type SuiteOptions } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';

/** Proves what windows see of the suite when the bank opens late, elsewhere, or to the network. */
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function suiteWith(
  settings: SettingsPatch,
  bank: BankAddress = {},
  more: Pick<SuiteOptions, 'askForCamera'> = {},
): Suite {
  const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-suite-')));
  writeFileSync(data.settings, JSON.stringify(settings));
  const suite = new Suite({ data, bank, node: process.execPath, ...more });
  opened.push(suite);
  return suite;
}

/** A window that remembers the newest of each event. */
function windowOf(suite: Suite) {
  const newest = new Map<string, unknown>();
  const session = new WindowSession(
    suite,
    { shell: 'browser', event: (name, payload) => newest.set(name, payload), frame: () => {} },
    '0',
  );
  opened.push(session);
  const value = async (name: string, argument: unknown = {}): Promise<unknown> => {
    const outcome: CallOutcome = await session.call(name, argument);
    if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
    return outcome.value;
  };
  return { session, newest, value, atm: () => newest.get('atm.state') as AtmState | undefined };
}

async function takenPort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  opened.push(server);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('while the system asks the person for leave to use the camera', () => {
  const CAMERA = { source: '0', detector: 'ssd', threshold: 0.5, distant: false, pack: 'face-api', unsureBelow: 0.7 };

  test.each([true, false])('turning it off counts, whatever the answer is (%s)', async (answer) => {
    const asked = Promise.withResolvers<boolean>();
    const suite = suiteWith({}, {}, { askForCamera: () => asked.promise });
    const window = windowOf(suite);
    const start = window.value('camera.start', CAMERA);
    await window.value('camera.stop');
    asked.resolve(answer);
    await start;
    expect(suite.camera.state()).toEqual({ state: 'off' });
    expect(suite.camera.pid()).toBeUndefined();
  });

  test('another source that needs no leave counts', async () => {
    const asked = Promise.withResolvers<boolean>();
    const suite = suiteWith({}, {}, { askForCamera: () => asked.promise });
    const window = windowOf(suite);
    const start = window.value('camera.start', CAMERA);
    await window.value('camera.start', { ...CAMERA, source: 'demo' });
    asked.resolve(true);
    await start;
    expect(suite.camera.state()).toMatchObject({ source: 'demo' });
  });

  test('a refusal is told', async () => {
    const suite = suiteWith({}, {}, { askForCamera: () => Promise.resolve(false) });
    await expect(windowOf(suite).value('camera.start', CAMERA)).rejects.toThrow('camera_denied');
  });
});

test('a port that is chosen in a window goes before the one of the command line', async () => {
  const taken = await takenPort();
  const suite = suiteWith({}, { ports: { teletype: taken, terminal: 0 } });
  const window = windowOf(suite);
  expect(await suite.openBank()).toMatchObject({
    state: 'failed',
    code: 'port_in_use',
    port: taken,
    tried: { teletypePort: taken, terminalPort: 0, network: false },
  });
  await window.value('settings.change', { theme: 'dark' });
  expect(await window.value('bank.open')).toMatchObject({ state: 'failed', code: 'port_in_use' });
  await window.value('settings.change', { bank: { teletypePort: 0, terminalPort: 0 } });
  expect(await window.value('bank.open')).toMatchObject({ state: 'listening' });
});

test('a bank whose port is taken opens when another is chosen, and the ATM finds it', async () => {
  const port = await takenPort();
  const suite = suiteWith({ bank: { teletypePort: port, terminalPort: port } });
  const window = windowOf(suite);
  await suite.openBank();
  expect(await window.value('bank.status')).toMatchObject({ state: 'failed', code: 'port_in_use' });
  await window.value('atm.connect');

  await window.value('settings.change', { bank: { teletypePort: 0, terminalPort: 0 } });
  expect(await window.value('bank.open')).toMatchObject({ state: 'listening' });
  expect(window.newest.get('bank.status')).toMatchObject({ state: 'listening' });
  await expect.poll(() => window.atm()?.at, { timeout: 10_000 }).toBe('ready');
  expect(await window.value('atm.login', { account: '1998', pin: '998' })).toEqual({ balance: 300_000 });
});

test('an open bank says when the settings have changed since, and follows them once it is opened anew', async () => {
  const suite = suiteWith({}, { ports: { teletype: 0, terminal: 0 } });
  const window = windowOf(suite);
  const first = await suite.openBank();
  expect(first).toMatchObject({ state: 'listening', outdated: false });
  await window.value('bank.watch', { on: true });
  await window.value('atm.connect');
  await expect.poll(() => window.atm()?.at, { timeout: 10_000 }).toBe('ready');
  await window.value('settings.change', { theme: 'dark' });
  expect(suite.status()).toMatchObject({ outdated: false });
  await window.value('settings.change', { bank: { teletypePort: 0, terminalPort: 0, network: true } });
  expect(window.newest.get('bank.status')).toMatchObject({ state: 'listening', outdated: true });

  const [one, other] = await Promise.all([window.value('bank.reopen'), window.value('bank.reopen')]);
  expect(one).toMatchObject({ state: 'listening', outdated: false, ports: { teletype: { host: '0.0.0.0' } } });
  expect(other).toEqual(one);
  await expect.poll(() => window.atm()?.at, { timeout: 10_000 }).toBe('ready');
  expect(await window.value('atm.login', { account: '1998', pin: '998' })).toEqual({ balance: 300_000 });
  // The board is that of the bank there is now.
  await expect.poll(() => window.newest.get('bank.board')).toMatchObject({ open: 1 });

  const taken = await takenPort();
  await window.value('settings.change', { bank: { teletypePort: taken } });
  expect(await window.value('bank.reopen')).toMatchObject({ state: 'failed', code: 'port_in_use' });
});

test('what listens on the bank’s port instead of our bank is not told a PIN', async () => {
  const peers: number[] = [];
  const impostor = createServer((socket) => {
    peers.push(socket.remotePort ?? 0);
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => impostor.once('listening', resolve));
  opened.push(impostor);
  const address = impostor.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const suite = suiteWith({ bank: { teletypePort: 0, terminalPort: port } });
  const window = windowOf(suite);
  expect(await window.value('atm.connect')).toEqual({ at: 'opening' });
  expect(await suite.openBank()).toMatchObject({ state: 'failed', code: 'port_in_use' });
  expect(window.atm()).toMatchObject({ at: 'shut', code: 'port_in_use', port });
  expect(await window.value('atm.connect')).toMatchObject({ at: 'shut' });
  const login = window.session.call('atm.login', { account: '1998', pin: '998' });
  expect(await login).toMatchObject({ ok: false, error: { code: 'bank_unreachable' } });

  // Connections are accepted in their order: had an ATM made one, it would be there before this one.
  const own = connect(port, '127.0.0.1');
  await new Promise((resolve) => own.once('connect', resolve));
  await expect.poll(() => peers.length).toBeGreaterThan(0);
  expect(peers).toEqual([own.localPort]);
  own.destroy();
});

test('an ATM whose journal could not be opened has the same number when it is tried again', async () => {
  const suite = suiteWith({}, { ports: { teletype: 0, terminal: 0 } });
  const window = windowOf(suite);
  await suite.openBank();
  rmSync(suite.data.atm, { recursive: true });
  writeFileSync(suite.data.atm, 'no folder');
  await expect(window.value('atm.connect')).rejects.toThrow(/^journal: /);
  await expect(window.value('atm.connect')).rejects.toThrow(/^journal: /);
  rmSync(suite.data.atm);
  mkdirSync(suite.data.atm);
  await window.value('atm.connect');
  const machines = new Set(readdirSync(suite.data.atm).map((name) => name.split('.')[0]));
  expect([...machines]).toEqual(['atm-1']);
});

test('a camera process that is lost leaves in the log how it ended', async () => {
  const suite = suiteWith({});
  suite.camera.start({ ...settingsSchema.parse({}).camera, source: 'demo' });
  await expect.poll(() => suite.camera.pid()).toBeDefined();
  process.kill(suite.camera.pid() ?? Number.NaN, 'SIGKILL');
  await expect.poll(() => suite.camera.state()).toMatchObject({ state: 'failed', code: 'camera_lost' });
  const lines = readFileSync(suite.data.log, 'utf8').trim().split('\n');
  const told = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'camera process lost');
  expect(told).toMatchObject({ part: 'shell', code: null, signal: 'SIGKILL', lastOutput: expect.any(String) });
});

test('opening an open bank changes nothing', async () => {
  const suite = suiteWith({ bank: { teletypePort: 0, terminalPort: 0 } });
  const [first, second] = await Promise.all([suite.openBank(), suite.openBank()]);
  expect(first).toMatchObject({ state: 'listening' });
  expect(second).toEqual(first);
  expect(await suite.openBank()).toEqual(first);
});

test('the command line comes before the settings', async () => {
  const port = await takenPort();
  const suite = suiteWith(
    { bank: { teletypePort: port, terminalPort: port } },
    { ports: { teletype: 0, terminal: 0 } },
  );
  expect(await suite.openBank()).toMatchObject({ state: 'listening' });
});

test('open to the network the terminal port speaks TLS, and this machine’s ATMs trust its certificate', async () => {
  const suite = suiteWith({ bank: { teletypePort: 0, terminalPort: 0, network: true } });
  expect(await suite.openBank()).toMatchObject({
    ports: { terminal: { host: '0.0.0.0' } },
    fingerprint: expect.any(String),
  });
  const window = windowOf(suite);
  await window.value('atm.connect');
  await expect.poll(() => window.atm()?.at, { timeout: 10_000 }).toBe('ready');
  expect(await window.value('atm.login', { account: '1997', pin: '997' })).toEqual({ balance: 700_000 });
});

test('by default only this machine can reach the bank', async () => {
  const suite = suiteWith({}, { ports: { teletype: 0, terminal: 0 } });
  expect(await suite.openBank()).toMatchObject({
    ports: { teletype: { host: '127.0.0.1' }, terminal: { host: '127.0.0.1' } },
  });
  expect((suite.settings.current satisfies Settings).bank).toEqual({
    teletypePort: 9999,
    terminalPort: 9998,
    network: false,
    database: '',
    otherBanks: [],
  });
});

test('what is wrong with the settings file is told to windows until a change has written it anew', async () => {
  const suite = suiteWith({ theme: 'pink' } as unknown as SettingsPatch);
  const window = windowOf(suite);
  expect(await window.value('settings.complaints')).toMatchObject([{ kind: 'value', setting: 'theme' }]);
  await window.value('settings.change', { theme: 'dark' });
  expect(await window.value('settings.complaints')).toEqual([]);
});

test('a closed window is told nothing more and may ask nothing', async () => {
  const suite = suiteWith({}, { ports: { teletype: 0, terminal: 0 } });
  const window = windowOf(suite);
  await window.value('bank.watch', { on: true });
  await window.session.close();
  await suite.openBank();
  suite.settings.change({ theme: 'dark' });
  expect(window.newest.size).toBe(0);
  expect(await window.session.call('bank.status', {})).toMatchObject({ ok: false, error: { code: 'window_closed' } });
});
