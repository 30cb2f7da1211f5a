import { z } from 'zod';
import { LONGEST_SOURCE } from '../camera.ts';

/** Name extensions of pictures that OpenCV reads on every platform. */
const PICTURES = new Set(['jpg', 'jpeg', 'png', 'webp', 'bmp', 'tif', 'tiff']);
/** Name extensions of films that are offered; others can still be opened by their path. */
const FILMS = new Set(['mp4', 'm4v', 'mov', 'avi', 'mkv', 'webm', 'mpg', 'mpeg', 'ogv', 'wmv', 'mjpg']);

export type MediaKind = 'film' | 'picture';

/** What a file is by its name's extension; null: neither a film nor a picture. */
export function mediaKind(name: string): MediaKind | null {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (PICTURES.has(ending)) return 'picture';
  return FILMS.has(ending) ? 'film' : null;
}

/** Most entries of a folder that are listed: the first ones by name. */
export const MOST_ENTRIES = 1_000;

export const folderPathSchema = z.string().min(1).max(LONGEST_SOURCE);

/** The entries of a folder that can be chosen as the camera's source. */
export const mediaFolderSchema = z.object({
  /** Absolute path. */
  folder: z.string(),
  /** null: it is the root. */
  parent: z.string().nullable(),
  /** Folders first, each kind by name. */
  entries: z.array(z.object({ name: z.string(), path: z.string(), kind: z.enum(['folder', 'film', 'picture']) })),
  /** Whether there are more than MOST_ENTRIES. */
  more: z.boolean(),
});
export type MediaFolder = z.infer<typeof mediaFolderSchema>;
