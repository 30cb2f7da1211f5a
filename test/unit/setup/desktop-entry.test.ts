import { expect, test } from 'vitest';
import { desktopEntry } from '../../../shared/desktop-entry.mjs';

/** Proves that a desktop entry starts just the command that it was made for, whatever its folder is called. */
const WHOLE = {
  command: ['/opt/lobby/node', '/srv/Zoë/100% "mine" $HOME `x` \\ y/start.mjs', '--'],
  icon: '/opt/lobby/icon.png',
  comment: 'A bank lobby',
  actions: [{ id: 'NewAtm', name: 'New ATM', command: ['/opt/lobby/node', '--open=atm'] }],
  links: 'lobby',
};

test('arguments are quoted, percent signs doubled, and a link comes last', () => {
  expect(desktopEntry(WHOLE).split('\n')).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Name=Lobby',
    'Comment=A bank lobby',
    'Exec=/opt/lobby/node "/srv/Zoë/100%% \\\\"mine\\\\" \\\\$HOME \\\\`x\\\\` \\\\\\\\ y/start.mjs" -- %u',
    'Icon=/opt/lobby/icon.png',
    'Terminal=false',
    'Categories=Education;Office;',
    'MimeType=x-scheme-handler/lobby;',
    'Actions=NewAtm;',
    '',
    '[Desktop Action NewAtm]',
    'Name=New ATM',
    'Exec=/opt/lobby/node --open=atm',
    '',
  ]);
});

test('without links or actions nothing is said of them', () => {
  const { command, icon, comment } = WHOLE;
  expect(desktopEntry({ command, icon, comment })).not.toMatch(/MimeType|Action|%u/);
});
