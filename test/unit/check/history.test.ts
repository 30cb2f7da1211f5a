import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';

const OPENING = '{"accounts":{"1998":300000}}';
const DEPOSIT =
  '{"client":"a","call":1,"return":2,"op":"deposit","account":"1998","amount":100,"answer":{"ok":true,"balance":300100}}';

describe('reading a history', () => {
  test('operations keep their lines, and empty lines do not matter', () => {
    const { opening, operations } = parseHistory(`${OPENING}\n\n${DEPOSIT}\n`);
    expect([...opening]).toEqual([['1998', 300_000]]);
    expect(operations).toMatchObject([{ line: 3, op: 'deposit', amount: 100, call: 1, return: 2 }]);
  });

  test('without an answer the outcome is unknown', () => {
    const unknown = '{"client":"a","call":1,"op":"withdraw","account":"1998","amount":100}';
    expect(parseHistory(`${OPENING}\n${unknown}`).operations).toMatchObject([
      { return: Number.POSITIVE_INFINITY, answer: null },
    ]);
  });

  test.each([
    ['', /empty/],
    [DEPOSIT, /Line 1 .* opening balances/],
    [`${OPENING}\n{`, /Line 2 .* not JSON/],
    [`${OPENING}\n${DEPOSIT.replace('"deposit"', '"steal"')}`, /Line 2 .* op/],
    [`${OPENING}\n${DEPOSIT.replace('100', '1.5')}`, /Line 2 .* amount/],
    [`${OPENING}\n${DEPOSIT.replace('"return":2,', '')}`, /Line 2 .* come together/],
    [`${OPENING}\n${DEPOSIT.replace('"return":2', '"return":0')}`, /Line 2 .* before the call/],
    [`${OPENING}\n${DEPOSIT.replace('"client"', '"klient"')}`, /Line 2 .* client/],
  ])('%j is refused with its line and what is wrong', (text, words) => {
    expect(() => parseHistory(text)).toThrow(words);
  });
});

describe('the door', () => {
  const check = (argv: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [checkoutPath('src-main/cli.ts'), 'check', ...argv], { input, encoding: 'utf8' });

  test('explained: 0', () => {
    expect(check(['-'], `${OPENING}\n${DEPOSIT}`)).toMatchObject({
      status: 0,
      stdout: 'Explained: one order accounts for every operation (1).\n',
    });
  });

  test('violated: 1, with the counterexample', () => {
    const { status, stdout } = check(['-'], `${OPENING}\n${DEPOSIT.replace('300100', '300200')}`);
    expect(status).toBe(1);
    expect(stdout).toContain('Violated: no order accounts for every operation (1). This part of them (1) shows it.');
    expect(stdout).toContain('Balances before: 1998 $3000');
    expect(stdout).toMatch(/ 2 {2}a +1 +2 {2}deposit \$1 to 1998: \$3002/);
  });

  test('a file that is not there: 1, in one sentence', () => {
    const { status, stderr } = check(['/nowhere/history']);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'The history /nowhere/history cannot be read (ENOENT). Give a file that you may read, or - for the standard input.\n',
    );
  });

  test.each([[[]], [['a', 'b']], [['--fast', 'a']]])('wrong usage: 2 (%j)', (argv) => {
    expect(check(argv).status).toBe(2);
  });
});
