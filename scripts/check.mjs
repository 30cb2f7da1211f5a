import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findNode24 } from '../shared/node24.mjs';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';

const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path);

/** @type {readonly { title: string, args: readonly string[] }[]} */
const CHECKS = [
  { title: 'types: main, scripts, tests', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  { title: 'types: windows', args: [bin('typescript/bin/tsc'), '-p', 'src-renderer/tsconfig.json'] },
  { title: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
];

/** Type-checks and lints everything. @returns {{ passed: number, failed: number }} */
export function check() {
  const node = findNode24()?.binary ?? process.execPath;
  let failed = 0;
  for (const { title, args } of CHECKS) {
    const started = performance.now();
    const { status } = spawnSync(node, args, { cwd: ROOT, stdio: 'inherit' });
    const words = status === 0 ? 'fine' : 'FAILED';
    process.stdout.write(`  ${title}: ${words} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
    if (status !== 0) failed += 1;
  }
  return { passed: CHECKS.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp('terminal').catch(failSetUp);
  process.exit(check().failed === 0 ? 0 : 1);
}
