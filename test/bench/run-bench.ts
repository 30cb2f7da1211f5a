import { pathToFileURL } from 'node:url';
import { type Bench, Skipped } from './bench.ts';

/** Runs one benchmark file; its last line of output is the result as JSON. Started by scripts/bench.mjs. */
const [file = '', smoke] = process.argv.slice(2);
const { bench } = (await import(pathToFileURL(file).href)) as { bench: Bench };
try {
  const rows = await bench.run({ smoke: smoke === '--smoke' });
  process.stdout.write(`\n${JSON.stringify({ title: bench.title, rows })}\n`);
} catch (error) {
  if (!(error instanceof Skipped)) throw error;
  process.stdout.write(`\n${JSON.stringify({ title: bench.title, skipped: error.message })}\n`);
}
process.exit(0);
