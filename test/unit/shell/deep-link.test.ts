import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeepLink } from '../../../shared/suite-options.mjs';
import { UsageFailure } from '../../../src-main/contract/failure.ts';
import { parseDeepLink } from '../../../src-main/shell/deep-link.ts';
import { parseStartOptions } from '../../../src-main/shell/suite-options.ts';

/** Proves that a link, which any page may have made, opens windows or is named and ignored. */
describe('a link', () => {
  test.each([
    ['lobby://open?windows=atm,clock,camera', ['atm', 'clock', 'camera']],
    ['lobby://open/?windows=atm,atm', ['atm', 'atm']],
    ['LOBBY://open?windows=lobby', ['lobby']],
    ['lobby://open', []],
    ['lobby://open?windows=', []],
  ])('%s opens %j', (text, windows) => {
    expect(isDeepLink(text)).toBe(true);
    expect(parseDeepLink(text)).toEqual({ windows });
  });

  test.each([
    ['a window that there is not', 'lobby://open?windows=safe'],
    ['another command', 'lobby://close?windows=atm'],
    ['a page', 'lobby://app/atm/index.html'],
    ['a path', 'lobby://open/etc/passwd'],
    ['an option beside the windows', 'lobby://open?windows=atm&data=/tmp'],
    ['the windows twice', 'lobby://open?windows=atm&windows=clock'],
    ['another scheme', 'https://open?windows=atm'],
    ['no URL', 'lobby:'],
    ['far too many windows', `lobby://open?windows=${'atm,'.repeat(17)}`],
    ['far too much text', `lobby://open?windows=atm#${'x'.repeat(600)}`],
  ])('%s is named and ignored', (_name, text) => {
    expect(parseDeepLink(text)).toEqual({ complaint: expect.stringContaining(`'${text.slice(0, 80)}`) });
  });

  test('is shown without what would upset a terminal', () => {
    const [link] = [parseDeepLink('lobby://\u001b[2J\nopen')];
    expect(link).toEqual({ complaint: expect.stringMatching(/^The link 'lobby:\/\/\?\[2J\?open' is ignored/) });
  });
});

describe('on the command line', () => {
  const data = ['--data', mkdtempSync(join(tmpdir(), 'lobby-link-'))];

  test('links add to --open, and wrong ones are complaints', () => {
    const argv = [...data, '--open', 'clock', 'lobby://open?windows=atm', 'lobby://open?windows=safe'];
    expect(parseStartOptions(argv)).toMatchObject({
      windows: ['clock', 'atm'],
      complaints: [expect.stringContaining('windows=safe')],
    });
  });

  test('anything else that is no option is wrong usage', () => {
    expect(() => parseStartOptions([...data, 'https://example.com'])).toThrow(UsageFailure);
  });
});
