import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { checkoutPath } from '../../module-path.ts';
import { isFeed } from './release-feed.ts';

/** How this Lobby came to be on this machine. */
export interface Installation {
  readonly version: string;
  /** Where to ask for the newest release; null: nowhere. */
  readonly feed: string | null;
  /** The command that installs a package of that version, which is in the current folder; null: there is none. */
  command(version: string): string | null;
}

/** What `npm run package` has written into the app's package.json (scripts/package/plain-part.mjs). */
const descriptionSchema = z.object({
  version: z.string(),
  // A wrong address must not keep the app from starting.
  publish: z
    .object({ url: z.string().refine(isFeed) })
    .optional()
    .catch(undefined),
});
/** Beside it, the Debian package has a file that says so (scripts/package/debian-package.mjs). */
const PACKAGE_TYPE = 'package-type';

/** @param folder of package.json, with a separator at its end */
export function installation(folder = checkoutPath('.')): Installation {
  const text = readFileSync(`${folder}package.json`, 'utf8');
  const { version, publish } = descriptionSchema.parse(JSON.parse(text));
  const type = `${folder}${PACKAGE_TYPE}`;
  const isDebian = existsSync(type) && readFileSync(type, 'utf8').trim() === 'deb';
  const processor = process.arch === 'x64' ? 'amd64' : process.arch;
  return {
    version,
    feed: publish?.url ?? null,
    command: (newer) => (isDebian ? `sudo apt-get install ./lobby_${newer}_${processor}.deb` : null),
  };
}
