import { describe, expect, test } from 'vitest';
import { importsOf, specifiersIn } from './imports.ts';
import { codeFiles } from './tracked-files.ts';

/**
 * Proves that the folders import each other only in the directions of the design, so that the windows stay windows,
 * Electron stays in its folder and native code in its process. A failure says which folder to use instead.
 */
interface Rule {
  readonly of: string;
  /** Files that the rule is for. */
  readonly files: (path: string) => boolean;
  /** Whether a file may import this: a path in the checkout, or a package's name. */
  readonly allows: (target: string, path: string) => boolean;
  readonly instead: string;
}

const inside = (...folders: readonly string[]) => {
  return (path: string) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
};
const ours = inside('src-main', 'src-renderer', 'shared', 'scripts', 'test');
const node = (target: string) => target.startsWith('node:');

/** What each part of src-main may use of the others; contract is open to all. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': ['shared/protocols.mjs'],
  'src-main/bank': [
    'src-main/addresses.ts',
    'src-main/data-folder.ts',
    'src-main/listeners.ts',
    'src-main/module-path.ts',
    'src-main/regular-file.ts',
    'src-main/write-whole.ts',
  ],
  'src-main/atm': ['src-main/addresses.ts', 'src-main/listeners.ts', 'src-main/write-whole.ts'],
  'src-main/camera': ['src-main/listeners.ts', 'src-main/module-path.ts', 'src-main/write-whole.ts'],
  // Its clients speak to the bank as ATMs do.
  'src-main/crowd': ['src-main/atm', 'src-main/listeners.ts', 'src-main/module-path.ts'],
};

const RULES: readonly Rule[] = [
  {
    of: 'src-renderer',
    files: inside('src-renderer'),
    allows: (target) =>
      ours(target)
        ? inside('src-renderer', 'src-main/contract', 'src-main/listeners.ts')(target)
        : !node(target) && target !== 'electron' && target !== 'opencv4nodejs',
    instead: 'ask through src-main/contract/windows.ts and the bridge; only types and schemas of contract may be used',
  },
  {
    of: 'what the windows share',
    files: inside('src-renderer/ui', 'src-renderer/bridge'),
    allows: (target) =>
      !ours(target) ||
      inside('src-renderer/ui', 'src-renderer/bridge', 'src-main/contract', 'src-main/listeners.ts')(target),
    instead: 'windows use src-renderer/ui, never the other way round: move what they share there',
  },
  {
    of: 'src-main',
    files: inside('src-main'),
    allows: (target) => !inside('src-renderer', 'scripts', 'test')(target),
    instead:
      'put what the windows need, too, into src-main/contract, and what scripts need, too, into shared; nothing of the app needs a test',
  },
  {
    of: 'shared',
    files: inside('shared'),
    allows: (target) => node(target) || inside('shared')(target),
    instead: 'shared runs before anything is installed, on any Node: node: modules and shared only',
  },
  {
    of: 'scripts',
    files: inside('scripts'),
    allows: (target) => !inside('test', 'src-renderer')(target),
    instead: 'tests use scripts, never the other way round: what needs parts of the tests is a part of test',
  },
  {
    of: 'src-main/shell',
    files: inside('src-main/shell'),
    allows: (target) => !inside('src-main/doors', 'src-main/cli.ts')(target),
    instead: 'doors start shells, never the other way round; src-main/command-line.ts parses options for both',
  },
  ...Object.entries(PARTS).map(([folder, others]) => ({
    of: folder,
    files: inside(folder),
    allows: (target: string) => !ours(target) || inside(folder, 'src-main/contract', ...others)(target),
    instead: 'put what is shared into src-main/contract; src-main/shell and src-main/doors bring the parts together',
  })),
  {
    of: 'src-main/contract',
    files: inside('src-main/contract'),
    allows: (target) => !node(target) && target !== 'electron',
    instead: 'contract runs in the windows too: keep what needs Node in the part that needs it',
  },
  {
    of: 'what is not Electron’s',
    files: (path) => !inside('src-main/shell/electron', 'test')(path) && path !== 'src-main/main.ts',
    allows: (target) => target !== 'electron' && !inside('src-main/shell/electron')(target),
    instead: 'only src-main/shell/electron touches Electron; what both shells need goes into src-main/shell',
  },
  {
    of: 'what is not the camera process',
    files: (path) => !inside('src-main/camera/process', 'src-main/camera/conversion', 'test', 'scripts')(path),
    allows: (target) => target !== 'opencv4nodejs',
    instead: 'only src-main/camera/process loads opencv4nodejs, which may crash; talk to it through the supervisor',
  },
  {
    of: 'the code beside the camera process',
    // A door is a process of its own, and may do there what the camera process does.
    files: (path) =>
      inside('src-main')(path) &&
      !inside('src-main/camera/process', 'src-main/camera/conversion', 'src-main/doors')(path),
    allows: (target, path) =>
      !inside('src-main/camera/process')(target) ||
      target === 'src-main/camera/process/protocol.ts' ||
      inside('src-main/camera')(path),
    instead: 'use src-main/camera/supervisor.ts',
  },
  {
    of: 'set-up',
    files: (path) => /^scripts\/(setup\/.+|[^/]+)\.mjs$/.test(path),
    allows: (target) => node(target) || inside('scripts', 'shared')(target),
    instead: 'set-up runs before anything is installed, on any Node: node: modules, scripts and shared only',
  },
];

/** Import lines that the rule forbids, each with the way out. */
function breaches(rule: Rule): string[] {
  return codeFiles.filter(rule.files).flatMap((path) =>
    importsOf(path)
      .filter((target) => !rule.allows(target, path))
      .map((target) => `${path} imports ${target}: ${rule.instead}.`),
  );
}

test.each(RULES.map((rule) => [rule.of, rule] as const))('%s imports only what it may', (_name, rule) => {
  expect(breaches(rule)).toEqual([]);
});

describe('the rules bite', () => {
  test.each([
    ['src-renderer/clock/clock.tsx', 'node:fs'],
    ['src-renderer/clock/clock.tsx', 'src-main/bank/server.ts'],
    ['src-renderer/ui/use-now.ts', 'src-renderer/clock/clock.tsx'],
    ['src-main/contract/money.ts', 'node:crypto'],
    ['src-main/bank/server.ts', 'src-main/camera/supervisor.ts'],
    ['src-main/shell/suite.ts', 'electron'],
    ['src-main/shell/suite.ts', 'src-main/shell/electron/ipc.ts'],
    ['src-main/shell/suite.ts', 'src-main/camera/process/opencv.ts'],
    ['src-main/camera/supervisor.ts', 'opencv4nodejs'],
    ['src-main/shell/browser/chromium.ts', 'scripts/setup/system/system-packages.mjs'],
    ['src-main/shell/suite-options.ts', 'src-main/doors/door.ts'],
    ['src-renderer/clock/clock.tsx', 'shared/command-line.mjs'],
    ['src-main/bank/server.ts', 'shared/command-line.mjs'],
    ['scripts/bench.mjs', 'test/bench/bench.ts'],
    ['scripts/setup.mjs', 'zod'],
    ['shared/node24.mjs', 'src-main/module-path.ts'],
    ['shared/node24.mjs', 'zod'],
  ])('%s may not import %s', (path, target) => {
    expect(RULES.filter((rule) => rule.files(path) && !rule.allows(target, path))).not.toEqual([]);
  });

  test.each([
    ["import a from './a.ts';", ['./a.ts']],
    ['import a from "./a.ts";', ['./a.ts']],
    ["import {\n  a,\n} from\n  './a.ts';", ['./a.ts']],
    ["import type { A } from './a.ts'; import './b.ts';", ['./a.ts', './b.ts']],
    ["export { a } from './a.ts'; export * from './b.ts';", ['./a.ts', './b.ts']],
    ["const load = () => import('./a.ts');", ['./a.ts']],
    ['const load = () => import(`./a.ts`);', ['./a.ts']],
    ["let a: import('./a.ts').A;", ['./a.ts']],
    ["/** @type {import('./a.ts').A} */\nlet a;", ['./a.ts']],
    ['const a = require("./a.cjs"); require.resolve(\'./b.cjs\');', ['./a.cjs', './b.cjs']],
    ["// import a from './a.ts';\nconst text = \"import a from './a.ts'\";", []],
  ])('imports are seen in %j', (text, targets) => {
    expect(specifiersIn(text, 'file.ts')).toEqual(targets);
  });

  test('imports are told as paths in the checkout', () => {
    expect(importsOf('src-main/cli.ts')).toContain('src-main/doors/bank.ts');
    expect(importsOf('src-main/main.ts')).toEqual(
      expect.arrayContaining(['electron', 'src-main/contract/failure.ts', 'src-main/shell/electron/electron-shell.ts']),
    );
  });
});
