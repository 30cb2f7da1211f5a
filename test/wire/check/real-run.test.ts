import { describe, expect, test } from 'vitest';
import { checkHistory, describeCounterexample } from '../../../src-main/bank/check/check-history.ts';
import { parseHistory } from '../../../src-main/bank/check/history.ts';
import { runDoor } from '../../unit/doors/door-process.ts';
import { startBankProcess } from '../bank/bank-process.ts';
import { temporaryFolder, testBank } from '../bank/running-bank.ts';
import { BrokenLedger, FLAWS, type Flaw } from './broken-ledger.ts';
import { numbers, Recorder, randomStep, type Step } from './recorder.ts';

/**
 * Many clients at once against the real bank, recorded and decided: their answers are those of a bank that does one
 * thing at a time. And the same clients against ledgers that are wrong on purpose: found out.
 */
const OPENING = { '1997': 700_000, '1998': 300_000, '1999': 500_000 };
const PINS = { '1997': '997', '1998': '998', '1999': '999' } as const;
const ACCOUNTS = ['1997', '1998', '1999'] as const;

function stepsOf(seed: number, account: string, count: number): Step[] {
  const pick = numbers(seed);
  const others = ACCOUNTS.filter((other) => other !== account);
  return Array.from({ length: count }, () => randomStep(pick, others));
}

async function runClients(recorder: Recorder, port: number, clients: number, count: number, seed: number) {
  await Promise.all(
    Array.from({ length: clients }, (_, index) => {
      const account = ACCOUNTS[index % ACCOUNTS.length] ?? '1997';
      const steps = stepsOf(seed + index, account, count);
      return recorder.client(`${seed}.${index}`, port, account, PINS[account], steps);
    }),
  );
}

const door = (history: string) => runDoor(['check', '-'], history);

describe('the real bank', () => {
  test('fifteen clients at once on three accounts are explained by one order', async () => {
    await using bank = await testBank();
    const recorder = new Recorder();
    await runClients(recorder, bank.terminalPort, 15, 40, 1);
    expect(recorder.lines).toHaveLength(600);
    expect(recorder.lines.some(({ answer }) => answer?.ok === false)).toBe(true);
    const finding = checkHistory(parseHistory(recorder.text(OPENING)));
    expect(finding).toEqual({ state: 'explained' });
    const { code, stdout } = await door(recorder.text(OPENING));
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Explained: one order accounts for every operation (600).\n',
    });

    // The same run with one answer that is a cent off is not.
    const victim = recorder.lines.findIndex(({ answer }, index) => index > 300 && answer?.ok === true);
    const lines = recorder.lines.map((line, index) =>
      index === victim && line.answer?.ok === true
        ? { ...line, answer: { ok: true, balance: (line.answer.balance ?? 0) + 1 } }
        : line,
    );
    const forged = [{ accounts: OPENING }, ...lines].map((line) => JSON.stringify(line)).join('\n');
    const verdict = await door(forged);
    expect(verdict.code).toBe(1);
    expect(verdict.stdout).toMatch(
      /^Violated: no order accounts for every operation \(600\)\. This part of them \(\d{1,3}\) shows it\.\n/,
    );
  });

  test('killed in the middle and started again, with operations of unknown outcome', async () => {
    const folder = temporaryFolder();
    const recorder = new Recorder();
    for (let round = 1; round <= 3; round++) {
      const bank = await startBankProcess(folder.data.path);
      const running = runClients(recorder, bank.terminalPort, 6, round === 3 ? 20 : 10_000, round * 100);
      if (round < 3) {
        const enough = recorder.lines.length + 300;
        while (recorder.lines.length < enough) await new Promise((resolve) => setImmediate(resolve));
        await bank.end('SIGKILL');
      }
      await running;
      if (round === 3) await bank.end('SIGTERM');
    }
    folder.remove();
    expect(recorder.lines.some(({ answer }) => answer === undefined)).toBe(true);
    expect(checkHistory(parseHistory(recorder.text(OPENING)))).toEqual({ state: 'explained' });
  });
});

describe('a ledger that is wrong on purpose', () => {
  async function recordedRun(flaw: Flaw): Promise<string> {
    const ledger = new BrokenLedger(flaw, OPENING);
    const pick = numbers(7);
    await Promise.all(
      Array.from({ length: 9 }, (_, index) => {
        const account = ACCOUNTS[index % ACCOUNTS.length] ?? '1997';
        return ledger.client(`c${index}`, account, stepsOf(index + 50, account, 30), () => pick(4));
      }),
    );
    return [{ accounts: OPENING }, ...ledger.lines].map((line) => JSON.stringify(line)).join('\n');
  }

  test('without a flaw is explained', async () => {
    expect(checkHistory(parseHistory(await recordedRun('none')))).toEqual({ state: 'explained' });
  });

  test.each(FLAWS)('%s is found out, with a counterexample that fits on a screen', async (flaw) => {
    const finding = checkHistory(parseHistory(await recordedRun(flaw)));
    if (finding.state !== 'impossible') throw new Error(finding.state);
    expect(finding.smallest.operations.length).toBeLessThanOrEqual(40);
    expect(checkHistory(finding.smallest).state).toBe('impossible');
    const text = describeCounterexample(finding);
    for (const { line } of finding.smallest.operations) expect(text).toContain(`${String(line).padStart(8)}  `);
  });
});
