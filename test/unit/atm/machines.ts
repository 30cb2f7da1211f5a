import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Terminal } from '../../../src-main/atm/terminal.ts';
import { openTerminal } from '../../../src-main/atm/terminal-client.ts';
import { TIMING, type Timing } from '../../../src-main/atm/timing.ts';
import { loggedIn, type ScriptedBank, startScriptedBank } from './scripted-bank.ts';

export const PATIENT: Timing = { ...TIMING, retryFirst: 5, retryMost: 20 };
/** For what is never answered. A second is still more than this process can be held up between two events. */
export const QUICK: Timing = { ...PATIENT, connect: 1_000, reply: 1_000, outcome: 1_500 };

type Script = Parameters<typeof startScriptedBank>[0];

/** Scripted banks and ATMs in a folder of their own, closed after each test. */
export interface Machines {
  /** Where the journals are. */
  readonly folder: string;
  scripted(script: Script, port?: number): Promise<ScriptedBank>;
  terminalAt(port: number, timing?: Timing): Terminal;
  /** To be done after the test, the last first. */
  readonly closing: (() => Promise<void>)[];
}

/** To be called once in a test file. */
export function setUpMachines(): Machines {
  let folder = '';
  const closing: (() => Promise<void>)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lobby-atm-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    closing,
    async scripted(script, port) {
      const bank = await startScriptedBank(script, port);
      closing.push(() => bank.close());
      return bank;
    },
    terminalAt(port, timing = PATIENT) {
      const terminal = openTerminal({ host: '127.0.0.1', port, folder, name: 'ATM 1' }, timing);
      closing.push(() => terminal.close());
      return terminal;
    },
  };
}

/** A bank with one account that logs everybody in, and then answers as given. */
export const memberOf =
  (answer: Script): Script =>
  (request, socket) => {
    if (request.op === 'hello') return undefined;
    return request.op === 'login' ? loggedIn(request, 300_000) : answer(request, socket);
  };
