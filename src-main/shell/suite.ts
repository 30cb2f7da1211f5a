import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Terminal } from '../atm/terminal.ts';
import { openTerminal } from '../atm/terminal-client.ts';
import type { Bank } from '../bank/bank.ts';
import { openLog } from '../bank/log.ts';
import { startBank } from '../bank/server.ts';
import type { SessionLimits } from '../bank/session/session-limits.ts';
import type { Camera } from '../camera/camera.ts';
import { withoutPasswords } from '../camera/camera-link.ts';
import { startCamera } from '../camera/supervisor.ts';
import type { BankStatus, Board, SessionDetail } from '../contract/board.ts';
import type { CameraOptions } from '../contract/camera.ts';
import { type CrowdOptions, crowdAccounts } from '../contract/crowd.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import { Crowd } from '../crowd/crowd.ts';
import type { DataFolder } from '../data-folder.ts';
import { checkoutPath } from '../module-path.ts';
import { SettingsFile } from '../settings-file.ts';
import { type AtmTarget, atmTargetOf, type BankAddress, listenAddress, near, wantedBank } from './bank-address.ts';

/** How the suite is to be started. */
export interface SuiteOptions {
  readonly data: DataFolder;
  readonly bank: BankAddress;
  /** Limits of the bank's sessions other than those of contract/limits.ts. */
  readonly limits?: Partial<SessionLimits>;
  /** Path of the Node 24 binary that runs the camera process. */
  readonly node: string;
  /** Asks the system for leave to use a camera, where it wants to be asked (macOS). */
  readonly askForCamera?: () => Promise<boolean>;
}

/** The ATM of one window. */
export interface Atm {
  readonly terminal: Terminal;
  readonly target: AtmTarget;
  close(): Promise<void>;
}

const NO_CROWD_ACCOUNTS =
  "The accounts that the crowd would use are other customers': they have PINs of their own. Start a larger crowd.";

/**
 * Everything behind the windows: bank, crowd, camera, settings. One for each running Lobby, shared by all its windows.
 *
 * A bank that can't start is a status that the windows show; the clock and the camera work all the same.
 */
export class Suite {
  readonly settings: SettingsFile;
  readonly camera: Camera;
  readonly crowd = new Crowd();
  readonly data: DataFolder;
  readonly log: Logger;
  readonly #options: SuiteOptions;
  /** What the command line says of the bank's address, until somebody chooses another in a window. */
  #commandLine: BankAddress;
  readonly #statusListeners = new Set<(status: BankStatus) => void>();
  readonly #boardListeners = new Set<(board: Board) => void>();
  readonly #atmNumbers = new Set<number>();
  #bank: Bank | null = null;
  /** What the bank was opened with. */
  #openedAt: ReturnType<typeof listenAddress> | null = null;
  #opening: Promise<BankStatus> | null = null;
  #stopBoard: (() => void) | null = null;
  #status: BankStatus = { state: 'starting' };
  #target: AtmTarget | null = null;
  /** Raised by each start and stop of the camera: one that waited for leave finds out that it was overtaken. */
  #cameraWishes = 0;

  constructor(options: SuiteOptions) {
    this.#options = options;
    this.#commandLine = options.bank;
    this.data = options.data;
    // Stays open to the very end: what fails in closing must find it.
    const { log } = openLog(options.data, 'shell');
    this.log = log;
    this.settings = new SettingsFile(options.data.settings);
    for (const { message } of this.settings.complaints) log.warn(message);
    this.camera = startCamera({
      node: options.node,
      models: checkoutPath('models'),
      onLost: (exit) => log.error(exit, 'camera process lost'),
    });
    this.camera.blur(this.settings.current.camera.blur);
    this.camera.onState((state) => {
      if (state.state === 'failed') log.warn({ ...state, source: withoutPasswords(state.source) }, 'camera failed');
    });
  }

  /** @throws Failure `settings_not_saved`; the settings stay as they were */
  changeSettings(patch: SettingsPatch): Settings {
    const settings = this.settings.change(patch);
    if (patch.bank !== undefined) {
      this.#commandLine = {};
      if (this.#status.state === 'listening') this.#become(this.#status);
    }
    this.camera.blur(settings.camera.blur);
    return settings;
  }

  /** Opens the bank, if it isn't open. Never rejects: what went wrong is in the status. */
  openBank(): Promise<BankStatus> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /**
   * Closes the bank and opens it with the settings as they are now. Its sessions end, and a crowd leaves; the ATMs of
   * our windows connect again by themselves. Never rejects: what went wrong is in the status.
   */
  reopenBank(): Promise<BankStatus> {
    this.#opening ??= this.#closeBank()
      .then(() => this.#open())
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
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

  async session(id: string): Promise<SessionDetail | null> {
    return (await this.#bank?.session(id)) ?? null;
  }

  /**
   * A new ATM for one window, with a number of its own.
   * @returns null as long as there is no bank of ours to connect to
   * @throws Failure `journal`
   */
  openAtm(): Atm | null {
    const target = this.atmTarget();
    if (target === null) return null;
    let number = 1;
    while (this.#atmNumbers.has(number)) number += 1;
    this.#atmNumbers.add(number);
    const terminal = this.#openTerminal(target, number);
    return {
      terminal,
      target,
      close: async () => {
        await terminal.close();
        // Only now: the number also says whose journal it is.
        this.#atmNumbers.delete(number);
      },
    };
  }

  #openTerminal(target: AtmTarget, number: number): Terminal {
    try {
      return openTerminal({ ...target, folder: this.data.atm, name: `ATM ${number}` });
    } catch (error) {
      // The next try is for the same ATM, and its cassettes.
      this.#atmNumbers.delete(number);
      throw error;
    }
  }

  /**
   * Where an ATM of this machine finds our bank; null until it has opened. Only a port that this process itself holds
   * is surely the bank's. It holds it to the very end, also while a lost ledger is being started again.
   */
  atmTarget(): AtmTarget | null {
    return this.#target;
  }

  /**
   * Brings simulated ATMs into the bank, each with an account that is opened for it. What goes wrong once it has
   * begun is in the crowd's state.
   * @throws Failure `crowd_running`, `bank_closed`
   */
  startCrowd(options: CrowdOptions): void {
    const bank = this.#bank;
    const status = this.#status;
    const terminal = this.#target;
    if (bank === null || terminal === null || status.state !== 'listening') {
      throw new Failure('bank_closed', "The bank isn't open. Open it before you start a crowd.");
    }
    const { teletype } = status.ports;
    this.crowd.start(options, async () => {
      const accounts = await bank.openAccounts(crowdAccounts(options.clients));
      if (accounts.length === 0) throw new Failure('crowd_accounts', NO_CROWD_ACCOUNTS);
      return {
        terminal,
        teletype: teletype === undefined ? null : { ...teletype, host: near(teletype.host) },
        accounts,
      };
    });
  }

  /** @throws Failure `camera_denied` if the system doesn't let Lobby use cameras */
  async startCamera(options: CameraOptions): Promise<void> {
    this.#cameraWishes += 1;
    const wish = this.#cameraWishes;
    const device = /^\d+$/.test(options.source);
    const allowed = device ? await this.#options.askForCamera?.() : true;
    // The system may have asked the person for minutes: what they have wished for meanwhile counts.
    if (wish !== this.#cameraWishes) return;
    if (allowed === false) {
      throw new Failure(
        'camera_denied',
        "The system doesn't let Lobby use the camera. Allow it in the system's privacy settings, or take another source.",
      );
    }
    this.camera.start(options);
  }

  stopCamera(): void {
    this.#cameraWishes += 1;
    this.camera.stop();
  }

  /** Lets what is in flight be finished and closes everything. Safe to be called again. */
  async close(): Promise<void> {
    this.#cameraWishes += 1;
    await this.#opening;
    await Promise.all([this.#closeBank(), this.camera.close()]);
  }

  /** The crowd first, so that its clients can put back what they have taken. */
  async #closeBank(): Promise<void> {
    await this.crowd.stop();
    await this.#bank?.stop();
    this.#stopBoard?.();
    this.#stopBoard = null;
    this.#bank = null;
  }

  async #open(): Promise<BankStatus> {
    if (this.#bank !== null) return this.#status;
    this.#become({ state: 'starting' });
    try {
      const address = this.#address();
      this.#bank = await startBank({ data: this.data, limits: this.#options.limits ?? {}, ...address });
      this.#openedAt = address;
      this.#bank.onStatus((status) => this.#become(status));
      this.#become(this.#bank.status());
      this.#watchBoard();
    } catch (error) {
      // A bug has a stack; what can happen to people has said all in its sentence.
      if (error instanceof Failure) this.log.warn(failureFields(error), 'the bank could not open');
      else this.log.error(error, 'the bank could not open');
      this.#become({
        state: 'failed',
        ...failureFields(error),
        tried: wantedBank(this.settings.current.bank, this.#commandLine),
      });
    }
    return this.#status;
  }

  #address(): ReturnType<typeof listenAddress> {
    return listenAddress(this.settings.current.bank, this.#commandLine);
  }

  #become(status: BankStatus): void {
    this.#status = status;
    if (status.state === 'listening') {
      this.#status = { ...status, outdated: !isDeepStrictEqual(this.#openedAt, this.#address()) };
      this.#target = atmTargetOf(status);
    }
    if (status.state === 'stopped') this.#target = null;
    for (const listener of this.#statusListeners) listener(this.#status);
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
