import { openDoor } from './handover.mjs';
import { failSetUp, setUp } from './setup.mjs';

/** The doors: `npm run lobby -- bank|atm|camera|…`. Each sets up only what it needs. */
const args = process.argv.slice(2);
/** @type {ReadonlyMap<string, keyof typeof import('./setup/steps.mjs').STEPS>} */
const PURPOSES = new Map([
  ['suite', 'all'],
  ['camera', 'camera'],
  ['models', 'camera'],
  ['evaluate', 'camera'],
]);
const purpose = PURPOSES.get(args[0] ?? '') ?? 'terminal';
await setUp(args.includes('--help') ? 'terminal' : purpose).catch(failSetUp);
await openDoor(args);
