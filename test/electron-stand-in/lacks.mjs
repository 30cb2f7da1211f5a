import Module from 'node:module';
import { dirname, join } from 'node:path';
import threads from 'node:worker_threads';

/**
 * Gives Electron 33 (Node 20.18, Chromium 130) what it lacks and Lobby uses: `URL.parse`, `node:sqlite`, and
 * `setZoomMode`. The same in its worker threads, which have module loaders of their own (worker.mjs).
 */
URL.parse ??= (url, base) => {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
};

Module.register(new URL('./resolve-sqlite.mjs', import.meta.url).href);

const WORKER = join(dirname(import.meta.filename), 'worker.mjs');

class Worker extends threads.Worker {
  /** @param {string | URL} file @param {import('node:worker_threads').WorkerOptions} [options] */
  constructor(file, options = {}) {
    super(WORKER, { ...options, argv: [...(options.argv ?? []), String(file)] });
  }
}
threads.Worker = Worker;
Module.syncBuiltinESMExports();

if (threads.isMainThread) {
  const { app } = await import('electron');
  app.on('web-contents-created', (_event, contents) => {
    contents.setZoomMode ??= () => {};
  });
}
