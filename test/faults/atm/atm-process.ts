import { openTerminal } from '../../../src-main/atm/terminal-client.ts';

/**
 * An ATM as a process of its own, to be killed. Arguments: port, folder, name, and the cents that it withdraws as soon
 * as it is logged in; without these nobody comes.
 */
const [port, folder, name, cents] = process.argv.slice(2);
const terminal = openTerminal({ host: '127.0.0.1', port: Number(port), folder: folder ?? '', name: name ?? 'ATM' });
if (cents !== undefined) {
  await terminal.login('1998', '998');
  process.stdout.write('logged in\n');
  await terminal.withdraw(Number(cents));
  await terminal.close();
}
