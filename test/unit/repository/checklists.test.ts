import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { codeFiles, readTracked, trackedFiles } from './tracked-files.ts';

/** Proves that what the documents tie to a line or a test is tied to one that is there. */

const DOCUMENTS = trackedFiles.filter((path) => path.startsWith('docs/') && path.endsWith('.md'));
/** Where a test stands that is named without a file. */
const USUAL_TESTS = ['test/unit/shell/electron-shell.test.ts', 'test/unit/repository/checklists.test.ts'];

/** Tracked files that a name in a document means: a path, a folder, or the end of a path. */
function filesNamed(name: string): readonly string[] {
  return trackedFiles.filter((path) => path === name || basename(path) === name || path.startsWith(`${name}/`));
}

/** What a text has in backticks and looks like a file or a folder of ours. */
function placesIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
  return quoted.filter(
    (name) => /^(src-main|src-renderer|shared|scripts|test)\//.test(name) || /^[\w.-]+\.(ts|mjs)$/.test(name),
  );
}

/** The rows of a document's table whose first column is a number. */
function rowsOf(path: string): readonly { readonly number: number; readonly text: string }[] {
  return [...readTracked(path).matchAll(/^\| (\d+) \|(.*)\|$/gm)].map(([, number, text = '']) => ({
    number: Number(number),
    text,
  }));
}

/** The titles that a row gives in italics, each with the files of tests in which it may stand. */
function testsNamed(text: string) {
  const files = placesIn(text).filter((name) => name.endsWith('.test.ts'));
  const usual = [...files.flatMap(filesNamed), ...USUAL_TESTS];
  return [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({
    title,
    files: usual,
  }));
}

test.each(DOCUMENTS)('the files that %s names are there', (path) => {
  expect(placesIn(readTracked(path)).filter((name) => filesNamed(name).length === 0)).toEqual([]);
});

describe.each([
  ['docs/security.md', 20],
  ['docs/electron-performance.md', 8],
])('%s', (path, items) => {
  const rows = rowsOf(path);

  test('has every item of the checklist', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: items }, (_, index) => index + 1));
  });

  test.each(rows)('item $number is tied to a line or a test that is there', ({ text }) => {
    const tests = testsNamed(text);
    expect(tests.length + placesIn(text).length).toBeGreaterThan(0);
    const lost = tests.filter(({ title, files }) => !files.some((file) => readTracked(file).includes(title)));
    expect(lost.map(({ title }) => title)).toEqual([]);
  });
});

test('opens nothing outside of Lobby: no code of the main process names shell.openExternal', () => {
  const callers = codeFiles.filter(
    (path) => path.startsWith('src-main/') && /\bopenExternal\b/.test(readTracked(path)),
  );
  expect(callers).toEqual([]);
});

test('the main process uses few packages', () => {
  const apart = /^src-main\/camera\/(process|conversion)\//;
  const packages = codeFiles
    .filter((path) => path.startsWith('src-main/') && !apart.test(path))
    .flatMap(importsOf)
    .filter((target) => !/^(node:|src-main\/|shared\/)/.test(target));
  expect([...new Set(packages)].sort()).toEqual(['electron', 'pg', 'pino', 'selfsigned', 'ws', 'zod']);
});
