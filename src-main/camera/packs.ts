import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describedNames, readDescription } from './conversion/description.ts';

export interface PackTitle {
  /** The folder's name, which is what CameraOptions takes. */
  readonly name: string;
  readonly title: string;
}

/**
 * The packs for age and gender that can be chosen: described well, with their weights there. Reads no weights and
 * loads no OpenCV, so that a shell may ask.
 */
export function listReadyPacks(models: string): PackTitle[] {
  return describedNames(models).flatMap((name) => {
    const description = described(models, name);
    if (description?.kind !== 'age-gender') return [];
    const ready = description.networks.every(({ weights }) => existsSync(join(models, name, weights)));
    return ready ? [{ name, title: description.title }] : [];
  });
}

/** A folder with a damaged description isn't offered; who chooses it by name is told what is wrong with it. */
function described(models: string, name: string): ReturnType<typeof readDescription> | null {
  try {
    return readDescription(models, name);
  } catch {
    return null;
  }
}
