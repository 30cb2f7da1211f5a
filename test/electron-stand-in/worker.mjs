import { pathToFileURL } from 'node:url';
import './lacks.mjs';

/** Every worker thread begins here, and goes on with the file that was wanted, which is its last argument. */
const file = process.argv.pop() ?? '';
await import(file.startsWith('file:') ? file : pathToFileURL(file).href);
