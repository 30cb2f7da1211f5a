import { z } from 'zod';
import { OTHER_BANKS, parseOtherBank } from './addresses/other-banks.ts';
import { cameraSourceSchema, DEFAULT_DETECTOR, DEFAULT_PACK, detectorSchema, thresholdSchema } from './camera.ts';
import { LANGUAGE_CODES } from './languages.ts';
import { PROTOCOLS, type Protocol } from './protocols.ts';

const languageSchema = z.enum(['system', ...LANGUAGE_CODES]);
const themeSchema = z.enum(['system', 'light', 'dark']);
/** `own`: the digits of the language (Arabic has its own); `latin`: 0-9 in every language. */
const digitsSchema = z.enum(['own', 'latin']);
export const CLOCK_COLOURS = ['white', 'red', 'amber', 'green', 'blue'] as const;
const clockColourSchema = z.enum(CLOCK_COLOURS);
const hoursSchema = z.enum(['24', '12']);
/** IANA names such as `Africa/Cairo`; the window shows those that its runtime knows. */
const zonesSchema = z.array(z.string().min(1).max(64)).max(6);

/** 0 picks a free one. */
const portSchema = z.number().int().min(0).max(65_535);

const DATABASE = /^postgres(?:ql)?:\/\/(?:[^:@/?#\s]+@)?[^@/?#\s]+\/[^/?#\s]+(?:\?([^#\s]*))?$/;

/** Whether it is the URL of a database, without a password: settings are no place for one. */
export function isDatabase(text: string): boolean {
  const form = DATABASE.exec(text);
  return form !== null && !new URLSearchParams(form[1] ?? '').has('password');
}

const databaseSchema = z
  .string()
  .max(500)
  .refine((text) => text === '' || isDatabase(text));

const otherBanksSchema = z
  .array(
    z
      .string()
      .max(400)
      .refine((text) => parseOtherBank(text) !== undefined),
  )
  .max(OTHER_BANKS);

// Every field stands here once, with its default.
const suite = {
  language: languageSchema.default('system'),
  theme: themeSchema.default('system'),
  digits: digitsSchema.default('own'),
  /** Opens Lobby when the person logs in to the system, where the shell can do that (Electron). */
  startAtLogin: z.boolean().default(false),
  /** Asks once a day whether there is a newer version; while it is off, nobody is asked. */
  checkForUpdates: z.boolean().default(false),
};
/** Takes effect when the bank is opened. */
const bank = {
  ...portFields(),
  /** Whether other machines may reach the bank; protocols that can speak TLS then do. */
  network: z.boolean().default(false),
  /** URL of a PostgreSQL database where the books are, shared with other banks; '': on this computer. */
  database: databaseSchema.default(''),
  /** Where ATM windows go while this bank is lost, each as `parseOtherBank` reads it; only with a `database`. */
  otherBanks: otherBanksSchema.default([]),
};
const lobby = {
  /** Whether the live board shows only the last two digits of account numbers. */
  maskAccounts: z.boolean().default(true),
  /** Whether the tour is shown; off once it was finished or skipped. */
  tour: z.boolean().default(true),
};
const atm = {
  sounds: z.boolean().default(false),
};
const clock = {
  colour: clockColourSchema.default('white'),
  hours: hoursSchema.default('24'),
  seconds: z.boolean().default(true),
  zones: zonesSchema.default([]),
  /** A tone when a timer's time is up. */
  sounds: z.boolean().default(false),
  /** The window stays above all others, where the shell can do that (Electron). */
  onTop: z.boolean().default(false),
  /** In full screen: moves the picture slowly by a few pixels, against burn-in. */
  shift: z.boolean().default(true),
  /** In full screen: darker from 22:00 to 06:00. */
  dim: z.boolean().default(true),
};
const camera = {
  source: cameraSourceSchema.default('0'),
  detector: detectorSchema.default(DEFAULT_DETECTOR),
  /** null: the detector's own, which another detector's would not fit. */
  threshold: thresholdSchema.nullable().default(null),
  distant: z.boolean().default(false),
  pack: z.string().default(DEFAULT_PACK),
  /** null: the pack's own, which another pack's would not fit. */
  unsureBelow: z.number().min(0.5).max(1).nullable().default(null),
  mirror: z.boolean().default(true),
  boxes: z.boolean().default(true),
  labels: z.boolean().default(true),
  /** Faces are made unrecognisable in the window, in pictures and in recordings. */
  blur: z.boolean().default(false),
  consent: z.boolean().default(false),
};

/** Where the bank is to listen, and for whom. */
export const bankSettingsSchema = z.object(bank);

/** What people can choose, kept in a file that a person can read. */
export const settingsSchema = z.object({
  ...suite,
  bank: bankSettingsSchema.prefault({}),
  lobby: z.object(lobby).prefault({}),
  atm: z.object(atm).prefault({}),
  clock: z.object(clock).prefault({}),
  camera: z.object(camera).prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What is wrong with the settings file. `message` is the sentence of the log; windows have words of their own. */
export const settingsComplaintSchema = z.discriminatedUnion('kind', [
  /** One value: its name, e.g. `camera.pack`, and the default used instead, as JSON; null: a group's. */
  z.object({ kind: z.literal('value'), setting: z.string(), used: z.string().nullable(), message: z.string() }),
  /** All of it: the defaults stand for everything, and `keptAs` is what it is renamed to when a setting is changed. */
  z.object({ kind: z.literal('file'), keptAs: z.string(), message: z.string() }),
]);
export type SettingsComplaint = z.infer<typeof settingsComplaintSchema>;
export type WrongValue = Extract<SettingsComplaint, { kind: 'value' }>;

/** Only the fields to change; unknown ones are refused. */
export const settingsPatchSchema = z.strictObject({
  ...changeable(suite),
  bank: z.strictObject(changeable(bank)).optional(),
  lobby: z.strictObject(changeable(lobby)).optional(),
  atm: z.strictObject(changeable(atm)).optional(),
  clock: z.strictObject(changeable(clock)).optional(),
  camera: z.strictObject(changeable(camera)).optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

type PortSchema<Default> = Default extends number ? typeof portSchema : z.ZodNullable<typeof portSchema>;
type PortFields = { [Row in Protocol as Row['setting']]: z.ZodDefault<PortSchema<Row['port']>> };

/** A port for each protocol; null: that protocol is not opened. */
function portFields(): PortFields {
  const field = (port: number | null) =>
    port === null ? portSchema.nullable().default(null) : portSchema.default(port);
  return Object.fromEntries(PROTOCOLS.map(({ setting, port }) => [setting, field(port)])) as PortFields;
}

type Changeable<Fields extends Record<string, z.ZodDefault>> = {
  [Name in keyof Fields]: z.ZodOptional<ReturnType<Fields[Name]['unwrap']>>;
};

/** The fields as they stand in a patch: one that is left out stays as it was, whatever its default. */
function changeable<Fields extends Record<string, z.ZodDefault>>(fields: Fields): Changeable<Fields> {
  const pairs = Object.entries(fields).map(([name, field]) => [name, z.optional(field.unwrap())]);
  return Object.fromEntries(pairs) as Changeable<Fields>;
}
