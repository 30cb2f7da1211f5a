import { parseArgs } from 'node:util';

/** The largest port of TCP. */
export const LAST_PORT = 65_535;

/**
 * What parseArgs would refuse first, in a sentence for users: its own messages are written for developers.
 * @param {readonly string[]} args
 * @param {import('node:util').ParseArgsOptionsConfig} options
 * @param {(argument: string) => boolean} accepts whether an argument that is no option may stand there
 * @returns {string | undefined} one sentence; undefined if options and arguments are well formed
 */
export function findCommandLineFault(args, options, accepts) {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && !accepts(token.value)) return `Unexpected argument '${token.value}'.`;
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
  return undefined;
}

/**
 * Reads an option's value that is a whole number within bounds.
 * @param {string} name of the option
 * @param {string} text
 * @param {number} least
 * @param {number} most
 * @returns {{ value: number } | { fault: string }} the number, or one sentence
 */
export function readWholeNumber(name, text, least, most) {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return { value };
  return { fault: `--${name} takes a whole number from ${least} to ${most}, not '${text}'.` };
}
