import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type MediaFolder, MOST_ENTRIES, mediaKind } from '../contract/camera/media.ts';
import { Failure } from '../contract/failure.ts';

const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * The folders, films and pictures in a folder; hidden ones and all other files are left out.
 * @param folder null: the person's own
 * @throws Failure source_missing, source_unreadable
 */
export async function mediaFolder(folder: string | null): Promise<MediaFolder> {
  const path = resolve(folder ?? homedir());
  const found = await entriesOf(path);
  const entries = found.flatMap((entry) => {
    const kind = kindOf(path, entry);
    return kind === null || entry.name.startsWith('.')
      ? []
      : [{ name: entry.name, path: join(path, entry.name), kind }];
  });
  const rank = { folder: 0, film: 1, picture: 2 } as const;
  entries.sort((a, b) => rank[a.kind] - rank[b.kind] || byName(a.name, b.name));
  const parent = dirname(path);
  return {
    folder: path,
    parent: parent === path ? null : parent,
    entries: entries.slice(0, MOST_ENTRIES),
    more: entries.length > MOST_ENTRIES,
  };
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? new Failure('source_missing', `There is no folder '${path}'. Choose another one.`, { cause })
      : new Failure('source_unreadable', `The folder '${path}' can't be read (${code}). Check who may read it.`, {
          cause,
        });
  }
}

function kindOf(folder: string, entry: Dirent): MediaFolder['entries'][number]['kind'] | null {
  const target = entry.isSymbolicLink() ? targetOf(join(folder, entry.name)) : entry;
  if (target?.isDirectory() === true) return 'folder';
  return target?.isFile() === true ? mediaKind(entry.name) : null;
}

/** What a link leads to; null: nowhere, or to where nobody may look. */
function targetOf(link: string): Stats | null {
  try {
    return statSync(link);
  } catch {
    return null;
  }
}
