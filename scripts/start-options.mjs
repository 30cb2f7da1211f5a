import { parseArgs } from 'node:util';

/**
 * The options of `npm start` that both shells read (src-main/shell/suite-options.ts has the same, and a test compares
 * them): they are looked at before anything is installed, when no TypeScript can be read yet.
 */
export const START_OPTIONS = /** @type {const} */ ({
  open: { type: 'string' },
  port: { type: 'string' },
  'terminal-port': { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  'no-open': { type: 'boolean' },
  'shell-port': { type: 'string' },
});

/**
 * What no set-up will make right: words that are no options, and options without their values. The values themselves
 * are looked at by the shell.
 * @param {readonly string[]} args
 * @returns {string | undefined} one sentence
 */
export function findStartFault(args) {
  const { tokens } = parseArgs({
    args: [...args],
    options: START_OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    // Links may stand among the options.
    if (token.kind === 'positional' && !/^lobby:/i.test(token.value))
      return `There is no use for the word '${token.value}'.`;
    if (token.kind !== 'option') continue;
    const type = Object.entries(START_OPTIONS).find(([name]) => name === token.name)?.[1].type;
    if (type === undefined) return `There is no option '${token.rawName}'.`;
    if (type === 'string' && token.value === undefined) return `${token.rawName} takes a value.`;
  }
  return undefined;
}
