import { describe, expect, test } from 'vitest';
import { Deadlines } from '../../../src-main/bank/session/deadlines.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';

/** The deadlines as issue and limits name them: log-in 30 s, idle 2 min, a warning 30 s before, a line 10 s. */
const START = 1_000_000;
const deadlines = (): Deadlines => new Deadlines(SESSION_LIMITS, START);

describe('before log-in', () => {
  test('30 s from connect, whatever is said', () => {
    const session = deadlines();
    session.heard(1, false, START + 29_000);
    expect(session.due(START + 30_000, false)).toBeUndefined();
    expect(session.due(START + 30_001, false)).toBe('login');
  });
});

describe('after log-in', () => {
  test('two minutes of silence end it, with one warning 30 s before', () => {
    const session = deadlines();
    session.heard(2, false, START);
    expect(session.due(START + 90_000, true)).toBeUndefined();
    expect(session.due(START + 90_250, true)).toEqual({ warning: 29_750 });
    expect(session.due(START + 119_000, true)).toBeUndefined();
    expect(session.due(START + 120_001, true)).toBe('idle');
  });

  test('a whole line starts the silence anew, and the warning', () => {
    const session = deadlines();
    session.heard(2, false, START);
    session.due(START + 91_000, true);
    session.heard(3, false, START + 100_000);
    expect(session.due(START + 121_000, true)).toBeUndefined();
    expect(session.due(START + 191_000, true)).toEqual({ warning: 29_000 });
  });
});

describe('a line', () => {
  test('has 10 s from its first byte, however often more bytes come', () => {
    const session = deadlines();
    for (let at = 0; at <= 10_000; at += 500) session.heard(0, true, START + at);
    expect(session.due(START + 10_000, false)).toBeUndefined();
    expect(session.due(START + 10_001, false)).toBe('line');
  });

  test('counts for itself: a stream that always ends in the middle of a line is fine', () => {
    const session = deadlines();
    for (let lines = 1; lines <= 30; lines++) session.heard(lines, true, START + lines * 1_000);
    expect(session.due(START + 31_000, true)).toBeUndefined();
  });

  test('that is finished has no deadline', () => {
    const session = deadlines();
    session.heard(0, true, START);
    session.heard(1, false, START + 5_000);
    expect(session.due(START + 20_000, false)).toBeUndefined();
  });
});
