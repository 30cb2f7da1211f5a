import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';
import { checkoutPath } from '../../module-path.ts';
import { CHECKSUM_PATTERN, type Checksum, matches } from './checksum.ts';

/** Each folder in models/ is described by its pack.json; this is its schema. */
const packNameSchema = z.string().regex(/^[a-z0-9-]+$/);
const fileSchema = z.string().regex(/^(weights\/)?[\w-][\w.-]*$/);

const inputSchema = z.object({
  /** Pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Taken from each channel, in the order the network wants them, before `scale` multiplies. */
  mean: z.tuple([z.number(), z.number(), z.number()]),
  scale: z.number().positive(),
  order: z.enum(['rgb', 'bgr']),
});
export type NetworkInput = z.infer<typeof inputSchema>;

const filesSchema = z.object({
  /** The network's description (prototxt), kept in Git. */
  network: fileSchema,
  /** The weights (caffemodel), made or fetched at set-up. */
  weights: fileSchema,
  checksum: z
    .string()
    .regex(CHECKSUM_PATTERN)
    .transform((text) => text as Checksum),
  /** Where the weights can be fetched; absent for those that are converted from an npm package. */
  download: z.url({ protocol: /^https?$/ }).optional(),
});
export type NetworkFiles = z.infer<typeof filesSchema>;

/** What the numbers of an output layer mean. */
const outputSchema = z.discriminatedUnion('means', [
  z.object({ layer: z.string(), means: z.literal('years') }),
  z.object({ layer: z.string(), means: z.literal('groups') }),
  z.object({
    layer: z.string(),
    means: z.literal('gender'),
    order: z.union([
      z.tuple([z.literal('male'), z.literal('female')]),
      z.tuple([z.literal('female'), z.literal('male')]),
    ]),
  }),
]);
export type NetworkOutput = z.infer<typeof outputSchema>;

/** Whether the label of an age group begins before it ends. */
function isInterval(label: string): boolean {
  const [from = Number.NaN, to = Number.NaN] = label.split('-').map(Number);
  return from <= to;
}

/** Whether all networks together give what a label needs, and nothing twice. */
function isComplete(networks: readonly { readonly outputs: readonly NetworkOutput[] }[]): boolean {
  const all = networks.flatMap(({ outputs }) => outputs.map(({ means }) => means));
  const count = (means: NetworkOutput['means']) => all.filter((other) => other === means).length;
  const [years, groups] = [count('years'), count('groups')];
  return count('gender') === 1 && years <= 1 && groups <= 1 && years + groups > 0;
}

const common = { title: z.string().min(1), origin: z.string().min(1), licence: z.string().min(1), input: inputSchema };

const descriptionSchema = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('age-gender'),
    /** Labels of the age groups as `from-to` in whole years, youngest first. */
    groups: z
      .array(
        z
          .string()
          .regex(/^\d{1,3}-\d{1,3}$/)
          .refine(isInterval, 'A group begins before it ends'),
      )
      .min(2),
    /** Whether the estimate is the mean over the face and its mirror image: better, and twice the time. */
    mirror: z.boolean(),
    networks: z
      .array(filesSchema.extend({ outputs: z.array(outputSchema).min(1) }))
      .min(1)
      .refine(isComplete, 'There must be one output for gender, and one for years or groups'),
  }),
  z.object({ ...common, kind: z.literal('detector'), networks: z.tuple([filesSchema]) }),
]);
export type Description = z.infer<typeof descriptionSchema>;
export type AgeGenderDescription = Extract<Description, { kind: 'age-gender' }>;

/** The repository's models/, seen from the source tree or from the Electron bundle, whichever is running. */
export function defaultModelsFolder(): string {
  return checkoutPath('models');
}

/** Names of the folders in models/ that have a pack.json, in alphabetical order. */
export function describedNames(modelsFolder: string): string[] {
  if (!existsSync(modelsFolder)) return [];
  return readdirSync(modelsFolder)
    .filter((name) => packNameSchema.safeParse(name).success && existsSync(join(modelsFolder, name, 'pack.json')))
    .sort();
}

/** @throws Failure `no_pack` if there is none of that name, `model_file` naming the pack.json that is wrong. */
export function readDescription(modelsFolder: string, name: string): Description {
  const file = join(modelsFolder, name, 'pack.json');
  if (!packNameSchema.safeParse(name).success || !existsSync(file)) {
    const names = describedNames(modelsFolder).join(', ');
    throw new Failure('no_pack', `There is no model pack '${name}' in ${modelsFolder}; there is ${names || 'none'}.`);
  }
  const described = descriptionSchema.safeParse(parseJson(file));
  if (described.success) return described.data;
  const issue = described.error.issues[0];
  const where = issue?.path.join('.') || 'the whole';
  throw new Failure('model_file', `The model description ${file} is wrong at '${where}': ${issue?.message}.`);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Failure('model_file', `The model description ${file} can't be read as JSON.`, { cause });
  }
}

/** How to get weights that are missing or damaged. */
export function remedy(name: string, files: NetworkFiles): string {
  return files.download === undefined
    ? "run 'npm run lobby -- models convert'"
    : `run 'npm run lobby -- models add ${name}'`;
}

/**
 * Reads the weights of a network and compares them with their checksum, so that what is cut short or is another file
 * is never given to OpenCV.
 * @throws Failure `model_missing` or `model_file` naming the file and saying what to do
 */
export function verifyWeights(modelsFolder: string, name: string, files: NetworkFiles): void {
  const file = join(modelsFolder, name, files.weights);
  if (!existsSync(file)) {
    throw new Failure('model_missing', `The model file ${file} is missing: ${remedy(name, files)}.`);
  }
  if (!weightsReady(modelsFolder, name, files)) {
    throw new Failure(
      'model_file',
      `The model file ${file} is damaged (it can't be read or has another checksum): ${remedy(name, files)}.`,
    );
  }
}

/** Whether the weights are there, can be read and are the right ones. */
export function weightsReady(modelsFolder: string, name: string, files: NetworkFiles): boolean {
  try {
    return matches(readFileSync(join(modelsFolder, name, files.weights)), files.checksum);
  } catch {
    return false;
  }
}
