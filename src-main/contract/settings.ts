import { z } from 'zod';
import { cameraSourceSchema, detectorSchema } from './camera.ts';

/** What people can choose, kept in a file that a person can read. Every field has its default here, once. */
export const settingsSchema = z.object({
  language: z.enum(['system', 'en', 'ar']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  clock: z
    .object({
      colour: z.enum(['white', 'red']).default('white'),
    })
    .prefault({}),
  camera: z
    .object({
      source: cameraSourceSchema.default('0'),
      detector: detectorSchema.default('haar'),
      pack: z.string().default('face-api'),
      unsureBelow: z.number().min(0.5).max(1).default(0.65),
      mirror: z.boolean().default(true),
      consent: z.boolean().default(false),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Only the fields to change; unknown ones are refused. */
export const settingsPatchSchema = z
  .object({
    language: z.enum(['system', 'en', 'ar']),
    theme: z.enum(['system', 'light', 'dark']),
    clock: z
      .object({ colour: z.enum(['white', 'red']) })
      .partial()
      .strict(),
    camera: z
      .object({
        source: cameraSourceSchema,
        detector: detectorSchema,
        pack: z.string(),
        unsureBelow: z.number().min(0.5).max(1),
        mirror: z.boolean(),
        consent: z.boolean(),
      })
      .partial()
      .strict(),
  })
  .partial()
  .strict();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
