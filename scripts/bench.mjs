import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { findNode24 } from '../shared/node24.mjs';
import { ROOT } from './setup/places.mjs';
import { failSetUp, setUp } from './setup.mjs';
import { obtainTestElectron } from './test-electron.mjs';

/**
 * `npm run bench`: every test/bench/**\/*.bench.ts in a process of its own, one after the other, ours beside its peer;
 * prints a table and writes docs/benchmarks.md and docs/benchmarks.json. Names run only those: `npm run bench --
 * deposits`. `--smoke` shows that all of it runs, in seconds, and writes nothing.
 *
 * @typedef {object} Row one line of the table
 * @property {string} work
 * @property {string} unit
 * @property {number} ours
 * @property {{ readonly name: string, readonly value: number } | null} peer what the same run measured of the peer;
 *   null where there is nothing to compare with
 * @property {string} goal what is to be reached, in words
 * @property {boolean} reached
 * @property {string} [note] what the numbers mean, where the words above can't say it
 *
 * @typedef {{ title: string, rows: Row[] } | { title: string, skipped: string }} Result
 */
const args = process.argv.slice(2);
const smoke = args.includes('--smoke');
const names = args.filter((arg) => arg !== '--smoke');
const FOLDER = join(ROOT, 'test', 'bench');

await setUp('all').catch(failSetUp);
await obtainTestElectron().catch(failSetUp);
await setUp('postgres-tests').catch(failSetUp);
const node = findNode24()?.binary ?? process.execPath;

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => names.length === 0 || names.includes(basename(file, '.bench.ts')))
  .sort();
if (files.length === 0) {
  process.stderr.write(`There is no benchmark named ${names.join(', ')} in test/bench.\n`);
  process.exit(2);
}

/** @type {Result[]} */
const results = [];
let failed = 0;
for (const file of files) {
  process.stdout.write(`${file} …\n`);
  const result = await run(join(FOLDER, file));
  if (result === undefined) {
    failed += 1;
    continue;
  }
  results.push(result);
  process.stdout.write('skipped' in result ? `  skipped: ${result.skipped}\n` : result.rows.map(line).join(''));
}
if (!smoke && names.length === 0 && failed === 0) write();
process.exit(failed === 0 ? 0 : 1);

/** @param {string} file @returns {Promise<Result | undefined>} undefined: it failed and has said why */
async function run(file) {
  const runner = join(FOLDER, 'run-bench.ts');
  const child = spawn(node, [runner, file, ...(smoke ? ['--smoke'] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) return undefined;
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** @param {number} value */
function digits(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** @param {Row} row */
function ratio({ ours, peer }) {
  return peer === null ? '' : `${(ours / peer.value).toFixed(2)} ×`;
}

/** @param {Row} row */
function line(row) {
  const peer = row.peer === null ? '' : `, ${ratio(row)} ${row.peer.name} (${digits(row.peer.value)})`;
  const note = row.note === undefined ? '' : `; ${row.note}`;
  return `  ${row.work}: ${digits(row.ours)} ${row.unit}${peer} — ${row.goal}: ${row.reached ? 'reached' : 'missed'}${note}\n`;
}

function write() {
  const machine = {
    at: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: node === process.execPath ? process.version : '24',
  };
  const sections = results.map((result) => {
    const title = `## ${result.title}\n\n`;
    if ('skipped' in result) return `${title}Skipped: ${result.skipped}\n`;
    const rows = result.rows.map((row) => {
      const peer = row.peer === null ? '' : `${row.peer.name}: ${digits(row.peer.value)}`;
      const note = row.note === undefined ? '' : ` (${row.note})`;
      return `| ${row.work}${note} | ${digits(row.ours)} ${row.unit} | ${peer} | ${ratio(row)} | ${row.goal} | ${row.reached ? 'yes' : 'no'} |\n`;
    });
    return `${title}| work | ours | peer | ratio | goal | reached |\n| --- | ---: | --- | ---: | --- | --- |\n${rows.join('')}`;
  });
  const head = `# Benchmarks

Made by \`npm run bench\`; ours and the peer measured in turns in one run on one machine, medians over the rounds.

${machine.at.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}.
`;
  mkdirSync(join(ROOT, 'docs'), { recursive: true });
  writeFileSync(join(ROOT, 'docs', 'benchmarks.md'), [head, ...sections].join('\n'));
  writeFileSync(join(ROOT, 'docs', 'benchmarks.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);
}
