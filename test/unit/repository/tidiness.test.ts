import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { codeFiles, readTracked, trackedFiles } from './tracked-files.ts';

/** Proves what a reviewer should not have to look for. Each failure names the place and the mend. */

/** Lines that a file may have before it must be split, catalogues of words and style sheets included. */
const SOURCE_LINES = 300;
const TEST_LINES = 500;
/** Files of code that a folder may have, its own folders not counted. */
const FOLDER_FILES = 15;
/** A tracked file may be this large, in bytes. */
const FILE_BYTES = 1024 * 1024;

/** Said in pieces, so that this file does not find itself. */
const word = (...pieces: string[]) => pieces.join('');
const LEFTOVERS: readonly (readonly [string, RegExp])[] = [
  ['finish it or file an issue', new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('XX', 'X')})\\b`)],
  ['run all the tests again', new RegExp(`\\b(test|it|describe)\\.${word('on', 'ly')}\\(`)],
  ['mend the types instead', new RegExp(`@${word('ts-', '(ignore|nocheck)')}`)],
  ['use unknown and parse it', new RegExp(`(: |\\bas |<)${word('an', 'y')}\\b(?=[\\s,;)>=\\[]|$)`)],
  ['no debugger', new RegExp(`^\\s*${word('debug', 'ger')};`)],
];

/** `path:line` of every line that matches. */
function linesWith(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((path) =>
    readTracked(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe('leftovers', () => {
  test.each(LEFTOVERS)('%s', (_mend, pattern) => {
    expect(linesWith(pattern, codeFiles)).toEqual([]);
  });

  test('tests that the machine keeps from running are declared by test/describe-where.ts, which says why', () => {
    const ways = new RegExp(
      `\\b(test|it|describe)\\.(${word('sk', 'ip')}|${word('skip', 'If')}|${word('run', 'If')})\\b`,
    );
    expect(
      linesWith(
        ways,
        codeFiles.filter((path) => path !== 'test/describe-where.ts'),
      ),
    ).toEqual([]);
  });
});

/** What a file of tests that shares its process with others does to it, and what puts that back. */
const PUT_BACK: readonly (readonly [string, RegExp, RegExp])[] = [
  ['variables of the environment', /\bvi\.stubEnv\(/, /\bvi\.unstubAllEnvs\b/],
  ['globals', /\bvi\.stubGlobal\(/, /\bvi\.unstubAllGlobals\b/],
  ['timers', /\bvi\.useFakeTimers\(/, /\bvi\.useRealTimers\b/],
  ['a database server', /\bSTORES\b/, /^afterAll\(endTestCluster\);$/m],
  ['listeners of the shell', /\brunElectronShell\(/, /\bkeepListeners\(\)/],
];

test.each(PUT_BACK)('files of unit and component tests put back %s', (_what, does, putsBack) => {
  const shared = codeFiles.filter((path) => /^test\/(unit|component)\/.*\.test\.tsx?$/.test(path));
  const doing = shared.filter(
    (path) => path !== 'test/unit/repository/tidiness.test.ts' && does.test(readTracked(path)),
  );
  expect(doing.length).toBeGreaterThan(0);
  expect(doing.filter((path) => !putsBack.test(readTracked(path)))).toEqual([]);
});

test('no path or host of one machine', () => {
  const texts = trackedFiles.filter((path) => /\.(ts|tsx|mjs|js|json|md|html|css|yml|sh)$/.test(path));
  const hosts = [word('registry', '\\.[a-z]+\\.org'), word('deb', '\\.[a-z]+\\.org')];
  const homes = [word('/ho', 'me/\\w'), word('/Us', 'ers/\\w'), word('/wo', 'rk/'), word('/ro', 'ot/')];
  expect(linesWith(new RegExp([...hosts, ...homes].join('|')), texts)).toEqual([]);
});

test('what the documents point to is there', () => {
  const lost = trackedFiles
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...readTracked(path).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => posix.normalize(posix.join(posix.dirname(path), target)))
        .filter((target) => !existsSync(checkoutPath(target)))
        .map((target) => `${path} points to ${target}`),
    );
  expect(lost).toEqual([]);
});

describe('size', () => {
  test('files are short enough to be read at a sitting; split by concept what is longer', () => {
    const long = [...codeFiles, ...trackedFiles.filter((path) => /\.(css|html)$/.test(path))]
      .map((path) => ({ path, lines: readTracked(path).split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (path.startsWith('test/') ? TEST_LINES : SOURCE_LINES));
    expect(long).toEqual([]);
  });

  test('folders hold few enough files to be taken in at a glance; give each part a folder of its own', () => {
    const sizes = Map.groupBy(codeFiles, (path) => posix.dirname(path));
    const full = [...sizes].filter(([, files]) => files.length > FOLDER_FILES).map(([folder]) => folder);
    expect(full).toEqual([]);
  });

  test('no large file is tracked; what can be made is made by set-up', () => {
    expect(trackedFiles.filter((path) => statSync(checkoutPath(path)).size > FILE_BYTES)).toEqual([]);
  });
});

describe('packages', () => {
  const parsed = (path: string): Record<string, unknown> => JSON.parse(readTracked(path)) as Record<string, unknown>;
  const lock = parsed('package-lock.json')['packages'] as Record<
    string,
    {
      resolved?: string;
      version?: string;
      integrity?: string;
      link?: boolean;
      optionalDependencies?: Record<string, string>;
    }
  >;

  test('every version is exact', () => {
    const description = parsed('package.json');
    const wanted = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.entries((description[group] ?? {}) as Record<string, string>),
    );
    const loose = wanted.filter(([, version]) => !/^(npm:@?[\w/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  test('the lock names no address', () => {
    expect(Object.entries(lock).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test('the lock has the hash of every package, so that nothing else is installed under its name', () => {
    const packages = Object.entries(lock).filter(([path, { link = false }]) => path !== '' && !link);
    expect(packages.length).toBeGreaterThan(100);
    const unhashed = packages.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity));
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  test('the lock has the optional packages of every system, or npm ci refuses it', () => {
    const missing = Object.entries(lock).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => lock[`node_modules/${name}`] === undefined && lock[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});
