import { posix } from 'node:path';
import { parseSync } from 'vite';
import { readTracked } from './tracked-files.ts';

/** Reads imports from the syntax tree, whatever their form, quotes and line breaks. */

const cache = new Map<string, readonly string[]>();

/**
 * What a file imports: `import`, `export … from`, `import()`, `require()`, `require.resolve()`, types by `import('…')`
 * in code and in JSDoc.
 * @param path in the checkout
 * @returns paths in the checkout, and the names of packages and of Node's modules, e.g. `node:fs`
 */
export function importsOf(path: string): readonly string[] {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const targets = specifiersIn(readTracked(path), path).map((target) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
  );
  cache.set(path, targets);
  return targets;
}

/**
 * @param path its ending tells the language
 * @returns what the text imports, as it is written there
 * @throws if the text can't be parsed
 */
export function specifiersIn(text: string, path: string): readonly string[] {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const found: string[] = [];
  visit(program, found);
  for (const { value } of comments) {
    for (const [, , target = ''] of value.matchAll(/\bimport\(\s*(['"])(.+?)\1\s*\)/g)) found.push(target);
  }
  return found;
}

const IMPORTS = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function visit(node: unknown, found: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const type = Reflect.get(node, 'type');
  const imported = IMPORTS.has(type) ? Reflect.get(node, 'source') : required(node);
  const target = textOf(imported);
  if (target !== undefined) found.push(target);
  for (const child of Object.values(node)) visit(child, found);
}

/** The first argument of `require(…)` and `require.resolve(…)`. */
function required(node: object): unknown {
  if (Reflect.get(node, 'type') !== 'CallExpression') return undefined;
  const { callee, arguments: args } = node as { callee: CallTarget; arguments: readonly unknown[] };
  return callee.name === 'require' || callee.object?.name === 'require' ? args[0] : undefined;
}

interface CallTarget {
  readonly name?: unknown;
  readonly object?: { readonly name?: unknown };
}

/** The value of a string literal, or of a template without expressions. */
function textOf(node: unknown): string | undefined {
  const { value, quasis } = (node ?? {}) as { value?: unknown; quasis?: readonly { value: { cooked: string } }[] };
  if (typeof value === 'string') return value;
  return quasis?.length === 1 ? quasis[0]?.value.cooked : undefined;
}
