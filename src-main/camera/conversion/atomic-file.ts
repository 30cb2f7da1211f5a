import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../contract/failure.ts';

/**
 * Writes a file so that it is either wholly there or not at all, also if the process is killed or two do it at once.
 * @throws Failure `model_file` if it can't be written
 */
export function writeAtomically(file: string, content: Uint8Array | string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, content, { flush: true });
    renameSync(part, file);
  } catch (cause) {
    rmSync(part, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Failure('model_file', `The model file ${file} can't be written (${code}).`, { cause });
  }
}
