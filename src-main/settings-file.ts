import { readFileSync } from 'node:fs';
import { Failure } from './contract/failure.ts';
import { type Settings, type SettingsPatch, settingsSchema } from './contract/settings.ts';
import { writeWhole } from './write-whole.ts';

/** What was read: always complete; `complaints` names each value that was wrong, one sentence each. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly complaints: readonly string[];
}

/** Turns the text of a settings file into settings: what is missing or wrong becomes the default. */
export function parseSettings(text: string): ReadSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { settings: settingsSchema.parse({}), complaints: ['The settings file is no JSON; the defaults are used.'] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      settings: settingsSchema.parse({}),
      complaints: ['The settings file holds no JSON object; the defaults are used.'],
    };
  }
  const complaints: string[] = [];
  for (;;) {
    const parsed = settingsSchema.safeParse(value);
    if (parsed.success) return { settings: parsed.data, complaints };
    for (const issue of parsed.error.issues) {
      if (!remove(value, issue.path)) continue;
      complaints.push(`The setting '${issue.path.join('.')}' is wrong (${issue.message}); its default is used.`);
    }
  }
}

/** Takes the value at the path out of the object. @returns whether something was there to be taken out */
function remove(object: object, path: readonly PropertyKey[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined || !Object.hasOwn(object, first)) return false;
  const inner: unknown = Reflect.get(object, first);
  // An element of an array goes with its array: a list with a hole would not be what the person meant.
  const group = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  if (rest.length > 0 && group) return remove(inner, rest);
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

/** The settings in their file. Changes are on disk before they are announced. */
export class SettingsFile {
  readonly complaints: readonly string[];
  readonly #path: string;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #settings: Settings;

  constructor(path: string) {
    this.#path = path;
    const { settings, complaints } = readSettings(path);
    this.#settings = settings;
    this.complaints = complaints;
  }

  get current(): Settings {
    return this.#settings;
  }

  /** @throws Failure `settings_not_saved` if the file can't be written; the settings stay as they were. */
  change(patch: SettingsPatch): Settings {
    const next = patchSettings(this.#settings, patch);
    try {
      writeWhole(this.#path, `${JSON.stringify(next, undefined, 2)}\n`);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new Failure('settings_not_saved', `The settings can't be saved to ${this.#path} (${code}).`, { cause });
    }
    this.#settings = next;
    for (const listener of this.#listeners) listener(next);
    return next;
  }

  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function readSettings(path: string): ReadSettings {
  try {
    return parseSettings(readFileSync(path, 'utf8'));
  } catch (cause) {
    const read = parseSettings('{}');
    const { code } = cause as NodeJS.ErrnoException;
    // The first start has none.
    if (code === 'ENOENT') return read;
    return { ...read, complaints: [`The settings file ${path} can't be read (${code}); the defaults are used.`] };
  }
}
