import { readFileSync } from 'node:fs';
import { LAST_PORT } from '../../shared/command-line.mjs';
import { suitePortsHelp } from '../../shared/protocols.mjs';
import { isDeepLink, SUITE_OPTIONS } from '../../shared/suite-options.mjs';
import { parseOptions, parsePorts, wholeNumber } from '../command-line.ts';
import { UsageFailure } from '../contract/failure.ts';
import { WINDOW_KINDS, type WindowKind, windowKindSchema } from '../contract/windows.ts';
import { type DataFolder, openDataFolder } from '../data-folder.ts';
import { checkoutPath } from '../module-path.ts';
import type { BankAddress } from './bank-address.ts';
import { parseDeepLink } from './deep-link.ts';

/** The options of `npm start` that both shells know, as `--help` shows them. */
export const SUITE_OPTIONS_HELP = `\
  lobby://open?windows=KINDS   A link; the same as --open KINDS.
  --open KINDS          More windows to open beside the Lobby: ${WINDOW_KINDS.join(', ')}, with commas between them.
${suitePortsHelp(24)}
  --host H              Address that the bank listens on (default: the setting, which is 127.0.0.1).
  --data DIR            Folder for the ledger and the settings.
`;

export interface StartOptions {
  readonly data: DataFolder;
  /** Where the bank listens; what is left out is taken from the settings. */
  readonly bank: BankAddress;
  readonly windows: readonly WindowKind[];
  readonly shellPort: number;
  /** Whether the browser shell opens windows by itself. */
  readonly open: boolean;
  /** What was wrong and is ignored, one sentence each. */
  readonly complaints: readonly string[];
}

/** @throws UsageFailure that names what is wrong; Failure `data_folder` */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const { values, positionals } = parseOptions('suite', argv, SUITE_OPTIONS, isDeepLink);
  const links = positionals.map(parseDeepLink);
  return {
    bank: { host: values.host, ports: parsePorts(values) },
    shellPort: wholeNumber('shell-port', values['shell-port'], 0, LAST_PORT),
    windows: [...parseWindows(values.open), ...links.flatMap((link) => ('windows' in link ? link.windows : []))],
    complaints: links.flatMap((link) => ('complaint' in link ? [link.complaint] : [])),
    open: !values['no-open'],
    data: openDataFolder(values.data),
  };
}

/** Reads `atm,clock,camera`. @throws UsageFailure that names what is no window */
function parseWindows(text: string): WindowKind[] {
  const names = text.split(',').filter((name) => name !== '');
  return names.map((name) => {
    const kind = windowKindSchema.safeParse(name);
    if (!kind.success) throw new UsageFailure(`--open takes ${WINDOW_KINDS.join(', ')}, not '${name}'.`);
    return kind.data;
  });
}

/** The Lobby window comes first, once. */
export function withLobby(windows: readonly WindowKind[]): readonly WindowKind[] {
  return ['lobby', ...windows.filter((kind) => kind !== 'lobby')];
}

/** Lobby's own version, from package.json. */
export function appVersion(): string {
  const description: unknown = JSON.parse(readFileSync(checkoutPath('package.json'), 'utf8'));
  return typeof description === 'object' && description !== null ? String(Reflect.get(description, 'version')) : '';
}
