import { describe, expect, test } from 'vitest';
import type { LedgerCheckState } from '../../src-main/contract/administration/ledger-check.ts';
import { ledgerFault } from '../../src-main/contract/administration/ledger-faults.ts';
import type { BankStatus, Board } from '../../src-main/contract/board.ts';
import type { CrowdFigures, CrowdState } from '../../src-main/contract/crowd.ts';
import type { FailureFields } from '../../src-main/contract/failure.ts';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { type SettingsComplaint, settingsSchema } from '../../src-main/contract/settings.ts';
import { LiveBoard } from '../../src-renderer/lobby/board/board.tsx';
import { NO_HISTORY, recorded } from '../../src-renderer/lobby/board/history.ts';
import { LedgerCheck } from '../../src-renderer/lobby/ledger-check/ledger-check.tsx';
import { Lobby } from '../../src-renderer/lobby/lobby.tsx';
import { SettingsComplaints } from '../../src-renderer/lobby/settings/settings-complaints.tsx';
import { AllSettings, canStartAtLogin } from '../../src-renderer/lobby/settings/settings-dialog.tsx';
import { RefusedChange } from '../../src-renderer/ui/refused-change.ts';
import { markup, words } from './render.tsx';

/** The Lobby window with plain props, in each of the states that people can meet. */

const settings = settingsSchema.parse({});
const nothing = () => {};
const kept = () => Promise.resolve(true);
const listening: BankStatus = {
  state: 'listening',
  ports: { teletype: { host: '127.0.0.1', port: 9999 }, terminal: { host: '127.0.0.1', port: 9998 } },
  fingerprint: null,
  metrics: null,
  threads: 2,
  movesSockets: true,
  accounts: ['1998'],
  demoPins: {},
};
const board: Board = {
  at: 1000,
  open: 700,
  sessions: Array.from({ length: 20 }, (_, index) => ({
    id: `s-${index}`,
    number: index + 1,
    thread: index % 2,
    protocol: 'terminal',
    peer: '127.0.0.1:50000',
    terminal: null,
    account: '1998',
    since: 0,
    operations: 3,
  })),
  queue: 4,
  commits: [{ number: 1093, at: 1000, size: 3, micros: 800 }],
  transfers: [],
  totals: { accepted: 800, operations: 12_345, transfers: 90, refusals: 2, commits: 30 },
  latency: { p50: 0.5, p99: 2.25 },
  sum: 0,
  cash: -1_500_000,
};

/** Asked for by nothing that is only drawn. */
const never = () => new Promise<never>(() => {});
const office = { list: never, change: never, statement: never, balances: never };
const sessions = { detail: never, ended: never };
const appActions = { openData: never, reset: never, quit: never };

describe('Lobby', () => {
  const draw = (
    status: BankStatus,
    latest: Board | null = null,
    crowd: CrowdState = { state: 'idle', last: null },
    code: LanguageCode = 'en',
  ) =>
    markup(
      <Lobby
        status={status}
        about={null}
        settings={settings}
        onChange={kept}
        onOpen={nothing}
        onOpenBank={nothing}
        onReopenBank={nothing}
        crowd={crowd}
        onCrowdStart={nothing}
        onCrowdStop={nothing}
        office={office}
        sessions={sessions}
        check={{ state: 'none' }}
        onCheck={nothing}
        appActions={appActions}
        update={{ state: 'without-feed' }}
        board={
          latest === null ? null : (
            <LiveBoard
              history={recorded(NO_HISTORY, latest)}
              latest={latest}
              threads={status.state === 'listening' ? status.threads : 0}
              mask={settings.lobby.maskAccounts}
              onMask={nothing}
              onSession={nothing}
            />
          )
        }
      />,
      code,
    );

  test('a bank that could not open says why, and how to go on', () => {
    const message = 'Port 9999 is in use: choose another port with --port.';
    const text = words(draw({ state: 'failed', code: 'port_in_use', message, port: 9999 }));
    for (const part of ['uses port 9999', 'the field below', 'Open the bank', 'Copy details']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('--port');
    expect(text).not.toContain('Live board');
  });

  test('the form has the ports that were tried, whatever the settings say', () => {
    const tried = { ...settings.bank, teletypePort: 7001, terminalPort: 7002, network: true };
    const html = draw({ state: 'failed', code: 'port_in_use', message: '', port: 7001, tried });
    expect([...html.matchAll(/<input[^>]* value="(\d+)"/g)].map(([, value]) => value)).toEqual(['7001', '7002']);
  });

  test('an open bank without customers invites somebody', () => {
    const text = words(draw(listening, { ...board, open: 0, sessions: [] }));
    for (const part of [
      '127.0.0.1:9999',
      'No clients',
      'Customers $15,000 = cash −$15,000',
      'Every cent is accounted for',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('counts are exact where sessions are sampled, and account numbers are masked', () => {
    const html = draw(listening, board);
    const text = words(html);
    for (const part of ['700 sessions', '12,345', 'and 680 more', '··98']) expect(text).toContain(part);
    expect(text).not.toContain('1998');
  });

  test('account numbers have the digits of the language', () => {
    expect(words(draw(listening, board, { state: 'idle', last: null }, 'ar'))).toContain('··٩٨');
  });

  test('books that do not balance are an alarm', () => {
    const html = draw(listening, { ...board, sum: -5 });
    expect(words(html)).toContain('Customers $14,999.95 ≠ cash −$15,000');
    expect(html).toMatch(/role="alert"[^>]*>.*The books do not balance/);
  });

  test('a bank without session threads says so', () => {
    const text = words(draw({ ...listening, threads: 0, movesSockets: false }, { ...board, sessions: [] }));
    expect(text).toMatch(/Session threads\s+none/);
    expect(text).toContain('one thread serves all sessions');
    expect(words(draw(listening))).not.toContain('one thread serves all sessions');
  });

  test('a bank that does not follow the settings yet says so and offers to be opened anew', () => {
    expect(words(draw({ ...listening, outdated: true }))).toMatch(/still uses its previous settings.*Reopen now/s);
    expect(words(draw({ ...listening, outdated: false }))).not.toContain('Reopen now');
  });

  describe('a crowd', () => {
    const figures: CrowdFigures = {
      seconds: 3,
      connected: 40,
      logins: 40,
      operations: 1234,
      done: { balance: 1234, deposit: 0, withdraw: 0, transfer: 0 },
      refusals: 5,
      left: 0,
      errors: 6,
      perSecond: 99.6,
      latency: { p50: 1.25, p99: 20 },
    };
    const options = { clients: 40, rate: 100, mix: { balance: 100, deposit: 0, withdraw: 0, transfer: 0 } };
    const of = (crowd: CrowdState) => words(draw(listening, board, crowd)).replaceAll(/\s+/g, ' ');

    test('is chosen by number, rate and mix', () => {
      const html = draw(listening, board);
      for (const value of ['100', '200']) expect(html).toMatch(new RegExp(`<input[^>]*value="${value}"`));
      for (const label of ['ATMs', 'Operations per second']) {
        expect(html).toMatch(new RegExp(`aria-label="${label}"`));
      }
      for (const mix of ['Everyday', 'Balance checks', 'Cash', 'Transfers']) expect(html).toContain(`>${mix}</option>`);
    });

    test('shows its progress while it runs, and can be stopped', () => {
      const text = of({ state: 'running', options, figures });
      for (const part of ['Running', 'Stop', 'Logged in 40', 'Errors 6', 'Round trip 1.3 / 20.0 ms']) {
        expect(text).toContain(part);
      }
      expect(text).not.toContain('Start the crowd');
      // The board's own count is the only one of that name.
      expect(text).toContain('Operations 12,345');
      expect(text).not.toContain('Operations 1,234 ');
    });

    test.each([
      ['crowd_bank_gone', 'The bank at 127.0.0.1:9998 is gone. Start the crowd again once the bank is open.'],
      ['crowd_accounts', 'Give the accounts the PINs that they were opened with.'],
    ] as const)(
      'that failed (%s) says why and what to do, what it had done, and lets another one come',
      (code, message) => {
        const crowd: CrowdState = { state: 'failed', code, message, last: figures };
        expect(draw(listening, board, crowd)).toMatch(/<p role="alert">[^<]+<\/p>/);
        const text = of(crowd);
        for (const part of ['Lost', message, 'Copy details', 'Start the crowd', 'The last crowd', 'Errors 6']) {
          expect(text).toContain(part);
        }
        expect(text).not.toContain('Logged in');
      },
    );

    test('that failed says so in Arabic, too', () => {
      const crowd: CrowdState = { state: 'failed', code: 'crowd_accounts', message: 'The sentence.', last: null };
      const text = words(draw(listening, board, crowd, 'ar'));
      expect(text).toContain('لا يسمح المصرف للحشد بتسجيل الدخول');
      expect(text).not.toContain('The sentence.');
    });
  });

  test('each language is named in its own words, and marked as such', () => {
    expect(draw(listening, board)).toMatch(/<span lang="ar">العربية<\/span>/);
  });

  describe('settings', () => {
    const all = (startsAtLogin: boolean, refused: FailureFields | null = null, code: LanguageCode = 'en') =>
      markup(
        <RefusedChange value={refused}>
          <AllSettings
            settings={settings}
            startsAtLogin={startsAtLogin}
            outdated={false}
            appActions={appActions}
            update={{ state: 'without-feed' }}
            onChange={kept}
            onReopenBank={nothing}
          />
        </RefusedChange>,
        code,
      );
    const START = 'Open Lobby when I log in to this computer';

    test('offer to start at log-in only where the shell can, and off at first', () => {
      expect(words(all(false))).not.toContain(START);
      const html = all(true);
      expect(words(html)).toContain(START);
      expect(settings.startAtLogin).toBe(false);
      expect(html).not.toMatch(/data-selected="true"[^>]*>(?:<[^>]*>)*Open Lobby when/);
    });

    test('that are refused say why in the dialog, too, which lies over the banner', () => {
      const refused = { code: 'other_bank_certificate', message: 'The sentence.' } as const;
      expect(all(false, refused)).toMatch(/role="alert"(?:(?!<h3).)*The sentence\./);
      expect(words(all(false, refused, 'ar'))).toContain('شهادة المصرف الآخر');
      expect(all(false)).not.toContain('role="alert"');
    });

    test.each([
      ['electron', 'darwin-arm64', true],
      ['electron', 'win32-x64', true],
      ['electron', 'linux-x64', true],
      ['electron', 'freebsd-x64', false],
      ['browser', 'darwin-arm64', false],
    ] as const)('%s on %s can start at log-in: %s', (shell, platform, can) => {
      expect(canStartAtLogin({ shell, platform })).toBe(can);
    });
  });

  describe('a settings file with something wrong in it', () => {
    const told = (complaint: SettingsComplaint, code: LanguageCode = 'en') =>
      markup(<SettingsComplaints complaints={[complaint]} onClose={nothing} />, code);
    const value = { kind: 'value', setting: 'theme', used: '"system"', message: 'The sentence.' } as const;

    test.each([
      [value, ['the value of theme is wrong', '"system", is used']],
      [{ ...value, setting: 'clock', used: null }, ['what stands for clock is wrong', 'its defaults are used']],
      [{ kind: 'file', keptAs: 'settings.json.wrong', message: '' }, ['can’t be read', 'kept as settings.json.wrong']],
    ] as const)('%j is said at once, with what is used instead', (complaint, parts) => {
      const html = told(complaint);
      expect(html).toContain('role="alert"');
      for (const part of [...parts, 'settings.json', 'Copy details', 'Close']) {
        expect(words(html).replaceAll('&quot;', '"')).toContain(part);
      }
    });

    test('is said in Arabic, too', () => {
      expect(told(value, 'ar')).toContain('غير صالحة');
      expect(words(told(value, 'ar'))).not.toContain('The sentence.');
    });
  });
});

describe('the check of the ledger', () => {
  const at = new Date(2026, 10, 22, 14, 3, 59).getTime();
  const good: LedgerCheckState = { state: 'good', at, transfers: 12_345, accounts: 3, hash: 'ab'.repeat(32) };
  const bad: LedgerCheckState = {
    state: 'bad',
    at,
    findings: [
      { sequence: 2, fault: ledgerFault('chain_broken', { transfer: 2 }) },
      { sequence: null, fault: ledgerFault('pages', { reason: 'row 3 missing from index by_key' }) },
    ],
  };
  test.each([
    ['none', 'en', { state: 'none' }, ['The bank goes on meanwhile.', 'Check now']],
    ['copying', 'en', { state: 'copying', part: 0.42 }, ['Copying the ledger as it is now', '42%']],
    ['checking', 'ar', { state: 'checking', part: 0.42 }, ['تُفحص النسخة', '٤٢']],
    ['good', 'en', good, ['No fault was found. Checked as it was at 14:03:59.', '12,345', 'abababab', 'Check again']],
    ['good', 'ar', good, ['لم يُعثر على أي خطأ', '١٤:٠٣:٥٩', '١٢٬٣٤٥']],
    [
      'bad',
      'en',
      bad,
      [
        '2 faults found',
        'transfer 2 is not what was written',
        'the chain of hashes breaks',
        'contradict',
        'from a backup',
      ],
    ],
    ['bad', 'ar', bad, ['خطآن في دفتر الأستاذ', 'الحركة \u2066٢\u2069 ليست كما كُتبت', 'متناقضة', 'row 3 missing']],
    [
      'failed',
      'en',
      { state: 'failed', code: 'ledger_not_copied', message: 'The ledger could not be copied for the check (full).' },
      ['The ledger could not be copied for the check (full).', 'Check again'],
    ],
  ] satisfies readonly (readonly [string, LanguageCode, LedgerCheckState, readonly string[]])[])(
    '%s is told (%s)',
    (_state, code, check, said) => {
      const text = words(markup(<LedgerCheck check={check} onCheck={nothing} />, code));
      for (const part of said) expect(text).toContain(part);
    },
  );
});
