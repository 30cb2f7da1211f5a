import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { writeWhole } from '../../write-whole.ts';

/** Models are no secret: everybody may read them. */
const READABLE = 0o644;

/**
 * Writes a file so that it is either wholly there or not at all, also if the process is killed or two do it at once.
 * @throws Failure `model_file` if it can't be written
 */
export function writeAtomically(file: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, content, READABLE);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Failure('model_file', `The model file ${file} can't be written (${code}).`, { cause });
  }
}
