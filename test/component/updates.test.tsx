import { describe, expect, test } from 'vitest';
import type { UpdateState } from '../../src-main/contract/administration/updates.ts';
import type { FailureFields } from '../../src-main/contract/failure.ts';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { UpdateNews } from '../../src-renderer/lobby/updates/update-news.tsx';
import { UpdateSetting } from '../../src-renderer/lobby/updates/update-setting.tsx';
import { markup, words } from './render.tsx';

/** What the Lobby window says of newer versions, in each state. */
const feed = 'api.example.org';
const newer = {
  state: 'newer',
  feed,
  version: '0.2.0',
  running: '0.1.0',
  page: 'https://example.org/releases/0.2.0',
  command: 'sudo apt-get install ./lobby_0.2.0_amd64.deb',
} as const satisfies UpdateState;
const nothing = () => {};

describe('the announcement', () => {
  const draw = (command: string | null, code: LanguageCode = 'en', failure: FailureFields | null = null) => {
    const update = { ...newer, command };
    return words(markup(<UpdateNews update={update} onOpenPage={nothing} failure={failure} onClose={nothing} />, code));
  };

  test('names both versions, and the command where there is one', () => {
    const text = draw(newer.command);
    expect(text).toContain('Lobby 0.2.0 is available; this is 0.1.0.');
    expect(text).toContain(newer.command);
    expect(text).toContain('Copy the command');
  });

  test('leaves to the page what no command does', () => {
    const text = draw(null);
    expect(text).toContain('Open its page');
    expect(text).not.toContain('Copy the command');
  });

  test('is in Arabic, with the command as it is', () => {
    const text = draw(newer.command, 'ar');
    expect(text).toContain('افتح صفحته');
    expect(text).toContain(newer.command);
  });

  test.each([
    ['en', `no program that shows ${newer.page}`],
    ['ar', 'برنامج يعرض المجلد أو الصفحة'],
  ] as const)('says that its page could not be opened (%s)', (code, said) => {
    const message = `This system has no program that shows ${newer.page}.`;
    expect(draw(null, code, { code: 'nothing_opens', message })).toContain(said);
    expect(draw(null, code)).not.toContain(said);
  });
});

describe('the setting', () => {
  const draw = (update: UpdateState, code: LanguageCode = 'en') =>
    words(markup(<UpdateSetting update={update} isOn={update.state !== 'off'} onChange={nothing} />, code));

  test('is not there for a Lobby that has nobody to ask', () => {
    expect(draw({ state: 'without-feed' })).toBe('');
  });

  test('says who is asked, and what that server learns', () => {
    expect(draw({ state: 'off', feed })).toContain('Asks api.example.org once a day');
    expect(draw({ state: 'off', feed })).toContain('IP address, and nothing else is sent');
  });

  test.each([
    ['en', { state: 'asking', feed }, 'Asking for the newest version…'],
    ['en', { state: 'current', feed }, 'This is the newest version.'],
    ['en', { state: 'failed', feed }, 'Lobby asks again in a day.'],
    ['en', newer, 'Version 0.2.0 is available.'],
    ['ar', { state: 'current', feed }, 'هذا أحدث إصدار.'],
    ['ar', newer, 'متاح'],
  ] as const)('says in %s what came of it: %j', (code, update, said) => {
    expect(draw(update, code)).toContain(said);
  });
});
