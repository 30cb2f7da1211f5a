import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { findNode24 } from '../../shared/node24.mjs';
import { SetupFailure } from './failure.mjs';
import { filesIn } from './files-in.mjs';
import { ROOT, STATE } from './places.mjs';
import { run } from './run.mjs';

const MODELS = join(ROOT, 'models');
const CONVERSION = join(ROOT, 'src-main', 'camera', 'conversion');
const STAMP = join(STATE, 'models.txt');

/** What the conversion reads (its code, the packs' descriptions, the packages with the weights) and what it has made. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const name of ['face-api', 'human']) {
    hash.update(readFileSync(join(ROOT, 'node_modules', '@vladmandic', name, 'package.json')));
  }
  const models = filesIn(MODELS);
  const converted = models.filter((path) => basename(dirname(path)) === 'weights');
  for (const path of [...filesIn(CONVERSION), ...models.filter((path) => !converted.includes(path))]) {
    hash.update(`${relative(ROOT, path)}\0`).update(readFileSync(path));
  }
  // Tens of megabytes: what is inside is checked when a network is loaded.
  for (const path of converted) hash.update(`${relative(ROOT, path)}\0${statSync(path).size}\0`);
  return { text: hash.digest('hex'), converted: converted.length };
}

export function modelsConverted() {
  try {
    const { text, converted } = fingerprint();
    return converted > 0 && readFileSync(STAMP, 'utf8') === text;
  } catch {
    return false;
  }
}

export async function convertModels() {
  const node = findNode24();
  if (node === undefined) throw new SetupFailure('The model conversion needs Node 24.');
  await run(node.binary, [join(ROOT, 'src-main', 'cli.ts'), 'models', 'convert']);
  mkdirSync(STATE, { recursive: true });
  writeFileSync(STAMP, fingerprint().text);
}
