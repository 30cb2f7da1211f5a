import type { Logger } from 'pino';
import type { BankEndpoint, Terminal } from '../atm/terminal.ts';
import { openTerminal } from '../atm/terminal-client.ts';
import { LedgerCheck } from '../bank/audit-thread/ledger-check.ts';
import { openLog } from '../bank/log.ts';
import type { Office } from '../bank/office.ts';
import type { SessionLimits } from '../bank/session/session-limits.ts';
import type { Camera } from '../camera/camera.ts';
import { withoutPasswords } from '../camera/camera-link.ts';
import { startCamera } from '../camera/supervisor.ts';
import type { BankStatus, Board, EndedSession, SessionDetail } from '../contract/board.ts';
import type { CameraOptions } from '../contract/camera.ts';
import { type CrowdOptions, crowdAccounts } from '../contract/crowd.ts';
import { Failure } from '../contract/failure.ts';
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import type { TraceReport } from '../contract/trace/trace.ts';
import { Crowd } from '../crowd/crowd.ts';
import type { DataFolder } from '../data-folder.ts';
import { Listeners } from '../listeners.ts';
import { checkoutPath } from '../module-path.ts';
import { SettingsFile } from '../settings-file.ts';
import { type BankAddress, near } from './bank-address.ts';
import { sendOneDeposit } from './one-deposit.ts';
import { SuiteBank } from './suite-bank.ts';
import { installation } from './updates/installation.ts';
import type { SelfUpdate } from './updates/self-update.ts';
import { Updates } from './updates/updates.ts';

/** How the suite is to be started. */
export interface SuiteOptions {
  readonly data: DataFolder;
  readonly bank: BankAddress;
  /** Limits of the bank's sessions other than those of contract/limits.ts. */
  readonly limits?: Partial<SessionLimits>;
  /** Path of the Node 24 binary that runs the camera process. */
  readonly node: string;
  /** Asks the system for permission to use a camera, where it needs one (macOS). */
  readonly askForCamera?: () => Promise<boolean>;
  /** How this Lobby updates itself; left out: not at all. */
  readonly selfUpdate?: SelfUpdate | null;
}

/** The ATM of one window. */
export interface Atm {
  readonly terminal: Terminal;
  close(): Promise<void>;
}

const NO_CROWD_ACCOUNTS =
  "The accounts that the crowd would use are other customers': they have PINs of their own. Start a larger crowd.";

const TERMINAL_PORT_CLOSED = "The bank's terminal port isn't open. Open it first.";

/**
 * Everything behind the windows: bank, crowd, camera, settings. One for each running Lobby, shared by all its windows.
 *
 * A bank that can't start is a status that the windows show; the clock and the camera work all the same.
 */
export class Suite {
  readonly settings: SettingsFile;
  readonly camera: Camera;
  readonly crowd = new Crowd();
  readonly ledgerCheck: LedgerCheck;
  readonly updates: Updates;
  readonly data: DataFolder;
  readonly log: Logger;
  readonly #options: SuiteOptions;
  /** What the command line says of the bank's address, until somebody chooses another in a window. */
  #commandLine: BankAddress;
  readonly #quitListeners = new Listeners<[]>();
  readonly #atmNumbers = new Set<number>();
  readonly #bank: SuiteBank;
  /** Generation counter: a start that waited for permission stops if a newer start or stop came. */
  #cameraWishes = 0;

  constructor(options: SuiteOptions) {
    this.#options = options;
    this.#commandLine = options.bank;
    this.data = options.data;
    this.ledgerCheck = new LedgerCheck(options.data);
    // Stays open to the very end: what fails in closing must find it.
    const { log } = openLog(options.data, 'shell');
    this.log = log;
    this.settings = new SettingsFile(options.data.settings);
    this.#bank = new SuiteBank({
      data: options.data,
      limits: options.limits ?? {},
      log,
      settings: () => this.settings.current.bank,
      commandLine: () => this.#commandLine,
    });
    for (const { message } of this.settings.complaints) log.warn(message);
    const { selfUpdate = null } = options;
    this.updates = new Updates({ installation: installation(), selfUpdate, log, settings: this.settings });
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
  async changeSettings(patch: SettingsPatch): Promise<Settings> {
    await this.#bank.tryChange(patch.bank);
    const settings = this.settings.change(patch);
    if (patch.bank !== undefined) {
      this.#commandLine = {};
      this.#bank.compare();
    }
    this.camera.blur(settings.camera.blur);
    return settings;
  }

  /** Opens the bank, if it isn't open. Never rejects: what went wrong is in the status. */
  openBank(): Promise<BankStatus> {
    return this.#bank.open();
  }

  /** @throws Failure `bank_closed` */
  checkLedger(): void {
    this.ledgerCheck.start(this.#bank.running());
  }

  /** As SuiteBank.reset; the crowd leaves before. */
  resetBank(): Promise<{ keptAs: string; status: BankStatus }> {
    return this.#bank.reset(() => this.#leaveBank());
  }

  /** As SuiteBank.reopen; the crowd leaves before. */
  reopenBank(): Promise<BankStatus> {
    return this.#bank.reopen(() => this.#leaveBank());
  }

  /** @throws Failure `bank_closed` */
  office(): Office {
    return this.#bank.running().office;
  }

  status(): BankStatus {
    return this.#bank.status();
  }

  /** Asks the shell to end all of Lobby. */
  quit(): void {
    this.#quitListeners.tell();
  }

  /** As `quit`, and starts the downloaded version afterwards, where there is one. */
  restartUpdated(): void {
    if (this.updates.confirm()) this.quit();
  }

  /** Told when a window asks to end all of Lobby. */
  onQuit(listener: () => void): void {
    this.#quitListeners.add(listener);
  }

  onStatus(listener: (status: BankStatus) => void): () => void {
    return this.#bank.onStatus(listener);
  }

  /** The live board, computed only while somebody listens. */
  onBoard(listener: (board: Board) => void): () => void {
    return this.#bank.onBoard(listener);
  }

  /** What single requests do, traced only while somebody listens. */
  onTrace(listener: (report: TraceReport) => void): () => void {
    return this.#bank.onTrace(listener);
  }

  /** As Bank.followSession, where the bank is open. */
  followSession(number: number): void {
    this.#bank.bank?.followSession(number);
  }

  /** As sendOneDeposit. @throws Failure `bank_closed`, too */
  async sendDeposit(): Promise<{ readonly sequence: number }> {
    const bank = this.#bank.running();
    const target = this.#bank.target;
    if (target === null) throw new Failure('bank_closed', TERMINAL_PORT_CLOSED);
    return await sendOneDeposit(bank, target);
  }

  async session(id: string): Promise<SessionDetail | null> {
    return (await this.#bank.bank?.session(id)) ?? null;
  }

  endedSessions(): EndedSession[] {
    return this.#bank.bank?.endedSessions() ?? [];
  }

  /**
   * A new ATM for one window, with a number of its own.
   * @returns null as long as there is no bank to connect to, or the one that goes first is being opened
   * @throws Failure `journal`
   */
  openAtm(): Atm | null {
    const banks = this.atmBanks();
    const isAwaited = this.#bank.target === null && this.status().state === 'starting';
    if (banks.length === 0 || isAwaited) return null;
    let number = 1;
    while (this.#atmNumbers.has(number)) number += 1;
    this.#atmNumbers.add(number);
    const terminal = this.#openTerminal(banks, number);
    return {
      terminal,
      close: async () => {
        await terminal.close();
        // Counted only now: the number also chooses the journal.
        this.#atmNumbers.delete(number);
      },
    };
  }

  #openTerminal([bank, ...others]: readonly BankEndpoint[], number: number): Terminal {
    if (bank === undefined) throw new Error('suite: an ATM needs a bank');
    try {
      return openTerminal({ ...bank, others, folder: this.data.atm, name: `ATM ${number}` });
    } catch (error) {
      // The next attempt must open the same ATM, with the same cassettes.
      this.#atmNumbers.delete(number);
      throw error;
    }
  }

  /** As SuiteBank.atmBanks. */
  atmBanks(): readonly BankEndpoint[] {
    return this.#bank.atmBanks;
  }

  /**
   * Brings simulated ATMs into the bank, each with an account that is opened for it. What goes wrong once it has
   * begun is in the crowd's state.
   * @throws Failure `crowd_running`, `bank_closed`
   */
  startCrowd(options: CrowdOptions): void {
    const bank = this.#bank.running();
    const status = bank.status();
    const terminal = this.#bank.target;
    const teletype = status.state === 'listening' ? status.ports.teletype : undefined;
    if (terminal === null) throw new Failure('bank_closed', TERMINAL_PORT_CLOSED);
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
    // The permission dialog may have been open for minutes: the newest request counts.
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
    this.updates.close();
    await Promise.all([this.#closeBank(), this.camera.close()]);
    // Only now: an installer ends what still runs of Lobby, and the new version opens the same ledger.
    await this.updates.finish();
  }

  /** The crowd first, so that its clients can put back what they have taken. */
  async #closeBank(): Promise<void> {
    await this.#leaveBank();
    await this.#bank.close();
    await this.ledgerCheck.ended();
  }

  async #leaveBank(): Promise<void> {
    await Promise.all([this.crowd.stop(), this.ledgerCheck.stop()]);
  }
}
