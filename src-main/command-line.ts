import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { findCommandLineFault, LAST_PORT, readWholeNumber } from '../shared/command-line.mjs';
import { isFingerprint } from './contract/addresses/other-banks.ts';
import { UsageFailure } from './contract/failure.ts';
import { type Ports, type Protocol, portsBy } from './contract/protocols.ts';

/**
 * Parses options strictly.
 * @param door whose help the message names
 * @param accepts whether an argument that is no option may stand there, or which one
 * @throws UsageFailure that names what is wrong and how to get help.
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(
  door: string,
  argv: readonly string[],
  options: T,
  accepts: boolean | ((argument: string) => boolean) = false,
) {
  const fault = findCommandLineFault(argv, options, typeof accepts === 'function' ? accepts : () => accepts);
  if (fault !== undefined) throw new UsageFailure(`${fault} See 'npm run lobby -- ${door} --help'.`);
  return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
}

/** A whole number option within bounds. @throws UsageFailure */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = readWholeNumber(name, text, least, most);
  if ('fault' in number) throw new UsageFailure(number.fault);
  return number.value;
}

/** The ports that are given on the command line. @throws UsageFailure */
export function parsePorts(values: { readonly [Option in Protocol['option']]?: string | undefined }): Ports {
  return portsBy(({ option }) => {
    const text = values[option];
    return text === undefined ? undefined : wholeNumber(option, text, 0, LAST_PORT);
  });
}

/** A certificate's SHA-256, with or without colons. @throws UsageFailure */
export function parseFingerprint(text: string): string {
  if (isFingerprint(text)) return text;
  throw new UsageFailure('--fingerprint takes the 64 hexadecimal digits of a SHA-256, with or without colons.');
}
