import { makeDataFolder } from '../shared/make-data-folder.mjs';
import { suitePortsHelp } from '../shared/protocols.mjs';
import { dataFolderOf, findStartFault } from '../shared/suite-options.mjs';
import { handOver, openDoor } from './handover.mjs';
import { findElectron, obtainElectron } from './setup/electron.mjs';
import { ROOT } from './setup/places.mjs';
import { Progress } from './setup/progress.mjs';
import { failSetUp, setUp } from './setup.mjs';

const HELP = `Usage: npm start -- [options]

Sets up what is missing, then opens Lobby: in Electron where it is to be had, else in the browser shell.

  --shell electron|browser   Decide by hand.
  --open KINDS               More windows to open beside the Lobby: atm, clock, camera, lab, with commas between them.
  --data DIR                 Folder for the ledger and the settings.
${suitePortsHelp(29)}
  --host H                   Address that the bank listens on (default: the setting, which is 127.0.0.1).
  --no-open                  Browser shell: open no window, print the URL.
  --shell-port PORT          Browser shell: port of the windows (default: a free one).
  --help                     This text.

Exit codes: 0 Lobby was closed, or runs already with this data folder; 1 it could not be set up or started,
2 wrong usage.
`;

/** Takes `--shell X` or `--shell=X` out of the arguments. @param {string[]} args */
function takeShell(args) {
  const at = args.findIndex((arg) => arg === '--shell' || arg.startsWith('--shell='));
  if (at < 0) return 'auto';
  const [first = ''] = args.splice(at, 1);
  const choice = first.includes('=') ? first.slice('--shell='.length) : (args.splice(at, 1)[0] ?? '');
  if (choice === 'electron' || choice === 'browser') return choice;
  return refuse(`--shell takes electron or browser, not '${choice}'. See 'npm start -- --help'.`, 2);
}

/** @param {string} message @param {number} code @returns {never} */
function refuse(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function displayThere() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Chooses, and says in one line why where it isn't Electron. @param {'auto' | 'electron' | 'browser'} choice */
async function chooseElectron(choice) {
  if (choice === 'browser') return undefined;
  if (choice === 'auto' && !displayThere()) {
    process.stderr.write('There is no display: Lobby opens no window. Open the URL in a browser on this machine.\n');
    return undefined;
  }
  const before = findElectron();
  const electron = before ?? (await obtainElectron({ again: choice === 'electron', progress: new Progress() }));
  if (electron === undefined && choice === 'electron') {
    process.stderr.write("Electron's binary is not here and can't be fetched. Use --shell=browser.\n");
    process.exit(1);
  }
  if (electron === undefined) {
    process.stderr.write("Electron's binary can't be fetched here: Lobby opens in the browser shell instead.\n");
  }
  return electron;
}

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const choice = takeShell(args);
const fault = findStartFault(args);
// Now, and not after minutes of set-up.
if (fault !== undefined) refuse(`${fault} See 'npm start -- --help'.`, 2);
const folder = makeDataFolder(dataFolderOf(args));
if (folder !== undefined) refuse(folder.message, 1);
await setUp('all').catch(failSetUp);
const electron = args.includes('--no-open') ? undefined : await chooseElectron(choice);
if (electron !== undefined) {
  // Chromium's sandbox refuses to work for root.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  await handOver(electron, [...flags, ROOT, '--', ...args]);
}
if (!displayThere() && !args.includes('--no-open')) args.push('--no-open');
await openDoor(['suite', ...args]);
