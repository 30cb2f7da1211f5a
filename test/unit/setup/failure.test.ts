import { expect, test } from 'vitest';
import { explainFileError, explainOutput } from '../../../scripts/setup/failure.mjs';
import { ROOT } from '../../../scripts/setup/places.mjs';
import { tellingLines } from '../../../scripts/setup/run.mjs';

/** Proves that what a command or the file system says in many lines becomes the sentence, or the lines, that count. */
const full = expect.stringMatching(/^The disk is full: Lobby needs [\d.]+ GB in all\./);
const mine = expect.stringMatching(
  /^Set-up can't write \S+ \(E[A-Z]+\)\. The checkout must belong to you; 'sudo chown /,
);

test.each([
  [{ code: 'ENOSPC', path: '/x' }, full],
  [{ code: 'EDQUOT' }, full],
  [{ code: 'EACCES', path: `${ROOT}/.lobby` }, mine],
  [{ code: 'EROFS', path: `${ROOT}/out` }, mine],
  [{ code: 'EACCES', path: '/x' }, "Set-up can't write /x (EACCES). Make it writable for you, and start again."],
])('%j', (error, message) => {
  expect(explainFileError(Object.assign(new Error('raw'), error))).toMatchObject({ message, passing: true });
});

test('what is not about space or rights is left as it is', () => {
  expect(explainFileError(Object.assign(new Error('raw'), { code: 'ENOENT' }))).toBeUndefined();
  expect(explainFileError(new TypeError('raw'))).toBeUndefined();
  expect(explainOutput('npm error code E404\nnpm error 404 Not Found')).toBeUndefined();
});

test.each([
  ['npm error code ENOSPC\nnpm error syscall write', full],
  ['npm ERR! code ENOSPC', full],
  ["unit-1.o: fatal error: error writing to '/tmp/x.s': No space left on device", full],
  ["E: You don't have enough free space in /var/cache/apt/archives/.", full],
  [`npm error code EACCES\nnpm error syscall mkdir\nnpm error path ${ROOT}/node_modules/x`, mine],
])('%j', (output, message) => {
  expect(explainOutput(output)).toMatchObject({ message });
});

test('errors are shown, however long ago they were', () => {
  const noise = Array.from({ length: 50 }, (_, index) => `make: line ${index}`);
  const error = 'x.h:3:10: fatal error: y.h: No such file or directory';
  expect(tellingLines(['g++ -c x.cc', error, ...noise].join('\n'))).toEqual([error]);
  expect(tellingLines(['Reading package lists...', 'E: Unable to locate package x', ...noise].join('\n'))).toEqual([
    'E: Unable to locate package x',
  ]);
});

test('what npm warns of is not shown, and never more than twelve lines', () => {
  const lines = ['npm warn EBADENGINE Unsupported engine', 'npm WARN EBADENGINE {', ...'abcdefghijklmnop'];
  expect(tellingLines(lines.join('\n'))).toEqual([...'efghijklmnop']);
});
