import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface PackTitle {
  /** The folder's name, which is what CameraOptions takes. */
  readonly name: string;
  readonly title: string;
}

const descriptionSchema = z.object({ title: z.string() });

/** The packs in the folder, by name. Reads only their descriptions: the networks belong to the camera process. */
export async function listPacks(models: string): Promise<PackTitle[]> {
  const folders = await readdir(models, { withFileTypes: true }).catch(() => []);
  const packs = await Promise.all(
    folders
      .filter((folder) => folder.isDirectory())
      .map(async ({ name }) => {
        const text = await readFile(join(models, name, 'pack.json'), 'utf8').catch(() => null);
        if (text === null) return null;
        const description = descriptionSchema.safeParse(JSON.parse(text));
        return description.success ? { name, title: description.data.title } : null;
      }),
  );
  return packs.filter((pack) => pack !== null).sort((a, b) => a.name.localeCompare(b.name));
}
