import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suitePortsHelp } from '../../shared/protocols.mjs';
import { appDescription, plainNode } from './plain-part.mjs';

/** What a packaged app says of its doors. @param {string} folder the app @param {readonly string[]} args */
function help(folder, args) {
  const cli = join(folder, 'resources', 'plain', 'out', 'main', 'cli.js');
  return execFileSync(plainNode(folder), [cli, ...args], { encoding: 'utf8' }).replaceAll('npm run lobby --', 'lobby');
}

/** @param {string} folder a packaged app @returns {string[]} in the order of its help */
export function doorNames(folder) {
  return [...help(folder, ['--help']).matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name = '']) => name);
}

/**
 * The manual page lobby(1), in man's language (man 7 man). The doors are described by their own `--help`.
 * @param {string} folder a packaged app
 */
export function manualPage(folder) {
  const { version, description } = appDescription();
  const doors = doorNames(folder).map((name) => `.SS lobby ${name}\n${verbatim(help(folder, [name, '--help']))}`);
  return `.TH LOBBY 1 "" "Lobby ${version}" "User Commands"
.SH NAME
lobby \\- bank, ATMs, wall clock and camera of a bank lobby
.SH SYNOPSIS
.B lobby
.RI [ options ]
.RI [ lobby:// link]
.br
.B lobby
.I door
.RI [ options ]
.SH DESCRIPTION
${escaped(description)}
.PP
Without a door it opens the windows.
.SH OPTIONS
${verbatim(`  --open KINDS               More windows to open beside the Lobby: atm, clock, camera, lab, with commas between them.
  --data DIR                 Folder for the ledger and the settings.
${suitePortsHelp(29)}
  --host H                   Address that the bank listens on (default: the setting, which is 127.0.0.1).`)}
.SH DOORS
${doors.join('\n')}
.SH FILES
.TP
.I ~/.local/share/lobby
The ledger, its secrets, the settings and the log, where
.B \\-\\-data
does not say otherwise.
.SH EXIT STATUS
0 it ended well, 1 it could not do what was asked, 2 wrong usage.
`;
}

/** Text that stands as it is, line by line. @param {string} text */
function verbatim(text) {
  return `.nf\n${escaped(text.trimEnd())}\n.fi`;
}

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/gm, '\\&$1');
}
