import { describe, expect, test } from 'vitest';
import { type Admission, PeerSessions, peerOf } from '../../../src-main/bank/session/peer-sessions.ts';
import { SESSION_LIMITS } from '../../../src-main/bank/session/session-limits.ts';

/** How many sessions one peer may have, and who counts as one peer. */
const LIMITS = { sessions: 1_000, peerSessions: 2, loopbackSessions: 1_000 };
const verdicts = (admissions: readonly Admission[]): string[] => admissions.map(({ verdict }) => verdict);
const times = (count: number, peers: PeerSessions, address: string): Admission[] =>
  Array.from({ length: count }, () => peers.admit(address));

describe('one peer', () => {
  test('is refused beyond its limit, then cut, and others are not', () => {
    const peers = new PeerSessions(LIMITS);
    const seen = verdicts(times(40, peers, '192.0.2.7'));
    expect(seen.filter((verdict) => verdict === 'counted')).toHaveLength(2);
    expect(seen.filter((verdict) => verdict === 'refused')).toHaveLength(32);
    expect(seen.slice(34)).toEqual(Array.from({ length: 6 }, () => 'cut'));
    expect(peers.admit('192.0.2.8').verdict).toBe('counted');
  });

  test('has room again when its sessions are gone, refused ones too', () => {
    const peers = new PeerSessions(LIMITS);
    const admissions = times(34, peers, '192.0.2.7');
    for (const admission of admissions.slice(1)) if ('leave' in admission) admission.leave();
    expect(verdicts(times(2, peers, '192.0.2.7'))).toEqual(['counted', 'refused']);
  });

  test('that is gone before it is counted is cut', () => {
    expect(new PeerSessions(LIMITS).admit(undefined)).toEqual({ verdict: 'cut' });
  });
});

test('loopback has no limit of its own unless it is given one', () => {
  const open = new PeerSessions({ ...SESSION_LIMITS });
  expect(new Set(verdicts(times(1_000, open, '127.0.0.1')))).toEqual(new Set(['free']));
  expect(open.admit('::1').verdict).toBe('free');
  expect(verdicts(times(257, open, '192.0.2.7')).at(-1)).toBe('refused');
  const limited = new PeerSessions({ ...SESSION_LIMITS, loopbackSessions: 1 });
  expect(verdicts(times(2, limited, '127.0.0.1'))).toEqual(['counted', 'refused']);
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
