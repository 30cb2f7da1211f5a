import { createRef } from 'react';
import { describe, expect, test } from 'vitest';
import type { BankStatus, Board } from '../../src-main/contract/board.ts';
import type { CameraState } from '../../src-main/contract/camera.ts';
import { settingsSchema } from '../../src-main/contract/settings.ts';
import { Camera } from '../../src-renderer/camera/camera.tsx';
import { Clock } from '../../src-renderer/clock/clock.tsx';
import { NO_HISTORY, recorded } from '../../src-renderer/lobby/history.ts';
import { Lobby } from '../../src-renderer/lobby/lobby.tsx';
import { markup, words } from './render.tsx';

/** Lobby, clock and camera with plain props, in each of the states that people can meet. */

const settings = settingsSchema.parse({});
const nothing = () => {};
const kept = () => Promise.resolve(true);
const listening: BankStatus = {
  state: 'listening',
  teletype: { host: '127.0.0.1', port: 9999 },
  terminal: { host: '127.0.0.1', port: 9998 },
  fingerprint: null,
  metrics: null,
  threads: 2,
  movesSockets: true,
  accounts: ['1998'],
};
const board: Board = {
  at: 1000,
  open: 700,
  sessions: Array.from({ length: 20 }, (_, index) => ({
    id: `s-${index}`,
    thread: index % 2,
    protocol: 'terminal',
    peer: '127.0.0.1:50000',
    terminal: null,
    account: '1998',
    since: 0,
    operations: 3,
  })),
  queue: 4,
  commits: [{ at: 1000, size: 3, micros: 800 }],
  transfers: [],
  totals: { accepted: 800, operations: 12_345, transfers: 90, refusals: 2, commits: 30 },
  latency: { p50: 0.5, p99: 2.25 },
  sum: 0,
};

describe('Lobby', () => {
  const draw = (status: BankStatus, latest: Board | null = null) =>
    markup(
      <Lobby
        status={status}
        history={latest === null ? NO_HISTORY : recorded(NO_HISTORY, latest)}
        about={null}
        settings={settings}
        onChange={kept}
        onOpen={nothing}
        onOpenBank={nothing}
        crowd={{ state: 'idle', last: null }}
        onCrowdStart={nothing}
        onCrowdStop={nothing}
        onSession={nothing}
      />,
    );

  test('a bank that could not open says why, and how to go on', () => {
    const text = words(draw({ state: 'failed', code: 'port_in_use', message: 'Port 9999 is in use. Choose another.' }));
    for (const part of ['Port 9999 is in use.', 'Open the bank', 'Copy details']) expect(text).toContain(part);
    expect(text).not.toContain('Live board');
  });

  test('an open bank without customers invites somebody', () => {
    const text = words(draw(listening, { ...board, open: 0, sessions: [] }));
    for (const part of ['127.0.0.1:9999', 'Nobody is connected', '0 cents', 'Every cent is accounted for']) {
      expect(text).toContain(part);
    }
  });

  test('counts are exact where sessions are sampled, and account numbers are masked', () => {
    const html = draw(listening, board);
    const text = words(html);
    for (const part of ['700 sessions', '12,345', 'and 680 more', '••98']) expect(text).toContain(part);
    expect(text).not.toContain('1998');
  });

  test('books that do not balance are an alarm', () => {
    const html = draw(listening, { ...board, sum: -5 });
    expect(words(html)).toContain('-5 cents');
    expect(html).toMatch(/role="alert"[^>]*>.*The books do not balance/);
  });

  test('a bank without session threads has one lane', () => {
    const text = words(draw({ ...listening, threads: 0, movesSockets: false }, { ...board, sessions: [] }));
    expect(text).toContain('Thread 1');
    expect(text).not.toContain('Thread 2');
  });
});

describe('clock', () => {
  test('the sentence is the text of one element', () => {
    const html = markup(
      <Clock
        now={new Date(2026, 10, 22, 14, 3, 59).getTime()}
        face={settings.clock}
        fullScreen={false}
        canStayOnTop={false}
        onChange={nothing}
        onFullScreen={nothing}
      />,
    );
    const [, timer = ''] = /<p[^>]*role="timer"[^>]*>(.*?)<\/p>/.exec(html) ?? [];
    expect(timer.replaceAll(/<[^>]*>/g, '').replaceAll('&#x27;', "'")).toBe(
      "It's 14:03:59 on a beautiful Sunday, November 22",
    );
  });
});

describe('camera', () => {
  const draw = (state: CameraState, camera = settings.camera) =>
    words(
      markup(
        <Camera
          state={state}
          stateSince={Date.now()}
          settings={camera}
          devices={[]}
          packs={[]}
          reading={null}
          paused={false}
          recording={false}
          stage={createRef()}
          onView={nothing}
          onStart={nothing}
          onPause={nothing}
          onSnapshot={nothing}
          onRecord={nothing}
        />,
      ),
    );
  const agreed = { ...settings.camera, consent: true };

  test('asks before a real camera, not before the demo', () => {
    expect(draw({ state: 'off' })).toContain('Before the camera starts');
    expect(draw({ state: 'off' }, { ...settings.camera, source: 'demo' })).not.toContain('Before the camera starts');
  });

  test.each([
    [{ state: 'off' }, 'The camera is off.'],
    [{ state: 'starting', source: '0' }, 'Starting the camera…'],
    [{ state: 'ended', source: 'a.mp4' }, 'Play again'],
    [{ state: 'failed', source: '0', code: 'x', message: 'Plug one in.', retryInMs: null }, 'Plug one in.'],
    [{ state: 'failed', source: '0', code: 'x', message: '', retryInMs: 9000 }, 'Next try in'],
  ] as const)('%j says %s', (state, text) => {
    expect(draw(state, agreed)).toContain(text);
  });

  test.each([
    ['ssd', null, 'Face certainty from 40%', 'Finds smaller faces'],
    ['ssd', 0.65, 'Face certainty from 65%', 'Finds smaller faces'],
    ['haar', null, 'The Haar cascade doesn’t say how sure it is.', 'Finds smaller faces'],
    ['tiny', null, 'Face certainty from 40%', 'The tiny network knows one size only.'],
  ] as const)('%s with the threshold %s says %s, and of distant faces %s', (detector, threshold, from, distant) => {
    const text = draw({ state: 'off' }, { ...agreed, detector, threshold }).replaceAll(/\s+/g, ' ');
    expect(text).toContain(from);
    expect(text).toContain(distant);
  });

  test('always says that pictures stay here and what the estimates are worth', () => {
    const text = draw({ state: 'off' }, agreed);
    expect(text).toContain('Stays on this machine');
    expect(text).toContain('Never decide anything about anybody with them.');
  });
});
