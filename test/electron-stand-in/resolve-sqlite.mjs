/** SQLite as a package, in the place of `node:sqlite`. */
const STAND_IN = new URL('./sqlite.mjs', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  return specifier === 'node:sqlite' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context);
}
