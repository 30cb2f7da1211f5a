import type { Watcher } from '../camera/watchers.ts';
import { Failure, failureFields } from '../contract/failure.ts';
import {
  type CallArgument,
  type CallName,
  type CallOutcome,
  type CallResult,
  type EventName,
  type EventPayload,
  windowCalls,
} from '../contract/windows.ts';
import { mediaFolder } from './media-folder.ts';
import { openWithSystem } from './open-with-system.ts';
import type { Suite } from './suite.ts';
import { WindowAtm } from './window-atm.ts';

/** What a shell gives a window's session to send to the page. */
export interface WindowPort {
  readonly shell: 'electron' | 'browser';
  event<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  frame(packet: Uint8Array<ArrayBuffer>): void;
}

type Handlers = {
  readonly [Name in CallName]: (argument: CallArgument<Name>) => CallResult<Name> | Promise<CallResult<Name>>;
};

/**
 * One window's side of the contract: parses what the page asks, does it, and tells the page what happens. All that it
 * opened for the window (its ATM, its watching) ends with it.
 */
export class WindowSession {
  readonly #suite: Suite;
  readonly #port: WindowPort;
  readonly #stops: (() => void)[];
  readonly #handlers: Handlers;
  readonly #atm: WindowAtm;
  #stopBoard: (() => void) | null = null;
  #stopTraces: (() => void) | null = null;
  #watcher: Watcher | null = null;
  #closed = false;

  constructor(suite: Suite, port: WindowPort, version: string) {
    this.#suite = suite;
    this.#port = port;
    this.#atm = new WindowAtm(suite, (state) => port.event('atm.state', state));
    this.#stops = [
      suite.settings.onChange((settings) => port.event('settings', settings)),
      suite.onStatus((status) => {
        port.event('bank.status', status);
        this.#atm.follow();
      }),
      suite.ledgerCheck.onState((state) => port.event('ledger-check.state', state)),
      suite.updates.onState((state) => port.event('updates.state', state)),
      suite.crowd.onState((state) => port.event('crowd.state', state)),
      suite.camera.onState((state) => port.event('camera.state', state)),
    ];
    this.#handlers = this.#makeHandlers(version);
  }

  /** Answers a call. Never rejects. @param argument anything at all: it comes from a page */
  async call(name: string, argument: unknown): Promise<CallOutcome> {
    try {
      if (!Object.hasOwn(windowCalls, name)) throw new Failure('unknown_call', `There is no call '${name}'.`);
      if (this.#closed) throw new Failure('window_closed', 'This window is closing.');
      return { ok: true, value: await this.#dispatch(name as CallName, argument) };
    } catch (error) {
      return { ok: false, error: failureFields(error) };
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#watchBoard(false);
    this.#watchTraces(false);
    this.#watchCamera(false);
    await this.#atm.close();
  }

  #dispatch<Name extends CallName>(name: Name, argument: unknown): CallResult<Name> | Promise<CallResult<Name>> {
    const parsed = windowCalls[name].argument.safeParse(argument);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Failure('bad_argument', `${name}: ${issue?.path.join('.') || 'argument'}: ${issue?.message}`);
    }
    return this.#handlers[name](parsed.data as CallArgument<Name>);
  }

  #makeHandlers(version: string): Handlers {
    const { settings, camera, data } = this.#suite;
    return {
      'suite.about': () => ({
        version,
        shell: this.#port.shell,
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
        dataFolder: data.path,
      }),
      'settings.get': () => settings.current,
      'settings.change': (patch) => this.#suite.changeSettings(patch),
      'settings.complaints': () => [...settings.complaints],
      'bank.status': () => this.#suite.status(),
      'bank.open': () => this.#suite.openBank(),
      'bank.session': ({ id }) => this.#suite.session(id),
      'bank.ended-sessions': () => this.#suite.endedSessions(),
      'bank.watch': ({ on }) => this.#watchBoard(on),
      'traces.watch': ({ on }) => this.#watchTraces(on),
      'traces.follow': ({ session }) => nothing(this.#suite.followSession(session)),
      'traces.deposit': () => this.#suite.sendDeposit(),
      'accounts.list': (page) => this.#suite.office().accounts(page),
      'accounts.change': (change) => this.#suite.office().change(change).then(nothing),
      'accounts.balances': (request) => this.#suite.office().balances(request),
      'accounts.statement': ({ account, before }) => this.#suite.office().statement(account, before),
      'ledger-check.state': () => this.#suite.ledgerCheck.state,
      'ledger-check.start': () => nothing(this.#suite.checkLedger()),
      'bank.reopen': () => this.#suite.reopenBank(),
      'bank.reset': () => this.#suite.resetBank(),
      'suite.open-data': () => openWithSystem(data.path).then(nothing),
      'suite.quit': () => nothing(this.#suite.quit()),
      'updates.state': () => this.#suite.updates.state,
      'updates.open-page': () => this.#openReleasePage().then(nothing),
      'updates.download': () => nothing(this.#suite.updates.download()),
      'updates.cancel': () => nothing(this.#suite.updates.cancel()),
      'updates.restart': () => nothing(this.#suite.restartUpdated()),
      'crowd.state': () => this.#suite.crowd.state,
      'crowd.start': (options) => nothing(this.#suite.startCrowd(options)),
      'crowd.stop': () => this.#suite.crowd.stop().then(nothing),
      'atm.connect': () => this.#atm.connect(),
      'atm.login': ({ account, pin }) => this.#atm.terminal().login(account, pin),
      'atm.deposit': ({ amount }) => this.#atm.terminal().deposit(amount),
      'atm.withdraw': ({ amount }) => this.#atm.terminal().withdraw(amount),
      'atm.payable': ({ amount }) => this.#atm.terminal().payable(amount),
      'atm.replenish': () => ({ cassettes: this.#atm.terminal().replenish() }),
      'atm.transfer': ({ to, amount }) => this.#atm.terminal().transfer(to, amount),
      'atm.check-payee': ({ to }) => this.#atm.terminal().checkPayee(to).then(nothing),
      'atm.statement': (page) => this.#atm.terminal().statement(page),
      'atm.change-pin': ({ pin, newPin }) => this.#atm.terminal().changePin(pin, newPin).then(nothing),
      'atm.stay': () => this.#atm.terminal().stay().then(nothing),
      'atm.leave': () => this.#atm.terminal().leave(),
      'camera.files': ({ folder }) => mediaFolder(folder),
      'camera.devices': () => camera.devices(),
      'camera.packs': () => camera.packs(),
      'camera.state': () => camera.state(),
      'camera.start': (options) => this.#suite.startCamera(options).then(nothing),
      'camera.stop': () => nothing(this.#suite.stopCamera()),
      'camera.watch': ({ on }) => this.#watchCamera(on),
      'camera.shown': ({ index }) => nothing(this.#watcher?.shown(index)),
    };
  }

  async #openReleasePage(): Promise<void> {
    const { state } = this.#suite.updates;
    if (state.state === 'newer') await openWithSystem(state.page);
  }

  #watchBoard(on: boolean): Record<string, never> {
    if (on) this.#stopBoard ??= this.#suite.onBoard((board) => this.#port.event('bank.board', board));
    else {
      this.#stopBoard?.();
      this.#stopBoard = null;
    }
    return {};
  }

  #watchTraces(on: boolean): Record<string, never> {
    if (on) this.#stopTraces ??= this.#suite.onTrace((report) => this.#port.event('bank.traces', report));
    else {
      this.#stopTraces?.();
      this.#stopTraces = null;
    }
    return {};
  }

  #watchCamera(on: boolean): Record<string, never> {
    if (on) this.#watcher ??= this.#suite.camera.watch((packet) => this.#port.frame(packet));
    else {
      this.#watcher?.unwatch();
      this.#watcher = null;
    }
    return {};
  }
}

/** The result of calls that have none. */
function nothing(_done?: unknown): Record<string, never> {
  return {};
}
