import { expect, test } from 'vitest';
import { ASK_ACCOUNT, ASK_PIN, MENU, refusalLine } from '../../../src-main/bank/protocols/teletype/texts.ts';
import type { TranscriptLine } from '../../../src-main/contract/board.ts';
import { joinedLines, maskedTranscript } from '../../../src-renderer/lobby/session/transcript.ts';

/** No account number is read off a session's transcript while they are masked, in either protocol. */
const heard = (text: string): TranscriptLine => ({ number: 1, at: 0, direction: 'in', text, wrote: null });
const said = (text: string): TranscriptLine => ({ number: 1, at: 0, direction: 'out', text, wrote: null });
const shown = (lines: readonly TranscriptLine[], mask = true) => maskedTranscript(lines, mask).map(({ text }) => text);

const teletype = [
  said(ASK_ACCOUNT),
  heard('1998'),
  said(ASK_PIN),
  heard('***'),
  said(refusalLine('authentication_failed') + ASK_ACCOUNT),
  heard('(7 bytes that are no account number)'),
  said(ASK_PIN),
  heard('***'),
  said(MENU),
  heard('2'),
  said('Enter amount to deposit: '),
  heard('1998'),
];

test('at the teletype the numbers typed as accounts are hidden, and amounts are not', () => {
  expect(shown(teletype).filter((_, index) => teletype[index]?.direction === 'in')).toEqual([
    '··98',
    '***',
    '(7 bytes that are no account number)',
    '***',
    '2',
    '1998',
  ]);
});

test('one whose question is no longer kept is hidden as well', () => {
  expect(shown(teletype.slice(1))[0]).toBe('··98');
});

test.each([
  ['{"id":1,"op":"login","account":"1998","pin":"***"}', '{"id":1,"op":"login","account":"··98","pin":"***"}'],
  ['{"id":2,"op":"transfer","to":"1997","amount":1998}', '{"id":2,"op":"transfer","to":"··97","amount":1998}'],
  [
    '{"transfers":[{"debit":"1998","credit":"cash"},{"debit":"cash","credit":"1997"}]}',
    '{"transfers":[{"debit":"··98","credit":"cash"},{"debit":"cash","credit":"··97"}]}',
  ],
  ['{"transfers":[{"debit":"19', '{"transfers":[{"debit":"··'],
])('at the terminal %s reads %s', (text, hidden) => {
  expect(shown([said(text)])).toEqual([hidden]);
  expect(shown([heard(text)])).toEqual([hidden]);
});

test('nothing is hidden where account numbers are not masked', () => {
  expect(maskedTranscript(teletype, false)).toBe(teletype);
});

test('lines that the bank keeps no longer stay, and those that it still has are as it tells them now', () => {
  const line = (number: number, wrote: number | null = null): TranscriptLine => ({ ...heard('50'), number, wrote });
  const joined = joinedLines([line(1), line(2), line(3)], [line(3, 9), line(4)]);
  expect(joined.map(({ number, wrote }) => [number, wrote])).toEqual([
    [1, null],
    [2, null],
    [3, 9],
    [4, null],
  ]);
  const long = Array.from({ length: 2_000 }, (_, index) => line(index + 1));
  expect(joinedLines(long, [line(2_001)]).map(({ number }) => number)).toEqual(long.map(({ number }) => number + 1));
});
