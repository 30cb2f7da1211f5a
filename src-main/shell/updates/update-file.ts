import { z } from 'zod';
import { versionSchema } from '../../contract/administration/updates.ts';
import { Failure } from '../../contract/failure.ts';
import { get, type UpdateFile } from './download.ts';
import { type Release, textOf } from './release-feed.ts';

/** A description is some 400 bytes. */
const DESCRIPTION_BYTES = 64 * 1024;
/** The largest file that is downloaded, bytes: several times an installer's size. */
const FILE_BYTES = 2 ** 30;

/** Names of files on a server, never paths. */
const fileSchema = z.object({
  name: z.string().regex(/^[\w.+-]{1,200}$/),
  sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  size: z.coerce.number().int().min(1).max(FILE_BYTES),
});

/** Of the YAML that electron-builder writes beside its installers, the two places that are used; it writes no others. */
const VERSION = /^version: (\S+)$/m;
const FILE = /^ {2}- url: (?<name>\S+)\r?\n {4}sha512: (?<sha512>\S+)\r?\n {4}size: (?<size>\d+)\r?$/gm;

/**
 * Reads a `latest-linux.yml` or `latest.yml`.
 * @param ending of the file's name that is looked for, such as `.AppImage`
 * @throws Error if it describes no such file, or another version
 */
export function parseDescription(text: string, version: string, ending: string): z.infer<typeof fileSchema> {
  const described = versionSchema.parse(VERSION.exec(text)?.[1]);
  if (described !== version) throw new Error(`it describes ${described}, not ${version}`);
  const found = [...text.matchAll(FILE)].find(({ groups }) => groups?.['name']?.endsWith(ending));
  if (found === undefined) throw new Error(`it describes no file that ends with ${ending}`);
  return fileSchema.parse(found.groups);
}

/**
 * Asks the release's server which file this Lobby can become.
 * @param description name of the release's file that says so
 * @throws Failure `update_missing` if the release has none that can be used, `update_unreachable`
 */
export async function findUpdateFile(
  { version, files }: Release,
  description: string,
  ending: string,
  signal: AbortSignal,
): Promise<UpdateFile> {
  const address = files.get(description);
  const missing = (cause?: unknown) =>
    new Failure('update_missing', `The release ${version} has no file that Lobby can update itself with.`, { cause });
  if (address === undefined) throw missing();
  const text = await get(address, signal, (response) => textOf(response, DESCRIPTION_BYTES));
  try {
    const { name, ...file } = parseDescription(text, version, ending);
    return { ...file, address: new URL(name, address).href };
  } catch (cause) {
    throw missing(cause);
  }
}
