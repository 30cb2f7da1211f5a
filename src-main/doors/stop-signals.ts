/**
 * Calls back once, at the first of these signals. Its listeners stay: npm and shells pass a Ctrl-C on that the process
 * has got already, and a second one must not cut off what is being put back, committed or closed.
 */
export function onStopSignal(signals: readonly NodeJS.Signals[], stop: () => void): void {
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop();
    });
  }
}
