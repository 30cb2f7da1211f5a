/**
 * A process that runs a ledger and deposits as fast as it is answered, until it is killed. One line for each request
 * before it is sent (`sent KEY`), and one for each answer (`done KEY` or the refusal's name and the key), written
 * synchronously: what the parent has read was surely true.
 *
 * Arguments: data folder, name of the round, and after how many refusals it ends.
 */
import { writeSync } from 'node:fs';
import { startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';

const AT_ONCE = 40;
const [folder, round, patience] = process.argv.slice(2);
const ledger = await startLedger({ data: openDataFolder(folder) });

/** Waits while the pipe is full: the reader must have every line before the next thing happens. */
function say(line: string): void {
  let bytes = Buffer.from(`${line}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

let count = 0;
let refusals = 0;

function next(): void {
  count += 1;
  const key = `${round}-${count}`;
  say(`sent ${key}`);
  ledger.client.submit({ op: 'deposit', account: '1999', amount: 1, key }, { session: 'fault' }, (reply) => {
    say(`${reply.ok ? 'done' : reply.refusal} ${key}`);
    if (reply.ok) next();
    else {
      refusals += 1;
      if (refusals === Number(patience)) void ledger.stop().then(() => process.exit(0));
      else setTimeout(next, 50);
    }
  });
}

ledger.onLost((failure) => {
  say(`lost ${failure.code}`);
  process.exit(3);
});
say('ready');
for (let index = 0; index < AT_ONCE; index += 1) next();
