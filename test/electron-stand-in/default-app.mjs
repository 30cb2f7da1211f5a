import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
// Before anything of the app is loaded.
import './lacks.mjs';

/**
 * Starts the app whose folder is the first argument that is no switch, as Electron's own default app does, which the
 * stand-in lacks (scripts/setup/electron-stand-in.mjs). An ES module with top-level await: after a CommonJS one 'ready'
 * may come before the app has declared its scheme and taken its lock.
 */
/** With what Electron keeps for its default app. @type {typeof app & { setVersion(version: string): void, setAppPath(path: string): void }} */
const own = Object.assign(app);
const words = process.argv.slice(1);
// `-r MODULE` is loaded before the app: what a driver needs to hold the app back until it is connected.
const required = words.indexOf('-r') === -1 ? undefined : words.splice(words.indexOf('-r'), 2)[1];
const folder = words.find((word) => !word.startsWith('-'));
if (required !== undefined) createRequire(import.meta.url)(required);
if (folder === undefined) {
  process.stderr.write('no app folder among the arguments\n');
  app.exit(1);
} else {
  // As Electron does it: the app is not packaged, and its folder is its path.
  Object.defineProperty(process, 'defaultApp', { value: true });
  const path = resolve(folder);
  const { name, productName, version, main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  own.setVersion(version);
  app.name = productName ?? name;
  own.setAppPath(path);
  await import(pathToFileURL(join(path, main)).href);
}
