import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PackTitle } from '../contract/camera.ts';
import { type Description, describedNames, networksOf, readDescription } from './conversion/description.ts';

/**
 * The packs for age and gender that can be chosen: described well, with their weights there. Reads no weights and
 * loads no OpenCV, so that a shell may ask.
 */
export function listReadyPacks(models: string): PackTitle[] {
  return describedNames(models).flatMap((name) => {
    try {
      const description = readDescription(models, name);
      if (!isOffered(description)) return [];
      const ready = networksOf(models, name).every(({ pack, files }) => existsSync(join(models, pack, files.weights)));
      return ready ? [{ name, title: description.title, unsureBelow: description.unsureBelow }] : [];
    } catch {
      // A folder with a damaged description isn't offered; who chooses it by name is told what is wrong with it.
      return [];
    }
  });
}

function isOffered(description: Description): description is Extract<Description, { kind: 'age-gender' | 'ensemble' }> {
  return description.kind === 'ensemble' || (description.kind === 'age-gender' && !description.part);
}
