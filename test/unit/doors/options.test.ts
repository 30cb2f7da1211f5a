/** Proves what a person is told about the words of a command line, and that it agrees with what Node would refuse. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOptions } from '../../../src-main/command-line.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';

const OPTIONS = { balance: { type: 'string' }, whole: { type: 'boolean' } } as const;
const SEE = "See 'npm run lobby -- judge --help'.";

test.each([
  [['--foo'], "There is no option '--foo'."],
  [['-q'], "There is no option '-q'."],
  [['--no-whole'], "There is no option '--no-whole'."],
  [['--toString'], "There is no option '--toString'."],
  [['--whole=yes'], '--whole takes no value.'],
  [['--balance'], '--balance takes a value.'],
  [
    ['--balance', '-4'],
    "--balance takes a value, and '-4' looks like an option; if it is the value, write --balance=-4.",
  ],
  [['stray'], "Unexpected argument 'stray'."],
])('%j', (argv, words) => {
  expect(() => parseOptions('judge', argv, OPTIONS)).toThrow(
    expect.objectContaining({ code: 'usage', message: `${words} ${SEE}` }),
  );
});

test('a word is taken where words may be, and a value that was given with =', () => {
  expect(parseOptions('judge', ['57', '--balance=-4', '--', '--foo'], OPTIONS, true)).toMatchObject({
    values: { balance: '-4' },
    positionals: ['57', '--foo'],
  });
});

test('just what Node refuses is refused', () => {
  const word = fc.constantFrom('--balance', '--balance=', '--balance=-1', '--whole', '--whole=1', '--no-whole');
  const other = fc.constantFrom('-', '--', '-b', '-4', '--other', '--other=1', 'word', '');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, other), { maxLength: 6 }), fc.boolean(), (args, allowPositionals) => {
      const outcome = (parse: () => unknown) => {
        try {
          return parse();
        } catch {
          return 'refused';
        }
      };
      expect(outcome(() => parseOptions('judge', args, OPTIONS, allowPositionals))).toEqual(
        outcome(() => parseArgs({ args, options: OPTIONS, allowPositionals, strict: true })),
      );
    }),
  );
});

const doors = ['bank', 'atm', 'crowd', 'accounts', 'audit', 'check', 'camera', 'models', 'evaluate', 'suite'];
test.each(doors)('%s: its help tells its exit codes', (name) => {
  const { stdout, status } = spawnSync(process.execPath, [checkoutPath('src-main/cli.ts'), name, '--help'], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Exit codes: 0 .*[,;] 1 [\s\S]*,\s2 wrong\susage\.$/m);
});
