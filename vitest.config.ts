import { defineConfig } from 'vitest/config';

// Real sockets, processes and browsers on a machine that is busy with other tests: on CI, where nobody is there to try
// again, a test of them gets a second try, and test/second-tries.ts tells at the end which ones needed it.
const secondTry = process.env['CI'] === undefined ? 0 : 1;

/**
 * One project per kind of test, so that a newcomer can run just one: `npm test -- --project unit`. `shared`: its files
 * run in a few processes, one after the other, where a process for each would load the same code again; so no module
 * may keep a state, and a file must put back what it changes of the process.
 */
const projects = [
  { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 120_000, shared: true },
  { name: 'component', include: ['test/component/**/*.test.tsx'], testTimeout: 60_000, shared: true },
  { name: 'wire', include: ['test/wire/**/*.test.ts'], testTimeout: 120_000, retry: secondTry },
  { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 240_000, retry: secondTry },
  { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 240_000, retry: secondTry },
  { name: 'long', include: ['test/long/**/*.test.ts'], testTimeout: 3_600_000 },
] as const;

export default defineConfig({
  test: {
    // One more than the least machine has cores: half of what windows and processes take in a test is waiting.
    maxWorkers: 3,
    projects: projects.map((project) => ({
      test: {
        name: project.name,
        include: [...project.include],
        environment: 'node' as const,
        pool: 'forks' as const,
        isolate: !('shared' in project),
        // OpenCV's threads wait for each other by spinning, on cores that other files' tests need.
        env: project.name === 'unit' ? { OPENCV_FOR_THREADS_NUM: '1' } : {},
        testTimeout: project.testTimeout,
        hookTimeout: project.testTimeout,
        // As patient as everything else that a test awaits: vitest's own second is soon over on a busy machine.
        expect: { poll: { timeout: project.testTimeout / 2 } },
        retry: 'retry' in project ? project.retry : 0,
      },
    })),
  },
});
