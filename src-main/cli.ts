import { Failure, UsageFailure } from './contract/failure.ts';
import type { Door } from './doors/door.ts';

/** Doors are loaded only when asked for: `lobby bank` starts without the camera's modules and the other way round. */
const DOORS: Readonly<Record<string, () => Promise<Door>>> = {
  bank: async () => (await import('./doors/bank.ts')).door,
  atm: async () => (await import('./doors/atm.ts')).door,
  teletype: async () => (await import('./doors/teletype.ts')).door,
  crowd: async () => (await import('./doors/crowd.ts')).door,
  accounts: async () => (await import('./doors/accounts.ts')).door,
  audit: async () => (await import('./doors/audit.ts')).door,
  books: async () => (await import('./doors/books/books.ts')).door,
  check: async () => (await import('./doors/check.ts')).door,
  camera: async () => (await import('./doors/camera.ts')).door,
  models: async () => (await import('./doors/models.ts')).door,
  evaluate: async () => (await import('./doors/evaluate.ts')).door,
  suite: async () => (await import('./doors/suite.ts')).door,
};

async function overview(): Promise<string> {
  const doors = await Promise.all(Object.values(DOORS).map((load) => load()));
  const width = Math.max(...doors.map((door) => door.name.length));
  const lines = doors.map((door) => `  ${door.name.padEnd(width)}  ${door.summary}`);
  return `Usage: npm run lobby -- DOOR [options]\n\n${lines.join('\n')}\n\nEach door tells more with --help.\n`;
}

/** @returns the exit code: 0 well, 1 a failure told in one sentence, 2 wrong usage. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(await overview());
    return 0;
  }
  const load = Object.hasOwn(DOORS, name) ? DOORS[name] : undefined;
  if (load === undefined) {
    throw new UsageFailure(`There is no door '${name}'. See 'npm run lobby -- --help'.`);
  }
  const door = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(door.help);
    return 0;
  }
  return door.run(rest);
}

// Whoever reads the output may have seen enough ('| head -1'): that is no failure, and what still runs may go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof Failure) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error instanceof UsageFailure ? 2 : 1;
      return;
    }
    process.stderr.write(`Lobby failed unexpectedly: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
