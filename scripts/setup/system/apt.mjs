import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { CommandFailure, SetupFailure } from '../failure.mjs';
import { run } from '../run.mjs';
import { becomeRoot } from './root.mjs';

/** @typedef {import('../progress.mjs').RunningStep} RunningStep */

const REASON = 'to install system packages';
/** So that apt says soon that there is no network, and waits while another apt is at work. */
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20'];
const OUT_OF_REACH =
  /Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Network is unreachable|Connection timed out/;

/**
 * Installs packages through apt, which is never cut off in the middle.
 * @param {readonly string[]} packages
 * @param {RunningStep} step
 * @throws {SetupFailure} that says what to type where it can't become root, or reaches nobody
 */
export async function installWithApt(packages, step) {
  const interrupted = dpkgInterrupted();
  const root = await becomeRoot(step, REASON);
  if (root === undefined) throw new SetupFailure(`This needs root. ${aptByHand(packages, interrupted)}`);
  const asRoot = async (/** @type {readonly string[]} */ args, whole = false) => {
    // sudo may have forgotten the password in the meantime.
    const { prefix, asks } = (await becomeRoot(step, REASON)) ?? root;
    const [command = 'env', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...args];
    const work = () => run(command, rest, { whole, session: prefix.length > 0 });
    return asks ? step.aside(work) : work();
  };
  const apt = ['apt-get', ...APT_OPTIONS, '-q', '-y'];
  try {
    if (interrupted) {
      step.note('dpkg was interrupted before: finishing its work first.');
      // What this leaves over, apt mends.
      await asRoot(['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'], true).catch(() => {});
      await asRoot([...apt, '--fix-broken', '--no-install-recommends', 'install'], true);
    }
    // It ends well even if it could read nothing.
    const lists = await asRoot([...apt, 'update']);
    if (OUT_OF_REACH.test(lists) && !/^(Hit|Get):\d/m.test(lists)) throw outOfReach(packages);
    const wanted = ['--no-install-recommends', 'install', ...packages];
    step.detail('downloading');
    await asRoot([...apt, '--download-only', ...wanted]);
    step.detail('installing');
    await asRoot([...apt, ...wanted], true);
  } catch (error) {
    throw error instanceof CommandFailure && OUT_OF_REACH.test(error.output) ? outOfReach(packages) : error;
  }
}

/** @param {readonly string[]} packages */
function outOfReach(packages) {
  return new SetupFailure(
    `The servers of the system's packages can't be reached: no network, or a proxy that apt doesn't know. ${aptByHand(packages, false)}`,
    { passing: true },
  );
}

/** What to type, with and without sudo. @param {readonly string[]} packages @param {boolean} interrupted */
function aptByHand(packages, interrupted) {
  const mend = interrupted ? 'dpkg --configure -a && ' : '';
  const command = `apt-get update && apt-get install --no-install-recommends ${packages.join(' ')}`;
  return `Run as root: ${mend}${command}\n  or with sudo: ${`${mend}${command}`.replace(/(^|&& )/g, '$1sudo ')}`;
}

/** Whether dpkg was cut off in the middle of its work: apt then refuses to do anything. */
function dpkgInterrupted() {
  try {
    // Its journal of what it has begun; what apt itself looks at.
    if (readdirSync('/var/lib/dpkg/updates').some((name) => /^\d+$/.test(name))) return true;
  } catch {
    return false;
  }
  // Packages that are unpacked and not configured.
  const audit = spawnSync('dpkg', ['--audit'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /half (configured|installed)|not yet been configured/.test(audit.stdout ?? '');
}
