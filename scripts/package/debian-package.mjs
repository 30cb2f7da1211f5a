import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Installer } from 'electron-installer-debian';
import { desktopEntry } from '../../shared/desktop-entry.mjs';
import { LINK_SCHEME } from '../../shared/suite-options.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { ROOT } from '../setup/places.mjs';
import { doorNames, manualPage } from './manual-page.mjs';
import { appDescription, plainNode } from './plain-part.mjs';

/** Where dpkg puts the app. */
const HOME = '/usr/lib/lobby';
/** What packageApp lays beside the program for a folder that is not installed, with paths of that folder. */
const OF_THE_FOLDER = ['lobby.desktop', 'lobby.png', 'LICENSE'];
/** The project has no mail address; `.invalid` never resolves (RFC 2606). */
const MAINTAINER = 'The Lobby developers <lobby@lobby.invalid>';

/**
 * What lintian calls errors and can't be otherwise: Electron and Node are built by others and bring their libraries
 * with them, the sandbox's helper must be root's, node-gyp writes where OpenCV was found, and npm packages have scripts
 * that nobody runs.
 */
const OVERRIDES = [
  'custom-library-search-path *',
  'missing-dep-for-interpreter *',
  'embedded-library *',
  'elevated-privileges *',
  'unstripped-binary-or-object *',
  'hardening-no-relro *',
  'shared-library-lacks-prerequisites *',
];

/** Adds to electron-installer-debian what Debian's policy asks for and it leaves out. */
class DebianPackage extends Installer {
  /** @override */
  get contentFunctions() {
    return [...super.contentFunctions, 'createManual', 'createChangelog', 'createPackageType'];
  }

  /** @override */
  async copyApplication() {
    const { src } = this.options;
    const left = new Set(OF_THE_FOLDER.map((name) => join(src, name)));
    // As in the class above, which can't be given a list.
    await Object.getPrototypeOf(Installer.prototype).copyApplication.call(
      this,
      (/** @type {string} */ path) => !left.has(path),
    );
    return this.updateSandboxHelperPermissions();
  }

  /** @override */
  async createBinarySymlink() {
    this.write('usr/bin/lobby', commandScript(this.options.src), 0o755);
  }

  /** @override */
  async createCopyright() {
    this.write('usr/share/doc/lobby/copyright', copyright());
  }

  async createManual() {
    this.write('usr/share/man/man1/lobby.1.gz', gzipSync(manualPage(this.options.src), { level: 9 }));
  }

  async createChangelog() {
    const { version } = this.options;
    const text = `lobby (${version}) unstable; urgency=medium\n\n  * Lobby ${version}.\n\n -- ${MAINTAINER}  ${newestChange()}\n`;
    this.write('usr/share/doc/lobby/changelog.gz', gzipSync(text, { level: 9 }));
  }

  /** What the app then says of newer versions (src-main/shell/updates/installation.ts). */
  async createPackageType() {
    this.write(`${HOME.slice(1)}/resources/plain/package-type`, 'deb\n');
  }

  /** @override */
  async createPackage() {
    setModes(this.stagingDir);
    this.write('DEBIAN/md5sums', checksums(this.stagingDir));
    // dpkg-deb's own level, 6, takes four times as long for a package that is a seventh smaller.
    process.env['DPKG_DEB_COMPRESSOR_LEVEL'] = '1';
    return super.createPackage();
  }

  /** @param {string} path @param {string | Buffer} content @param {number} [mode] */
  write(path, content, mode = 0o644) {
    const file = join(this.stagingDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }
}

/**
 * Makes a .deb of a packaged app.
 * @param {{ folder: string, out: string, compression?: 'xz' | 'gzip' }} options folder: as packageApp made it; out:
 * folder that the .deb is put in; compression: xz is the smallest, and takes a minute and more
 * @returns {Promise<string>} its path
 * @throws {SetupFailure} where Debian's tools are missing
 */
export async function makeDebianPackage({ folder, out, compression = 'xz' }) {
  const { version, description } = appDescription();
  const work = mkdtempSync(join(tmpdir(), 'lobby-debian-'));
  try {
    const entry = join(work, 'lobby.desktop');
    writeFileSync(entry, menuEntry(description));
    const installer = new DebianPackage({
      src: folder,
      dest: out,
      rename: (/** @type {string} */ dest, /** @type {string} */ file) => join(dest, file),
      logger: () => {},
      name: 'lobby',
      productName: 'Lobby',
      bin: 'lobby',
      version,
      arch: debianProcessor(),
      section: 'education',
      maintainer: MAINTAINER,
      description: 'bank, ATMs, wall clock and camera of a bank lobby',
      productDescription: `${description}\n\nMany ATMs reach the bank over TCP at once, and a live board shows\nwhat that does to a server. Nothing is sent anywhere.`,
      icon: icons(work),
      desktopTemplate: entry,
      depends: linkedPackages(folder, work),
      lintianOverrides: OVERRIDES,
      compression,
    });
    await installer.generateDefaults();
    await installer.generateOptions();
    await installer.createStagingDir();
    await installer.createContents();
    await installer.createPackage();
    await installer.movePackage();
    const [path = ''] = installer.options.packagePaths;
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} comment */
function menuEntry(comment) {
  const open = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ kind) => ({
    id,
    name,
    command: ['lobby', `--open=${kind}`],
  });
  return desktopEntry({
    command: ['lobby'],
    icon: 'lobby',
    comment,
    actions: [
      open('NewAtm', 'New ATM', 'atm'),
      open('Clock', 'Clock', 'clock'),
      open('Camera', 'Camera', 'camera'),
      open('Lab', 'Lab', 'lab'),
    ],
    links: LINK_SCHEME,
  });
}

/**
 * `lobby` opens the app, `lobby bank` the door of that name.
 * @param {string} folder
 */
function commandScript(folder) {
  const node = join(HOME, relative(folder, plainNode(folder)));
  return `#!/bin/sh
# Opens Lobby, or one of its doors: see lobby(1).
case "\${1-}" in
  ${doorNames(folder).join(' | ')} | --help | -h) exec ${node} ${HOME}/resources/plain/out/main/cli.js "$@" ;;
  *) exec ${HOME}/lobby -- "$@" ;;
esac
`;
}

function copyright() {
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Lobby
Comment: Electron and Chromium, Node, OpenCV for Node and the networks keep their own licences: see
 ${HOME}/LICENSES.chromium.html and the LICENSE and README files of each below ${HOME}/resources/plain.

Files: *
Copyright: The Lobby developers
License: Expat
${readFileSync(join(ROOT, 'LICENSE'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
  .join('\n')}
`;
}

/** The time of the newest commit, or now for sources without git, as Debian's changelogs want it (RFC 5322). */
function newestChange() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%aD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return new Date().toUTCString().replace('GMT', '+0000');
  }
}

function debianProcessor() {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

/** @param {string} work @returns {Record<string, string>} picture for each size of the icon theme */
function icons(work) {
  const picture = join(ROOT, 'out', 'renderer', 'icon.png');
  const drawing = join(work, 'lobby.svg');
  writeFileSync(drawing, readFileSync(join(ROOT, 'out', 'renderer', 'icon.svg')));
  return { '512x512': picture, scalable: drawing };
}

/**
 * The Debian packages that have the libraries which the app is linked with, with the versions it needs, as dpkg's own
 * tool finds them on this system.
 * @param {string} folder @param {string} work
 * @returns {string[]}
 */
function linkedPackages(folder, work) {
  mkdirSync(join(work, 'debian'));
  writeFileSync(join(work, 'debian', 'control'), 'Source: lobby\n\nPackage: lobby\nArchitecture: linux-any\n');
  const programs = linked(folder).map((path) => `-e${path}`);
  const options = ['-O', '--ignore-missing-info', `-l${folder}`, ...programs];
  let said;
  try {
    said = execFileSync('dpkg-shlibdeps', options, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, stderr } = /** @type {NodeJS.ErrnoException & { stderr?: string }} */ (error);
    throw new SetupFailure(
      code === 'ENOENT'
        ? 'A .deb needs dpkg-shlibdeps to be made: apt-get install dpkg-dev'
        : `The libraries that the app needs can't be told: ${stderr?.trim().split('\n').at(-1) ?? ''}`,
    );
  }
  return (/^shlibs:Depends=(.*)$/m.exec(said)?.[1] ?? '').split(', ').filter((name) => name !== '');
}

/** The programs and libraries in it: ELF files. @param {string} folder */
function linked(folder) {
  return filesIn(folder).filter((path) => {
    if (/\.(pak|dat|js|json|html|png|caffemodel|prototxt|jpg|xml)$/.test(path)) return false;
    return readFileSync(path).subarray(0, 4).toString('latin1') === '\x7fELF';
  });
}

/** @param {string} folder @returns {string[]} files, no links */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What is run; all else is only read. Libraries that can be executed are an error to Debian. */
const PROGRAMS = new Set(['usr/bin/lobby', 'usr/lib/lobby/lobby', 'usr/lib/lobby/chrome_crashpad_handler']);

/** Folders and files as Debian wants them, whatever the umask was: writable by root alone. @param {string} staging */
function setModes(staging) {
  for (const entry of readdirSync(staging, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    // Its mode makes it root's wherever it is run.
    if (!entry.isFile() || entry.name === 'chrome-sandbox') continue;
    const isProgram = PROGRAMS.has(relative(staging, path)) || path.endsWith('/bin/node');
    chmodSync(path, isProgram ? 0o755 : 0o644);
  }
}

/** @param {string} staging */
function checksums(staging) {
  const files = filesIn(staging)
    .map((path) => relative(staging, path))
    .filter((path) => !path.startsWith('DEBIAN'))
    .sort();
  return execFileSync('md5sum', files, { cwd: staging, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** Whether this system is one that .deb files are for. */
export function isDebian() {
  return process.platform === 'linux' && existsSync('/usr/bin/dpkg-deb');
}
