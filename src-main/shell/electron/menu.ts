import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { type LanguageCode, languageCode } from '../../contract/languages.ts';
import type { Settings } from '../../contract/settings.ts';
import type { WindowKind } from '../../contract/windows.ts';
import type { Launch } from './launch.ts';

/** The menu's own words. The pages' are in src-renderer; roles such as 'copy' are named by the system. */
const WORDS: Readonly<Record<LanguageCode, Readonly<Record<'file' | WindowKind, string>>>> = {
  en: { file: 'File', lobby: 'Lobby', atm: 'New ATM', clock: 'Clock', camera: 'Camera' },
  ar: { file: 'ملف', lobby: 'الردهة', atm: 'صرّاف جديد', clock: 'الساعة', camera: 'الكاميرا' },
};

/** Keys are the same in all languages, so that they can be learned once. */
const KEYS: Readonly<Record<WindowKind, string>> = {
  lobby: 'CommandOrControl+1',
  atm: 'CommandOrControl+N',
  clock: 'CommandOrControl+2',
  camera: 'CommandOrControl+3',
};

/**
 * Sets the native menu, the dock's on macOS and the task bar's on Windows. On Linux that one is in the desktop entry.
 * @param launch how the task bar starts Lobby, which then hands over to this one
 */
export function setMenu(language: Settings['language'], launch: Launch, open: (kind: WindowKind) => void): void {
  const words = WORDS[languageCode(language, [app.getLocale()])];
  const item = (kind: WindowKind): MenuItemConstructorOptions => ({
    label: words[kind],
    accelerator: KEYS[kind],
    click: () => open(kind),
  });
  const mac = process.platform === 'darwin';
  const menu = Menu.buildFromTemplate([
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: words.file,
      submenu: [
        item('lobby'),
        item('atm'),
        item('clock'),
        item('camera'),
        { type: 'separator' },
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]);
  Menu.setApplicationMenu(menu);
  app.dock?.setMenu(Menu.buildFromTemplate([{ label: words.atm, click: () => open('atm') }]));
  if (process.platform === 'win32') {
    const args = [...launch.args, '--open=atm'].map((word) => `"${word.replaceAll('"', '')}"`).join(' ');
    const { program } = launch;
    const looks = { title: words.atm, description: words.atm, iconPath: program, iconIndex: 0 };
    app.setUserTasks([{ program, arguments: args, ...looks }]);
  }
}
