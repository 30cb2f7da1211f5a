import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeWhere, withoutProgram } from '../../describe-where.ts';
import { CLI, type Ending, runDoor } from '../../unit/doors/door-process.ts';
import { type TestBank, temporaryFolder, testBank } from '../../wire/bank/running-bank.ts';

/** `lobby atm` as a person and as a script meet it, against the real bank. */

let bank: TestBank;
let folder: ReturnType<typeof temporaryFolder>;

async function open(): Promise<void> {
  bank = await testBank();
  folder = temporaryFolder();
}
async function close(): Promise<void> {
  await bank[Symbol.asyncDispose]();
  folder.remove();
}

function atm(input: string, more: readonly string[] = []): Promise<Ending> {
  return runDoor(['atm', '--port', String(bank.terminalPort), '--data', folder.data.path, ...more], input);
}

describe('from a pipe', () => {
  beforeEach(open);
  afterEach(close);

  test('balance, deposit, withdrawal with notes, transfer, statement, and the final balance', async () => {
    const { code, stdout, stderr } = await atm('1998\n998\n1\n2\n50\n3\n140\n4\n1997\n10\n5\n7\n');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    for (const words of [
      'Welcome. Your balance is $3000.',
      'Your balance is $3000.',
      'Deposited $50. Your balance is $3050.',
      'Take your notes: 1 × $100, 2 × $20.',
      'Withdrawn $140. Your balance is $2910.',
      'Transferred $10. Your balance is $2900.',
      'Goodbye. Your final balance is $2900.',
    ]) {
      expect(stdout).toContain(words);
    }
    expect(stdout).toMatch(/transfer +-\$10 .*\n.*post +-\$140 .*\n.*reserve +-\$140 .*\n.*deposit +\+\$50 /);
    expect(stdout).toMatch(/Receipt no\. \d+, [0-9a-f]{16}/);
  });

  test('what cannot be is said, and the session goes on', async () => {
    const { code, stdout } = await atm('1997\n997\n3\n900000\n3\n145\n3\nabc\n4\n1\n5\n9\n3\n8000\n7\n', [
      '--cassettes',
      '100:100,20:5',
    ]);
    expect(code).toBe(0);
    for (const words of [
      'The notes in this machine do not make $900000. It can pay $10100.',
      'The notes in this machine do not make $145. It can pay $140 or $160.',
      'This is no amount.',
      'There is no account with this number.',
      'Choose a number from 1 to 7.',
      'There is not enough money in the account.',
      'Goodbye. Your final balance is $7000.',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  test('a machine that runs out of notes in the middle pays what it can and books that', async () => {
    const { stdout } = await atm('1999\n999\n3\n300\n1\n7\n', ['--cassettes', '100:5/2']);
    expect(stdout).toContain('Take your notes: 2 × $100.');
    expect(stdout).toContain('The machine ran out of notes: $200 was paid, and only that is booked.');
    expect(stdout).toContain('Goodbye. Your final balance is $4800.');
  });

  test('the end of the input leaves with the final balance', async () => {
    const { code, stdout } = await atm('1999\n999\n');
    expect(code).toBe(0);
    expect(stdout).toContain('Goodbye. Your final balance is $5000.');
  });

  test('the PIN can be changed, and the new one holds', async () => {
    const { stdout } = await atm('1999\n999\n6\n999\n4321\n4322\n6\n999\n4321\n4321\n7\n');
    expect(stdout).toContain('The two new PINs differ. Nothing was changed.');
    expect(stdout).toContain('The PIN is changed.');
    expect((await atm('1999\n999\n')).code).toBe(1);
    expect((await atm('1999\n4321\n7\n')).code).toBe(0);
  });
});

describe('failures', () => {
  beforeAll(open);
  afterAll(close);

  test('a wrong PIN is told in one sentence', async () => {
    const { code, stderr } = await atm('1998\n111\n');
    expect(code).toBe(1);
    expect(stderr).toBe('The account number or the PIN is wrong. Try again. 2 tries are left.\n');
  });

  test('a bank that is not there is told in one sentence', async () => {
    const { code, stderr } = await atm('1998\n998\n', ['--port', '1']);
    expect(code).toBe(1);
    expect(stderr).toBe('The bank at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check that it runs.\n');
  });

  test('the teletype port is recognised as the wrong one', async () => {
    const { code, stderr } = await atm('1998\n998\n', ['--port', String(bank.teletypePort)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^What answers at .* does not speak the bank's terminal protocol\. Check host and port/);
  });

  test.each([
    ['--port', '0'],
    ['--port', 'x'],
    ['--cassettes', '100'],
    ['--fingerprint', 'zz'],
    ['--name', ''],
    ['--nonsense', '1'],
  ])('%s %s is wrong usage', async (option, value) => {
    const { code, stderr } = await atm('', [option, value]);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('help says how, without a bank', async () => {
    const { code, stdout } = await atm('', ['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run lobby -- atm/);
  });
});

describeWhere(withoutProgram('script', ['--version']), 'on a terminal', () => {
  beforeAll(open);
  afterAll(close);

  test('the PIN is not shown, and a wrong one is asked for again', async () => {
    const command = `'${process.execPath}' '${CLI}' atm --port ${bank.terminalPort} --data '${folder.data.path}'`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
    const typed = [
      ['Account number: ', '1998'],
      ['PIN: ', '111'],
      ['Account number: ', '1998'],
      ['PIN: ', '998'],
      ['Choose: ', '1'],
      ['Choose: ', '7'],
    ] as const;
    let stdout = '';
    let seen = 0;
    let next = 0;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      // Typed as a person types: after the question, when the terminal is set to hide what is to be hidden.
      const [prompt, line] = typed[next] ?? ['', ''];
      const at = stdout.indexOf(prompt, seen);
      if (prompt === '' || at === -1) return;
      seen = at + prompt.length;
      next++;
      child.stdin.write(`${line}\r`);
    });
    await once(child, 'close');
    expect(stdout).toContain('The account number or the PIN is wrong.');
    expect(stdout).toContain('Goodbye. Your final balance is');
    expect(stdout.replaceAll('1998', '')).not.toMatch(/111|998/);
  });
});
