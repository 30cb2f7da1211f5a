import { existsSync } from 'node:fs';
import { isAbsolute, sep } from 'node:path';

/**
 * The file of the AppImage that a process runs from; undefined: it runs from none. Its runtime names the file, and the
 * folder in which it shows what is in it as long as the app runs.
 */
export function ownAppImage({ execPath, env }: Pick<NodeJS.Process, 'execPath' | 'env'>): string | undefined {
  const { APPIMAGE: file, APPDIR: mounted } = env;
  if (file === undefined || !isAbsolute(file) || mounted === undefined || !existsSync(file)) return undefined;
  // Whoever starts Lobby from a terminal that is an AppImage itself has that one's variables.
  return execPath.startsWith(mounted + sep) ? file : undefined;
}
