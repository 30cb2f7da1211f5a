import { describe, expect, test } from 'vitest';
import type { SelfUpdateState, UpdateState } from '../../src-main/contract/administration/updates.ts';
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
  selfUpdate: null,
} as const satisfies UpdateState;
const nothing = () => {};
const actions = {
  onOpenPage: nothing,
  onDownload: nothing,
  onCancel: nothing,
  onRestart: nothing,
  onClose: nothing,
};

describe('the announcement', () => {
  const draw = (command: string | null, code: LanguageCode = 'en', failure: FailureFields | null = null) => {
    const update = { ...newer, command };
    return words(markup(<UpdateNews update={update} failure={failure} {...actions} />, code));
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

describe('a Lobby that can update itself', () => {
  const draw = (selfUpdate: SelfUpdateState, code: LanguageCode = 'en') =>
    markup(<UpdateNews update={{ ...newer, command: null, selfUpdate }} failure={null} {...actions} />, code);

  test('offers it, and says why the last attempt ended', () => {
    expect(words(draw({ step: 'offered', failure: null }))).toContain('Update now');
    const failure = { code: 'update_differs', message: 'Not the file of the release.' } as const;
    expect(words(draw({ step: 'offered', failure }))).toContain(failure.message);
    expect(words(draw({ step: 'offered', failure }, 'ar'))).toContain('ليس ملف الإصدار');
  });

  test.each([
    ['en', 'Downloading Lobby 0.2.0…', '43%', 'Cancel'],
    ['ar', 'يجري تنزيل الإصدار', '٤٣', 'إلغاء'],
  ] as const)('shows how much of it is here, which can be cancelled (%s)', (code, said, part, cancel) => {
    const drawn = draw({ step: 'downloading', part: 0.43 }, code);
    for (const each of [said, part, cancel]) expect(words(drawn)).toContain(each);
    expect(drawn).toContain('value="0.43"');
    // Else a screen reader would say every percent.
    expect(drawn).toMatch(/aria-hidden="true">[^<]*(43|٤٣)/);
  });

  test.each([
    ['en', 'open sessions are told and end', 'Restart to finish'],
    ['ar', 'الجلسات المفتوحة', 'أعد التشغيل لإتمام التحديث'],
  ] as const)('says what a restart does before it is pressed (%s)', (code, said, restart) => {
    const text = words(draw({ step: 'ready' }, code));
    for (const each of [said, restart]) expect(text).toContain(each);
    expect(text).not.toContain('Update now');
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
