import { z } from 'zod';
import { cameraSourceSchema, detectorSchema, thresholdSchema } from './camera.ts';

const languageSchema = z.enum(['system', 'en', 'ar']);
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

/** What people can choose, kept in a file that a person can read. Every field has its default here, once. */
export const settingsSchema = z.object({
  language: languageSchema.default('system'),
  theme: themeSchema.default('system'),
  digits: digitsSchema.default('own'),
  /** Opens Lobby when the person logs in; Electron on macOS and Windows. */
  startAtLogin: z.boolean().default(false),
  /** Takes effect when the bank is opened. */
  bank: z
    .object({
      teletypePort: portSchema.default(9999),
      terminalPort: portSchema.default(9998),
      /** Whether other machines may reach the bank; the terminal port then speaks TLS, the teletype port can't. */
      network: z.boolean().default(false),
    })
    .prefault({}),
  lobby: z
    .object({
      /** Whether the live board shows only the last two digits of account numbers. */
      maskAccounts: z.boolean().default(true),
    })
    .prefault({}),
  atm: z
    .object({
      sounds: z.boolean().default(false),
    })
    .prefault({}),
  clock: z
    .object({
      colour: clockColourSchema.default('white'),
      hours: hoursSchema.default('24'),
      seconds: z.boolean().default(true),
      zones: zonesSchema.default([]),
      /** The window stays above all others, where the shell can do that (Electron). */
      onTop: z.boolean().default(false),
      /** In full screen: moves the picture slowly by a few pixels, against burn-in. */
      shift: z.boolean().default(true),
      /** In full screen: darker from 22:00 to 06:00. */
      dim: z.boolean().default(true),
    })
    .prefault({}),
  camera: z
    .object({
      source: cameraSourceSchema.default('0'),
      detector: detectorSchema.default('ssd'),
      /** null: the detector's own, which another detector's would not fit. */
      threshold: thresholdSchema.nullable().default(null),
      distant: z.boolean().default(false),
      pack: z.string().default('face-api'),
      /** 0.8: of faces the network never saw it kept 58 % and was right on 93.8 % of them. */
      unsureBelow: z.number().min(0.5).max(1).default(0.8),
      mirror: z.boolean().default(true),
      boxes: z.boolean().default(true),
      labels: z.boolean().default(true),
      /** Faces are made unrecognisable in the window, in pictures and in recordings. */
      blur: z.boolean().default(false),
      consent: z.boolean().default(false),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Only the fields to change; unknown ones are refused. */
export const settingsPatchSchema = z
  .object({
    language: languageSchema,
    theme: themeSchema,
    digits: digitsSchema,
    startAtLogin: z.boolean(),
    bank: z.object({ teletypePort: portSchema, terminalPort: portSchema, network: z.boolean() }).partial().strict(),
    lobby: z.object({ maskAccounts: z.boolean() }).partial().strict(),
    atm: z.object({ sounds: z.boolean() }).partial().strict(),
    clock: z
      .object({
        colour: clockColourSchema,
        hours: hoursSchema,
        seconds: z.boolean(),
        zones: zonesSchema,
        onTop: z.boolean(),
        shift: z.boolean(),
        dim: z.boolean(),
      })
      .partial()
      .strict(),
    camera: z
      .object({
        source: cameraSourceSchema,
        detector: detectorSchema,
        threshold: thresholdSchema.nullable(),
        distant: z.boolean(),
        pack: z.string(),
        unsureBelow: z.number().min(0.5).max(1),
        mirror: z.boolean(),
        boxes: z.boolean(),
        labels: z.boolean(),
        blur: z.boolean(),
        consent: z.boolean(),
      })
      .partial()
      .strict(),
  })
  .partial()
  .strict();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
