import { parseArgs } from 'node:util';

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
