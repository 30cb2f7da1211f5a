import { app } from 'electron';
import { defaultDataFolder } from '../../../shared/make-data-folder.mjs';
import type { DataFolder } from '../../data-folder.ts';
import { ownAppImage } from '../app-image.ts';

/** How the system can start this Lobby again: a program and its arguments, to which Lobby's own may be added. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command for this Lobby, with its data folder. What stands after `--` is Lobby's own and never a switch of
 * Chromium or Node, whoever made it.
 */
export function launchOf(data: DataFolder): Launch {
  return {
    // What is in an AppImage can be run only as long as that one runs.
    program: ownAppImage(process) ?? process.execPath,
    args: [
      ...(app.isPackaged ? [] : [app.getAppPath()]),
      '--',
      ...(data.path === defaultDataFolder() ? [] : ['--data', data.path]),
    ],
  };
}
