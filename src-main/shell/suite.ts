import type { Terminal } from '../atm/terminal.ts';
import { openTerminal } from '../atm/terminal-client.ts';
import type { Bank } from '../bank/bank.ts';
import { startBank } from '../bank/server.ts';
import { type Camera, startCamera } from '../camera/supervisor.ts';
import type { BankStatus, Board, TranscriptLine } from '../contract/board.ts';
import type { CameraOptions } from '../contract/camera.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import type { DataFolder } from '../data-folder.ts';
import { checkoutPath } from '../module-path.ts';
import { SettingsFile } from '../settings-file.ts';

/** How the suite is to be started. */
export interface SuiteOptions {
  readonly data: DataFolder;
  readonly host: string;
  /** 0..65535; 0 picks a free one. */
  readonly teletypePort: number;
  /** 0..65535; 0 picks a free one. */
  readonly terminalPort: number;
  /** Path of the Node 24 binary that runs the camera process. */
  readonly node: string;
  /** Asks the system for leave to use a camera, where it wants to be asked (macOS). */
  readonly askForCamera?: () => Promise<boolean>;
}

/**
 * Everything behind the windows: bank, camera, settings. One for each running Lobby, shared by all its windows.
 *
 * A bank that can't start is a status that the windows show; the clock and the camera work all the same.
 */
export class Suite {
  readonly settings: SettingsFile;
  readonly camera: Camera;
  readonly data: DataFolder;
  readonly #options: SuiteOptions;
  readonly #statusListeners = new Set<(status: BankStatus) => void>();
  readonly #boardListeners = new Set<(board: Board) => void>();
  readonly #atmNumbers = new Set<number>();
  #bank: Bank | null = null;
  #stopBoard: (() => void) | null = null;
  #status: BankStatus = { state: 'starting' };

  constructor(options: SuiteOptions) {
    this.#options = options;
    this.data = options.data;
    this.settings = new SettingsFile(options.data.settings);
    this.camera = startCamera({ node: options.node, models: checkoutPath('models') });
  }

  /** Starts the bank. Never rejects: what went wrong is in the status. */
  async start(): Promise<void> {
    const { data, host, teletypePort, terminalPort } = this.#options;
    try {
      this.#bank = await startBank({ data, host, teletypePort, terminalPort });
    } catch (error) {
      this.#become({ state: 'failed', ...failureFields(error) });
      return;
    }
    this.#bank.onStatus((status) => this.#become(status));
    this.#become(this.#bank.status());
    this.#watchBoard();
  }

  status(): BankStatus {
    return this.#status;
  }

  onStatus(listener: (status: BankStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** The live board, computed only while somebody listens. */
  onBoard(listener: (board: Board) => void): () => void {
    this.#boardListeners.add(listener);
    this.#watchBoard();
    return () => {
      this.#boardListeners.delete(listener);
      this.#watchBoard();
    };
  }

  async transcript(session: string): Promise<TranscriptLine[]> {
    return [...((await this.#bank?.transcript(session)) ?? [])];
  }

  /**
   * A new ATM for one window, with a number of its own. Without a bank of ours it tries the same port: another Lobby's
   * bank may be the one that listens there.
   */
  openAtm(): { readonly terminal: Terminal; readonly close: () => Promise<void> } {
    let number = 1;
    while (this.#atmNumbers.has(number)) number += 1;
    this.#atmNumbers.add(number);
    const at =
      this.#status.state === 'listening'
        ? this.#status.terminal
        : { host: this.#options.host, port: this.#options.terminalPort };
    const terminal = openTerminal({ ...at, folder: this.data.atm, name: `ATM ${number}` });
    return {
      terminal,
      close: async () => {
        await terminal.close();
        // Only now: the number also says whose journal it is.
        this.#atmNumbers.delete(number);
      },
    };
  }

  /** @throws Failure `camera_denied` if the system doesn't let Lobby use cameras */
  async startCamera(options: CameraOptions): Promise<void> {
    const device = /^\d+$/.test(options.source);
    if (device && (await this.#options.askForCamera?.()) === false) {
      throw new Failure(
        'camera_denied',
        "The system doesn't let Lobby use the camera. Allow it in the system's privacy settings, or take another source.",
      );
    }
    this.camera.start(options);
  }

  /** Lets what is in flight be finished and closes everything. Safe to be called again. */
  async close(): Promise<void> {
    await Promise.all([this.#bank?.stop(), this.camera.close()]);
  }

  #become(status: BankStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }

  #watchBoard(): void {
    const wanted = this.#boardListeners.size > 0;
    if (wanted && this.#stopBoard === null && this.#bank !== null) {
      this.#stopBoard = this.#bank.onBoard((board) => {
        for (const listener of this.#boardListeners) listener(board);
      });
    } else if (!wanted && this.#stopBoard !== null) {
      this.#stopBoard();
      this.#stopBoard = null;
    }
  }
}
