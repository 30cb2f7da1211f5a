import { existsSync, readFileSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import type { z } from 'zod';
import { Failure } from './contract/failure.ts';
import {
  type Settings,
  type SettingsComplaint,
  type SettingsPatch,
  settingsSchema,
  type WrongValue,
} from './contract/settings.ts';
import { Listeners } from './listeners.ts';
import { writeWhole } from './write-whole.ts';

/** What was read: always complete. */
export interface ReadSettings<Value = Settings> {
  readonly settings: Value;
  /** Each value that was wrong. */
  readonly wrong: readonly WrongValue[];
  /** Why the defaults stand for all of the text, as one sentence; null: something in it could be understood. */
  readonly lost: string | null;
}

/** Turns the text of a settings file into settings: what is missing or wrong becomes the default. */
export function parseSettings(text: string): ReadSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return onlyDefaults('The settings file is no JSON; the defaults are used.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return onlyDefaults('The settings file holds no JSON object; the defaults are used.');
  }
  return parseWithDefaults(settingsSchema, value);
}

function onlyDefaults(lost: string): ReadSettings {
  return { settings: settingsSchema.parse({}), wrong: [], lost };
}

/**
 * Parses an object each of whose fields has a default. What is wrong is taken out of it, so that its default holds; if
 * what is wrong can't be found in it, the defaults hold for all.
 * @param schema has to accept the empty object
 */
export function parseWithDefaults<Value>(schema: z.ZodType<Value>, value: object): ReadSettings<Value> {
  const removed: z.core.$ZodIssue[] = [];
  for (;;) {
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      return { settings: parsed.data, wrong: removed.map((issue) => wrongValue(issue, parsed.data)), lost: null };
    }
    const wrong = parsed.error.issues.filter((issue) => remove(value, issue.path));
    if (wrong.length === 0) {
      const words = parsed.error.issues.map((issue) => issue.message).join(', ');
      const lost = `The settings don't fit together (${words}); the defaults are used.`;
      return { settings: schema.parse({}), wrong: [], lost };
    }
    removed.push(...wrong);
  }
}

/** @param settings those in which the default stands for it */
function wrongValue({ path, message }: z.core.$ZodIssue, settings: unknown): WrongValue {
  let used = settings;
  // Of a list with a wrong element, all is the default.
  for (const key of path) used = isGroup(used) ? Reflect.get(used, key) : used;
  const setting = path.join('.');
  const about = `The setting '${setting}' is wrong (${message})`;
  if (isGroup(used)) {
    return { kind: 'value', setting, used: null, message: `${about}; its defaults are used.` };
  }
  const text = JSON.stringify(used);
  return { kind: 'value', setting, used: text, message: `${about}; its default, ${text}, is used.` };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes the value at the path out of the object. @returns whether something was there to be taken out */
function remove(object: object, path: readonly PropertyKey[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined || !Object.hasOwn(object, first)) return false;
  const inner: unknown = Reflect.get(object, first);
  // An element of an array goes with its array: a list with a hole would not be what the person meant.
  if (rest.length > 0 && isGroup(inner)) return remove(inner, rest);
  return Reflect.deleteProperty(object, first);
}

/** The settings with the patch laid over them, group by group. */
export function patchSettings(settings: Settings, patch: SettingsPatch): Settings {
  const groups = Object.entries(patch).map(([name, value]) => {
    const before: unknown = Reflect.get(settings, name);
    const group = typeof value === 'object' && typeof before === 'object';
    return [name, group ? { ...before, ...value } : value];
  });
  return settingsSchema.parse({ ...settings, ...Object.fromEntries(groups) });
}

/**
 * The settings in their file. Changes are on disk before they are announced.
 *
 * A file that nothing could be read from is somebody's work with a slip in it: it stays where it is to be mended, and
 * is put aside, not overwritten, when a change has to be saved.
 */
export class SettingsFile {
  readonly #path: string;
  readonly #listeners = new Listeners<[Settings]>();
  #settings: Settings;
  #complaints: readonly SettingsComplaint[];
  #toBePutAside: boolean;

  constructor(path: string) {
    this.#path = path;
    const { settings, wrong, lost } = readSettings(path);
    this.#settings = settings;
    this.#toBePutAside = lost !== null;
    this.#complaints = lost === null ? wrong : [lostFile(path, lost)];
  }

  /** What was wrong with the file as it was read; nothing once a change has written it anew. */
  get complaints(): readonly SettingsComplaint[] {
    return this.#complaints;
  }

  get current(): Settings {
    return this.#settings;
  }

  /** @throws Failure `settings_not_saved` if the file can't be written; the settings stay as they were. */
  change(patch: SettingsPatch): Settings {
    const next = patchSettings(this.#settings, patch);
    try {
      if (this.#toBePutAside) putAside(this.#path);
      this.#toBePutAside = false;
      writeWhole(this.#path, `${JSON.stringify(next, undefined, 2)}\n`);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new Failure('settings_not_saved', `The settings can't be saved to ${this.#path} (${code}).`, { cause });
    }
    this.#settings = next;
    this.#complaints = [];
    this.#listeners.tell(next);
    return next;
  }

  onChange(listener: (settings: Settings) => void): () => void {
    return this.#listeners.add(listener);
  }
}

function readSettings(path: string): ReadSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // The first start has none.
    if (code === 'ENOENT') return parseSettings('{}');
    return onlyDefaults(`The settings file ${path} can't be read (${code}); the defaults are used.`);
  }
  return parseSettings(text);
}

function lostFile(path: string, lost: string): SettingsComplaint {
  const keptAs = basename(freshName(path));
  const aside = `When a setting is changed, the file is kept as ${keptAs} in the same folder.`;
  return { kind: 'file', keptAs, message: `${lost} ${aside}` };
}

/** Renames the file, or whatever bears its name. @throws what the file system says */
function putAside(path: string): void {
  try {
    renameSync(path, freshName(path));
  } catch (error) {
    // Somebody has taken it away: there is nothing left to be lost.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** `settings.json.wrong`, or with a number if there is such a file already. */
function freshName(path: string): string {
  let name = `${path}.wrong`;
  for (let number = 2; existsSync(name); number += 1) name = `${path}.wrong-${number}`;
  return name;
}
