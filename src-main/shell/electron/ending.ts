import { app, dialog } from 'electron';
import type { Logger } from 'pino';

/** What must be done before the app ends. */
export interface Closing {
  readonly log: Logger;
  /** The one sentence for the person. */
  words(message: string): string;
  /** Closes windows and bank. */
  close(): Promise<void>;
}

/** How long closing may take once a bug was met, ms: the bug may be in what closes. */
const CLOSING_MS = 10_000;

/** Says it in the terminal, and in a dialog to who started Lobby by a double-click and has none. */
export function tell(words: string, stream: NodeJS.WriteStream = process.stderr): void {
  stream.write(`${words}\n`);
  if (app.isPackaged) dialog.showErrorBox('Lobby', words);
}

/**
 * Ends the app with code 1 on whatever is thrown and caught nowhere: it is logged, the ledger is closed, and one
 * sentence says so. Without it Electron shows a dialog of its own while every call to the main process waits, and a
 * rejected promise is only printed.
 * @returns the function that says what must be closed, once there is something
 */
export function endOnBugs(): (closing: Closing) => void {
  let closing: Closing | undefined;
  let ending = false;
  const end = async (error: unknown) => {
    closing?.log.fatal(error, 'the suite failed unexpectedly');
    // What breaks while closing is only logged.
    if (ending) return;
    ending = true;
    const message = error instanceof Error ? error.message : String(error);
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, CLOSING_MS);
    await Promise.race([closing?.close(), limit.promise]).catch((failure: unknown) =>
      closing?.log.error(failure, 'not everything could be closed'),
    );
    clearTimeout(timer);
    // The dialog may wait for its person: meanwhile another Lobby can start.
    app.releaseSingleInstanceLock();
    tell(
      closing?.words(message) ??
        `Lobby could not start because of a bug: ${error instanceof Error ? error.stack : message}`,
    );
    app.exit(1);
  };
  process.on('uncaughtException', (error) => void end(error));
  process.on('unhandledRejection', (reason) => void end(reason));
  return (given) => {
    closing = given;
  };
}

/** Lets the app end only after `close` is done. @returns whether it has begun to end */
export function quitGracefully({ log, close }: Pick<Closing, 'log' | 'close'>): () => boolean {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void close()
      .catch((error: unknown) => log.error(error, 'not everything could be closed'))
      .finally(() => {
        state = 'closed';
        // Not at once: with nothing to close we are still inside of this event, in which Electron ignores a quit.
        setImmediate(() => app.quit());
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  return () => state !== 'running';
}
