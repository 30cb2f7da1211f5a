import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { WINDOW_KINDS } from './src-main/contract/windows.ts';
import { MODULES } from './src-main/module-path.ts';

const here = import.meta.dirname;
const entries = (pairs: readonly (readonly [string, string])[]) =>
  Object.fromEntries(pairs.map(([name, path]) => [name, resolve(here, path)]));

/**
 * Leaves out of the windows' scripts what zod makes JSON Schemas with: 5 KiB compressed in each that nothing here asks
 * for, and that no bundler can tell, since every schema has a method for it.
 */
function withoutJsonSchema(): Plugin {
  const stand = '\0no-json-schema';
  return {
    name: 'without-json-schema',
    enforce: 'pre',
    resolveId: (source, importer) =>
      /\/zod\/v4\/classic\/schemas\.js$/.test(importer ?? '') &&
      /\/core\/(to-json-schema|json-schema-processors)\.js$/.test(source)
        ? stand
        : null,
    load: (id) =>
      id === stand
        ? 'export const createToJSONSchemaMethod = null, createStandardJSONSchemaMethod = () => null;'
        : null,
  };
}

export default defineConfig({
  main: {
    build: {
      // All in the bundle: quicker to start, and a packaged app needs no packages for it. What only plain Node can load
      // (opencv4nodejs) is required at run time and stays outside.
      externalizeDeps: false,
      rollupOptions: {
        input: entries([
          ['main', 'src-main/main.ts'],
          // The doors, for an installed app without the sources.
          ['cli', 'src-main/cli.ts'],
          ...Object.entries(MODULES).map(([name, path]) => [name, `src-main/${path}`] as const),
        ]),
        // Flat: src-main/module-path.ts finds the threads beside whichever chunk it ends up in.
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can neither be an ES module nor require packages.
      externalizeDeps: false,
      rollupOptions: {
        input: entries([['preload', 'src-main/shell/electron/preload.ts']]),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src-renderer'),
    // Relative, so that the same pages work under lobby:// and http://.
    base: './',
    plugins: [react(), withoutJsonSchema()],
    build: {
      outDir: resolve(here, 'out/renderer'),
      // A data: font or picture would need a looser content security policy.
      assetsInlineLimit: 0,
      // electron-vite leaves renderers as they are; a window's script has a budget of 300 KiB compressed.
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: entries(WINDOW_KINDS.map((kind) => [kind, `src-renderer/${kind}/index.html`] as const)),
      },
    },
  },
});
