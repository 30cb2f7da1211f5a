import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageFailure } from '../contract/failure.ts';

/** One way in: a subcommand of `npm run lobby --`. One file each in this folder. */
export interface Door {
  readonly name: string;
  /** One line for the list of doors. */
  readonly summary: string;
  /** The whole `--help` text. */
  readonly help: string;
  /** Runs to the end and gives the exit code. Throws Failure for what should be told in one sentence. */
  run(argv: readonly string[]): Promise<number>;
}

/**
 * Parses options strictly.
 * @throws UsageFailure that names what is wrong and how to get help.
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(
  door: string,
  argv: readonly string[],
  options: T,
  allowPositionals = false,
) {
  const fault = findFault(argv, options, allowPositionals);
  if (fault !== null) throw new UsageFailure(`${fault} See 'npm run lobby -- ${door} --help'.`);
  return parseArgs({ args: [...argv], options, allowPositionals, strict: true });
}

/** What parseArgs would refuse first, in a sentence for people: its own is for those who wrote the program. */
function findFault(argv: readonly string[], options: ParseArgsOptionsConfig, allowPositionals: boolean): string | null {
  const { tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && !allowPositionals) return `There is no use for the word '${token.value}'.`;
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
    if (type === undefined) return `There is no option '${rawName}'.`;
    if (type === 'boolean' && value !== undefined) return `${rawName} takes no value.`;
    if (type === 'string' && value === undefined) return `${rawName} takes a value.`;
    if (type === 'string' && !inlineValue && /^-./.test(value ?? '')) {
      return `${rawName} takes a value, and '${value}' looks like an option; if it is the value, write ${rawName}=${value}.`;
    }
  }
  return null;
}

/** A whole number option within bounds. @throws UsageFailure */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageFailure(`--${name} takes a whole number from ${least} to ${most}, not '${text}'.`);
  }
  return value;
}

/** A certificate's SHA-256, with or without colons. @throws UsageFailure */
export function parseFingerprint(text: string): string {
  if (/^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(text)) return text;
  throw new UsageFailure('--fingerprint takes the 64 hexadecimal digits of a SHA-256, with or without colons.');
}
