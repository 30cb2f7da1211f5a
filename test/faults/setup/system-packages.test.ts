import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../../shared/find-program.mjs';
import { describeWhere, testWhere, WITHOUT_LINUX, withoutProgram } from '../../describe-where.ts';
import { checkoutWithPackages, runInCheckout } from './checkout.ts';
import { StandInSystem } from './stand-ins.ts';

/**
 * Proves that set-up's way with apt leaves no system broken: what was begun is finished, what was left half done is
 * mended, nothing is given up for a reason that passes, and people are told what they are asked for. Chromium is what
 * is missing; apt-get, dpkg and sudo are stand-ins.
 */
const SYSTEM = `
  import { setUp, failSetUp } from './scripts/setup.mjs';
  import { STEPS } from './scripts/setup/steps.mjs';
  STEPS.camera = [STEPS.camera[0]];
  await setUp('camera').catch(failSetUp);
`;
/** A user who isn't root, whoever runs the test. */
const PLAIN_USER = 'process.getuid = () => 1000;\n';

function prepare() {
  const folder = checkoutWithPackages();
  const system = new StandInSystem(join(folder, 'bin'));
  const givenUp = () => existsSync(join(folder, '.lobby/given-up.json'));
  return { folder, system, givenUp, run: (code = SYSTEM) => runInCheckout(folder, code, system.env) };
}

describeWhere(WITHOUT_LINUX, 'system packages', () => {
  test('what is missing is installed, downloads first', async () => {
    const { system, run } = prepare();
    const setUp = run(`process.getuid = () => 0;\n${SYSTEM}`);
    expect(await setUp.ended, setUp.said()).toBe(0);
    expect(system.calls().filter((call) => !call.startsWith('dpkg --audit'))).toEqual([
      'apt-get update',
      'apt-get --download-only install chromium',
      'apt-get install chromium',
    ]);
  });

  test('Ctrl-C in the middle of an installation lets it finish, and the next start goes on', async () => {
    const { folder, system, givenUp, run } = prepare();
    system.program(
      'apt-get',
      `case "$*" in *--download-only*) ;; *' install '*)
        trap 'echo killed >> "${join(folder, 'end')}"; exit 1' INT TERM HUP
        touch '${join(folder, 'begun')}'
        while ! test -e '${join(folder, 'go')}'; do sleep 0.05; done
        echo finished >> '${join(folder, 'end')}';; esac`,
    );
    const first = run(`process.getuid = () => 0;\n${SYSTEM}`);
    await expect.poll(() => existsSync(join(folder, 'begun'))).toBe(true);
    // As the terminal does: to all in the group.
    first.child.kill('SIGINT');
    await first.hears('as soon as apt has finished');
    writeFileSync(join(folder, 'go'), '');
    expect(await first.ended).toBe(130);
    expect(readFileSync(join(folder, 'end'), 'utf8')).toBe('finished\n');
    expect(givenUp()).toBe(false);

    system.note('second start');
    const second = run(`process.getuid = () => 0;\n${SYSTEM}`);
    await second.ended;
    expect(system.calls().slice(system.calls().indexOf('second start'))).toContain('apt-get install chromium');
  });

  test('an installation goes on to its end even if set-up is killed', async () => {
    const { folder, system, run } = prepare();
    system.program(
      'apt-get',
      `case "$*" in *--download-only*) ;; *' install '*)
        touch '${join(folder, 'begun')}'
        while ! test -e '${join(folder, 'go')}'; do sleep 0.05; done
        echo 'Setting up chromium' && touch '${join(folder, 'finished')}';; esac`,
    );
    const setUp = run(`process.getuid = () => 0;\n${SYSTEM}`);
    await expect.poll(() => existsSync(join(folder, 'begun'))).toBe(true);
    setUp.child.kill('SIGKILL');
    await setUp.ended;
    writeFileSync(join(folder, 'go'), '');
    await expect.poll(() => existsSync(join(folder, 'finished'))).toBe(true);
  });

  test('a dpkg that was interrupted is mended first', async () => {
    const { system, run } = prepare();
    system.program('dpkg', `test "$1" = --audit && echo 'The following packages are only half configured:'; true`);
    const setUp = run(`process.getuid = () => 0;\n${SYSTEM}`);
    expect(await setUp.ended, setUp.said()).toBe(0);
    expect(setUp.said()).toContain('dpkg was interrupted before: finishing its work first.');
    expect(system.calls().filter((call) => !call.startsWith('dpkg --audit'))).toEqual([
      'dpkg --force-confdef --force-confold --configure -a',
      'apt-get --fix-broken install',
      'apt-get update',
      'apt-get --download-only install chromium',
      'apt-get install chromium',
    ]);
  });

  test('without a network it is not given up', async () => {
    const { system, givenUp, run } = prepare();
    system.program(
      'apt-get',
      `case "$*" in *install*) echo "E: Failed to fetch: Temporary failure resolving 'x'"; exit 100;; esac`,
    );
    const setUp = run(`process.getuid = () => 0;\n${SYSTEM}`);
    expect(await setUp.ended, setUp.said()).toBe(0);
    expect(setUp.said()).toContain("The servers of the system's packages can't be reached");
    expect(givenUp()).toBe(false);
  });

  test('another failure is given up, so that not every start tries it again', async () => {
    const { system, givenUp, run } = prepare();
    system.program('apt-get', `case "$*" in *install*) echo 'E: Unable to locate package chromium'; exit 100;; esac`);
    const first = run(`process.getuid = () => 0;\n${SYSTEM}`);
    expect(await first.ended).toBe(0);
    expect(first.said()).toContain('E: Unable to locate package chromium');
    expect(givenUp()).toBe(true);
    const second = run(`process.getuid = () => 0;\n${SYSTEM}`);
    expect(await second.ended).toBe(0);
    expect(second.said()).toContain("'npm run setup' tries it again");
  });

  test('without root: what to type, with and without sudo, and only what is missing', async () => {
    const { folder, system, run } = prepare();
    const code = `${PLAIN_USER}import { SetupFailure } from './scripts/setup/failure.mjs';
      import { installSystemPackages } from './scripts/setup/system/system-packages.mjs';
      await installSystemPackages({ note() {} }).catch((error) => console.log(error.message));`;
    const setUp = run(code);
    expect(await setUp.ended).toBe(0);
    expect(setUp.said()).toBe(
      'This needs root. Run as root: apt-get update && apt-get install --no-install-recommends chromium\n' +
        '  or with sudo: sudo apt-get update && sudo apt-get install --no-install-recommends chromium\n',
    );
    expect(system.calls().filter((call) => call.startsWith('apt-get'))).toEqual([]);
    expect(existsSync(join(folder, '.lobby/given-up.json'))).toBe(false);
  });

  testWhere(
    withoutProgram('script', ['--version']),
    "sudo's question is announced, and nothing is written over it until it is answered",
    async () => {
      const { folder, system, run } = prepare();
      const known = join(folder, 'password-known');
      system.program(
        'sudo',
        `case "$1" in
          -v) printf '[sudo] password: ' > /dev/tty; read -r answer < /dev/tty; test "$answer" = secret && touch '${known}';;
          -n) test -e '${known}' || exit 1; shift; "$@";;
        esac`,
      );
      const module = join(folder, 'set-up.mjs');
      writeFileSync(module, PLAIN_USER + SYSTEM);
      const script = JSON.stringify(['-qec', `${process.execPath} ${module}`, '/dev/null']);
      const terminal = run(`
        import { spawn } from 'node:child_process';
        const terminal = spawn(${JSON.stringify(findProgram(['script']))}, ${script}, { stdio: ['pipe', 'inherit', 'inherit'] });
        process.once('SIGUSR2', () => terminal.stdin.write('secret\\n'));
        terminal.once('close', (code) => process.exit(code));
      `);
      await terminal.hears('[sudo] password: ');
      const asked = terminal.said();
      expect(asked).toContain('sudo asks for your password, to install system packages:');
      // Several turns of the progress line's clock.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(terminal.said()).toBe(asked);
      terminal.child.kill('SIGUSR2');
      expect(await terminal.ended, terminal.said()).toBe(0);
      expect(system.calls()).toContain('sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install chromium');
    },
  );
});
