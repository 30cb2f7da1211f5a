import { describe, expect, test } from 'vitest';
import { type Admission, Admissions, peerOf } from '../../../src-main/bank/session/admissions.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';

/** How many sessions there may be, how many of one peer, and who counts as one peer. */
const LIMITS = { sessions: 1_000, peerSessions: 2, loopbackSessions: 1_000 };
const verdicts = (admissions: readonly Admission[]): string[] => admissions.map(({ verdict }) => verdict);
const times = (count: number, peers: Admissions, address: string): Admission[] =>
  Array.from({ length: count }, () => peers.admit(address));
const leave = (admission: Admission | undefined): void => {
  if (admission !== undefined && 'leave' in admission) admission.leave();
};

describe('one peer', () => {
  test('is refused beyond its limit, then cut, and others are not', () => {
    const peers = new Admissions(LIMITS);
    const seen = verdicts(times(40, peers, '192.0.2.7'));
    expect(seen.filter((verdict) => verdict === 'admitted')).toHaveLength(2);
    expect(seen.filter((verdict) => verdict === 'peer-full')).toHaveLength(32);
    expect(seen.slice(34)).toEqual(Array.from({ length: 6 }, () => 'cut'));
    expect(peers.admit('192.0.2.8').verdict).toBe('admitted');
  });

  test('has room again as soon as a session of its is gone, whatever it is still being refused', () => {
    const peers = new Admissions(LIMITS);
    const admissions = times(35, peers, '192.0.2.7');
    leave(admissions[0]);
    expect(verdicts(times(2, peers, '192.0.2.7'))).toEqual(['admitted', 'cut']);
  });

  test('is told again when it has heard the refusals before', () => {
    const peers = new Admissions(LIMITS);
    for (const admission of times(34, peers, '192.0.2.7').slice(2)) leave(admission);
    expect(verdicts(times(33, peers, '192.0.2.7')).slice(-2)).toEqual(['peer-full', 'cut']);
  });

  test('that is gone already is cut', () => {
    expect(new Admissions(LIMITS).admit(undefined)).toEqual({ verdict: 'cut' });
  });
});

test('a full bank refuses everybody, then cuts, and has room as soon as one session is gone', () => {
  const peers = new Admissions({ sessions: 3, peerSessions: 2, loopbackSessions: 3 });
  const inside = ['192.0.2.1', '192.0.2.2', '127.0.0.1'].map((address) => peers.admit(address));
  expect(verdicts(inside)).toEqual(['admitted', 'admitted', 'admitted']);
  const seen = verdicts(times(502, peers, '127.0.0.1'));
  expect(seen.filter((verdict) => verdict === 'full')).toHaveLength(500);
  expect(seen.slice(500)).toEqual(['cut', 'cut']);
  leave(inside[0]);
  expect(peers.admit('192.0.2.9').verdict).toBe('admitted');
});

test('loopback has no limit of its own unless it is given one', () => {
  const open = new Admissions({ ...SESSION_LIMITS });
  expect(new Set(verdicts(times(1_000, open, '127.0.0.1')))).toEqual(new Set(['admitted']));
  expect(open.admit('::1').verdict).toBe('admitted');
  expect(verdicts(times(257, open, '192.0.2.7')).at(-1)).toBe('peer-full');
  const limited = new Admissions({ ...SESSION_LIMITS, loopbackSessions: 1 });
  expect(verdicts(times(2, limited, '127.0.0.1'))).toEqual(['admitted', 'peer-full']);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:DB8::9', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::9', '0:0:0:0::/64'],
])('%s counts as %s', (address, peer) => {
  expect(peerOf(address)).toBe(peer);
});
