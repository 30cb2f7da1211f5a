import { readFileSync } from 'node:fs';
import { checkHistory, describeCounterexample } from '../bank/check/check-history.ts';
import { parseHistory } from '../bank/check/history.ts';
import { parseOptions } from '../command-line.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- check HISTORY

Decides whether a bank that does one thing at a time could have given all the answers that
concurrent clients recorded (strict serializability). If not, prints the smallest part of the
history that shows it.

HISTORY is a file of one JSON object a line, or - for the standard input:
  {"accounts":{"1998":300000,"1999":500000}}
      the first line: balances before the run, in cents; no other accounts exist
  {"client":"a","call":1.5,"return":2.25,"op":"withdraw","account":"1998","amount":100,
   "answer":{"ok":true,"balance":299900}}
      then one operation a line, in any order. call and return are times by one clock, in any unit.
      op: balance, deposit, withdraw or transfer (which also has "to")
      answer: {"ok":true}, with the balance after it where that was told, or
              {"ok":false,"refusal":"insufficient_funds"}
      without return and answer the outcome is unknown: it may have happened or not

Exit codes: 0 some order explains it, 1 none does (or the file cannot be read, or the search was
given up), 2 wrong usage.
`;

export const door: Door = {
  name: 'check',
  summary: 'whether a recorded run of concurrent clients was strictly serializable',
  help: HELP,
  async run(argv) {
    const { positionals } = parseOptions('check', argv, {}, true);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageFailure("check takes one file. See 'npm run lobby -- check --help'.");
    }
    const history = parseHistory(read(file));
    const count = history.operations.length;
    const finding = checkHistory(history);
    switch (finding.state) {
      case 'explained':
        process.stdout.write(`Explained: one order accounts for every operation (${count}).\n`);
        return 0;
      case 'impossible': {
        const part = finding.smallest.operations.length;
        process.stdout.write(
          `Violated: no order accounts for every operation (${count}). This part of them (${part}) shows it.\n${describeCounterexample(finding)}\n`,
        );
        return 1;
      }
      case 'undecided':
        throw new Failure(
          'undecided',
          `Not decided after ${finding.states} states: too much was under way at once. Record a shorter run, or have the answers tell balances.`,
        );
    }
  },
};

/** @throws Failure `history` */
function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new Failure(
      'history',
      `The history ${file} cannot be read (${code}). Give a file that you may read, or - for the standard input.`,
      { cause },
    );
  }
}
