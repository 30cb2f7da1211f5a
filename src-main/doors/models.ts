import { relative } from 'node:path';
import { addPack } from '../camera/conversion/add.ts';
import { convertAll } from '../camera/conversion/convert.ts';
import {
  type Description,
  defaultModelsFolder,
  describedNames,
  networksOf,
  readDescription,
  remedy,
  weightsReady,
} from '../camera/conversion/description.ts';
import { parseOptions } from '../command-line.ts';
import { DEFAULT_DETECTOR, DEFAULT_PACK } from '../contract/camera.ts';
import { UsageFailure } from '../contract/failure.ts';
import type { Door } from './door.ts';
import { ProgressBar } from './progress-bar.ts';

const HELP = `Usage: npm run lobby -- models list
       npm run lobby -- models convert [--force]
       npm run lobby -- models add NAME [--from DIR]

The networks that find faces and estimate age and gender: one folder each in models/.

  list      every pack, and whether its weights are ready
  convert   makes the weights of the packs that come from the npm packages
            @vladmandic/face-api and @vladmandic/human; what is ready is kept
            --force  makes them all anew, with their network descriptions
  add       fetches the weights of a pack that comes from elsewhere, such as
            levi-hassner, and checks that they are the right ones
            --from DIR  takes them from a folder instead

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
`;

export const door: Door = {
  name: 'models',
  summary: 'list, convert and add the networks the camera uses',
  help: HELP,
  async run(argv) {
    const [action, ...rest] = argv;
    switch (action) {
      case 'list':
        parseOptions('models', rest, {});
        return list(defaultModelsFolder());
      case 'convert': {
        const { values } = parseOptions('models', rest, { force: { type: 'boolean', default: false } });
        return convert(defaultModelsFolder(), values.force);
      }
      case 'add': {
        const { values, positionals } = parseOptions('models', rest, { from: { type: 'string' } }, true);
        const [name, ...more] = positionals;
        if (name === undefined || more.length > 0) {
          throw new UsageFailure("Say which pack to add, e.g. 'npm run lobby -- models add levi-hassner'.");
        }
        return add(defaultModelsFolder(), name, values.from);
      }
      default:
        throw new UsageFailure(
          "Say what to do with the models: list, convert or add. See 'npm run lobby -- models --help'.",
        );
    }
  },
};

function list(modelsFolder: string): number {
  for (const name of describedNames(modelsFolder)) {
    const description = readDescription(modelsFolder, name);
    process.stdout.write(
      `${name.padEnd(16)} ${description.kind.padEnd(11)} ${state(modelsFolder, name, description)}\n`,
    );
  }
  return 0;
}

function state(modelsFolder: string, name: string, { title }: Description): string {
  const absent = networksOf(modelsFolder, name).find(({ pack, files }) => !weightsReady(modelsFolder, pack, files));
  const shown = name === DEFAULT_DETECTOR || name === DEFAULT_PACK ? `${title} (default)` : title;
  return absent === undefined ? `ready      ${shown}` : `not ready  ${shown}; ${remedy(absent.pack, absent.files)}`;
}

function convert(modelsFolder: string, force: boolean): number {
  const begin = performance.now();
  for (const { pack, file, outcome } of convertAll({ modelsFolder, force })) {
    process.stdout.write(`${pack}: ${outcome} ${relative(modelsFolder, file)}\n`);
  }
  process.stdout.write(`Models ready in ${((performance.now() - begin) / 1000).toFixed(1)} s.\n`);
  return 0;
}

async function add(modelsFolder: string, name: string, from: string | undefined): Promise<number> {
  const bar = new ProgressBar(name);
  try {
    const added = await addPack({
      modelsFolder,
      name,
      ...(from === undefined ? {} : { from }),
      onProgress: (file, done, total) => bar.show(done, total, `${file}  ${(done / 1e6).toFixed(1)} MB`),
    });
    bar.clear();
    for (const { file, outcome } of added) process.stdout.write(`${name}: ${outcome} ${file}\n`);
    return 0;
  } catch (error) {
    bar.clear();
    throw error;
  }
}
