import { basename, join } from 'node:path';
import { app, type Session } from 'electron';

/**
 * Gives the dialogs with which pictures and receipts are saved a title: without one they are titled with the address
 * of what is saved, `blob:lobby://app/…`.
 * @param title asked for with each dialog: the language may have changed
 */
export function nameDownloads(session: Session, title: () => string): void {
  session.on('will-download', (_event, item) => {
    // A name comes from a page.
    const name = basename(item.getFilename());
    item.setSaveDialogOptions({ title: title(), defaultPath: join(app.getPath('downloads'), name) });
  });
}
