import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../contract/failure.ts';

/** A picture of one face whose truth stands in its file name: `age_gender_…`, as in the UTKFace collection. */
export interface LabelledPicture {
  /** Absolute or relative as the folder was given. */
  readonly file: string;
  /** Years. */
  readonly age: number;
  readonly female: boolean;
}

const NAME = /^(\d{1,3})_([01])_/;
const PICTURE = /\.(jpe?g|png|bmp|webp)$/i;

export interface PictureFolder {
  /** By name. */
  readonly labelled: readonly LabelledPicture[];
  /** File names of pictures that tell no label. */
  readonly unlabelled: readonly string[];
}

/** @returns null if the name holds no label. */
export function labelOf(name: string): { age: number; female: boolean } | null {
  const [, age, gender] = NAME.exec(name) ?? [];
  return age === undefined || !PICTURE.test(name) ? null : { age: Number(age), female: gender === '1' };
}

/**
 * The pictures of a folder.
 * @throws Failure `no_pictures` if the folder can't be read or has none with a label
 */
export function labelledPictures(folder: string): PictureFolder {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (cause) {
    throw new Failure('no_pictures', unreadableFolder(folder, (cause as NodeJS.ErrnoException).code), { cause });
  }
  const labelled = names.flatMap((name) => {
    const label = labelOf(name);
    return label === null ? [] : [{ file: join(folder, name), ...label }];
  });
  const unlabelled = names.filter((name) => PICTURE.test(name) && labelOf(name) === null);
  if (labelled.length > 0) return { labelled, unlabelled };
  throw new Failure(
    'no_pictures',
    `There are no labelled pictures in ${folder}: name them age_gender_…, with gender 0 for male and 1 for female, e.g. 27_1_anna.jpg.`,
  );
}

function unreadableFolder(folder: string, code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return `There is no folder ${folder}: give the one with the pictures.`;
    case 'ENOTDIR':
      return `${folder} is no folder: give the one that the pictures are in.`;
    default:
      return `The folder ${folder} can't be read (${code}): check that you may read it.`;
  }
}
