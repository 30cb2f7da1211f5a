import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { LANGUAGE_CODES, type LanguageCode } from '../../../src-main/contract/languages.ts';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';

/** All scripts that a built window loads, compressed, bytes: of the languages the largest one. */
export function windowScriptBytes(kind: WindowKind): number {
  const page = checkoutPath(`out/renderer/${kind}/index.html`);
  const html = readFileSync(page, 'utf8');
  // The entry's own tag, and a modulepreload for everything that it imports.
  const files = new Set([...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => path));
  const own = [...files].reduce((sum, file) => sum + compressed(join(dirname(page), file)), 0);
  return own + Math.max(...LANGUAGE_CODES.map((code) => compressed(catalogueOf(code))));
}

const compressed = (file: string): number => gzipSync(readFileSync(file)).length;

/** The built script with the words of a language. @throws Error if there is none */
export function catalogueOf(code: LanguageCode): string {
  const folder = checkoutPath('out/renderer/assets');
  const name = readdirSync(folder).find((one) => one.startsWith(`${code}-`) && one.endsWith('.js'));
  if (name === undefined) throw new Error(`there is no script with the words of ${code}`);
  return join(folder, name);
}

/** What React alone costs: a page that shows one word, from the same bundler, compressed, bytes. */
export async function plainReactBytes(): Promise<number> {
  const entry = 'plain-react.js';
  const made = await build({
    configFile: false,
    root: checkoutPath('.'),
    logLevel: 'error',
    plugins: [
      {
        name: 'plain-react',
        resolveId: (id) => (id === entry ? `\0${entry}` : null),
        load: (id) =>
          id === `\0${entry}`
            ? `import { createElement } from 'react'; import { createRoot } from 'react-dom/client';
               createRoot(document.body).render(createElement('p', null, 'Welcome'));`
            : null,
      },
    ],
    build: { write: false, rollupOptions: { input: entry } },
  });
  const [bundle] = Array.isArray(made) ? made : [made];
  if (bundle === undefined || !('output' in bundle)) throw new Error('the build made nothing');
  return bundle.output.reduce((sum, part) => sum + (part.type === 'chunk' ? gzipSync(part.code).length : 0), 0);
}
