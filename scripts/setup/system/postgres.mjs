import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../shared/find-program.mjs';
import { SetupFailure } from '../failure.mjs';
import { installWithApt } from './apt.mjs';

/** Where Debian and others keep the programs of PostgreSQL that are not on the path; one folder a major version. */
const VERSIONS = '/usr/lib/postgresql';

/** The folder of the newest installed version's programs; undefined: PostgreSQL is not installed. */
export function findPostgres() {
  if (!existsSync(VERSIONS)) return undefined;
  const newest = readdirSync(VERSIONS)
    .filter((version) => existsSync(join(VERSIONS, version, 'bin', 'initdb')))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1);
  return newest === undefined ? undefined : join(VERSIONS, newest, 'bin');
}

/**
 * Installs the programs. The tests start servers of their own with them, and leave the system's alone.
 * @param {import('../progress.mjs').RunningStep} step
 * @throws {SetupFailure} that says what to install by hand where it can't
 */
export async function installPostgres(step) {
  if (findProgram(['apt-get']) === undefined) {
    throw new SetupFailure(`Install PostgreSQL so that its programs are in ${VERSIONS}/VERSION/bin.`);
  }
  await installWithApt(['postgresql'], step);
}
