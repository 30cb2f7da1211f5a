import { createRef } from 'react';
import { describe, expect, test } from 'vitest';
import type { CameraDevice, CameraState } from '../../src-main/contract/camera.ts';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { settingsSchema } from '../../src-main/contract/settings.ts';
import { Camera, mayOpen } from '../../src-renderer/camera/camera.tsx';
import { ControlsPanel } from '../../src-renderer/camera/controls-panel.tsx';
import type { Reading } from '../../src-renderer/camera/readouts.tsx';
import { Clock } from '../../src-renderer/clock/clock.tsx';
import { readTiming, startStopwatch, startTimer, type Timing, toggle } from '../../src-renderer/clock/timing/timing.ts';
import { markup, words } from './render.tsx';

/** Clock and camera with plain props, in each of the states that people can meet. */

const settings = settingsSchema.parse({});
const nothing = () => {};

describe('clock', () => {
  const draw = (timing: Timing | null, now = 0, code: LanguageCode = 'en') =>
    markup(
      <Clock
        now={new Date(2026, 10, 22, 14, 3, 59).getTime()}
        face={settings.clock}
        timing={timing === null ? null : { is: timing, reading: readTiming(timing, now) }}
        timingControls={{ startStopwatch: nothing, startTimer: nothing, toggle: nothing, remove: nothing }}
        fullScreen={false}
        pointerRests={false}
        canStayOnTop={false}
        onChange={nothing}
        onFullScreen={nothing}
      />,
      code,
    );

  test('the sentence is the text of one element', () => {
    const [, timer = ''] = /<p[^>]*role="timer"[^>]*>(.*?)<\/p>/.exec(draw(null)) ?? [];
    expect(timer.replaceAll(/<[^>]*>/g, '').replaceAll('&#x27;', "'")).toBe(
      "It's 14:03:59 on a beautiful Sunday, November 22",
    );
  });

  test('nothing more is on the wall until a timer or a stopwatch is started', () => {
    expect(draw(null)).not.toMatch(/class="timing|role="status"/);
  });

  test.each([
    ['running', 'en', startTimer(5, 0), 1_500, ['Timer', '4:59', 'Pause', 'Remove from the wall']],
    ['paused', 'en', toggle(startTimer(90, 0), 1_000), 9_000, ['1:29:59', 'Resume']],
    ['over', 'en', startTimer(5, 0), 300_000, ['Time is up', 'Remove from the wall']],
    ['a stopwatch', 'en', startStopwatch(0), 61_999, ['Stopwatch', '1:01', 'Pause']],
    ['stopped', 'ar', toggle(startStopwatch(0), 12_345), 99_000, ['ساعة الإيقاف', '٠:١٢٫٣٤', 'استئناف']],
    ['over', 'ar', startTimer(5, 0), 300_000, ['انتهى الوقت']],
  ] as const)('a timer or stopwatch %s (%s)', (_state, code, timing, now, said) => {
    const text = words(draw(timing, now, code));
    for (const part of said) expect(text).toContain(part);
  });

  test('a screen reader is told of few moments of a timer', () => {
    const timer = startTimer(10, 0);
    const told = (now: number) => /role="(?:status|alert)"[^>]*>(.*?)</.exec(draw(timer, now))?.[1];
    expect([0, 299_000, 300_000, 540_000, 600_000].map(told)).toEqual([
      '',
      '',
      '5 minutes left',
      '1 minute left',
      'Time is up',
    ]);
  });
});

describe('camera', () => {
  const draw = (
    state: CameraState,
    camera = settings.camera,
    paused = false,
    devices: CameraDevice[] | null = null,
    reading: Reading | null = null,
  ) =>
    words(
      markup(
        <Camera
          state={state}
          stateSince={Date.now()}
          settings={camera}
          devices={devices}
          onDevices={nothing}
          onFiles={nothing}
          packs={[]}
          reading={reading}
          paused={paused}
          recording={false}
          stage={createRef()}
          onView={nothing}
          onStart={nothing}
          onPower={nothing}
          onPause={nothing}
          onSnapshot={nothing}
          onRecord={nothing}
        />,
      ),
    );
  const agreed = { ...settings.camera, consent: true };

  test.each([
    ['en', '(default)'],
    ['ar', '(الافتراضي)'],
  ] as const)('marks the default pack in its language (%s), and no other', (code, mark) => {
    const packs = [
      { name: 'face-api', title: 'face-api', unsureBelow: 0.85 },
      { name: settings.camera.pack, title: 'face-api + faceres', unsureBelow: 0.85 },
    ];
    const given = { devices: null, onDevices: nothing, onFiles: nothing, onView: nothing, onProcess: nothing };
    const html = markup(<ControlsPanel settings={settings.camera} packs={packs} {...given} />, code);
    expect(html).toContain('>face-api</option>');
    expect(html).toContain(`>face-api + faceres ${mark}</option>`);
  });

  test('offers the demo only where it is not chosen already', () => {
    const demo = { ...settings.camera, source: 'demo' };
    expect(draw({ state: 'off' }, agreed)).toContain('Show the demo');
    expect(draw({ state: 'off' }, demo)).not.toContain('Show the demo');
  });

  test('offers the demo first where there is no webcam', () => {
    const order = (text: string) => [text.indexOf('Show the demo'), text.indexOf('Turn on the camera')];
    const none = draw({ state: 'off' }, settings.camera, false, []);
    expect(none).toContain('No webcam found');
    expect(order(none)).toEqual(order(none).toSorted((a, b) => a - b));
    const one = draw({ state: 'off' }, settings.camera, false, [{ source: '0', name: 'Webcam' }]);
    expect(one).not.toContain('No webcam found');
    expect(order(one)).toEqual(order(one).toSorted((a, b) => b - a));
  });

  test.each(['0', 'http://10.0.0.7/live.mjpg', 'rtsp://door/1'])('the camera %s is asked about first', (source) => {
    const text = draw({ state: 'off' }, { ...settings.camera, source }, false, [{ source: '0', name: 'Webcam' }]);
    expect(text).toContain('Before the camera starts');
  });

  test('a wrong path is said to be one, and another file is offered first', () => {
    const failed = { state: 'failed', source: '/a.mp4', message: '', retryInMs: null } as const;
    // It is nobody's camera, so nobody has to agree first.
    const wrong = draw({ ...failed, code: 'source_missing' }, { ...settings.camera, source: '/a.mp4' });
    expect(wrong).toContain('There is no such file');
    expect(wrong).not.toContain('The camera doesn’t work');
    expect(wrong.indexOf('Choose a file…')).toBeLessThan(wrong.indexOf('Show the demo'));
    expect(draw({ ...failed, code: 'camera_busy' }, agreed)).toContain('The camera doesn’t work');
  });

  test('a paused picture stays when the camera is switched off because nobody could see the window', () => {
    const unwatched = { state: 'off', unwatched: true } as const;
    const held = draw(unwatched, agreed, true);
    expect(held).not.toContain('The camera is off');
    expect(held).toContain('Resume');
    expect(draw(unwatched, agreed)).toContain('The camera is off');
    expect(draw({ state: 'off' }, agreed, true)).toContain('The camera is off');
  });

  test.each([
    [0, {}, 'Searching…'],
    [0.5, {}, 'Searching…'],
    [9.8, {}, 'No face in the picture'],
    [0, { blurred: true }, 'No face in the picture'],
    [0, { still: { number: 3, total: 12 } }, 'Picture 3 of 12'],
  ] as const)('with %d searches a second and %j it says %s', (detection, more, words) => {
    const live = { state: 'live', source: '0', detector: 'ssd', pack: 'face-api' } as const;
    const rates = { capture: 30, detection, labelling: 0 };
    const size = { width: 640, height: 480 };
    const header = {
      index: 1,
      capturedAt: 0,
      positionMs: null,
      ...size,
      demo: false,
      blurred: false,
      faces: [],
      rates,
    };
    const text = draw(live, agreed, false, null, {
      header: { ...header, ...more },
      numbers: [],
      drawing: 30,
      latency: 40,
    });
    expect(text).toContain(words);
    if (words === 'Searching…') expect(text).not.toContain('No face in the picture');
  });

  test('says nothing about faces while there is no picture', () => {
    expect(draw({ state: 'off' }, agreed)).not.toContain('No face in the picture');
  });

  test('asks before a real camera, not before the demo', () => {
    expect(draw({ state: 'off' })).toContain('Before the camera starts');
    expect(draw({ state: 'off' }, { ...settings.camera, source: 'demo' })).not.toContain('Before the camera starts');
  });

  test.each([
    [{ state: 'off' }, 'The camera is off'],
    [{ state: 'starting', source: '0' }, 'Starting the camera…'],
    [{ state: 'ended', source: 'a.mp4' }, 'Play again'],
    [{ state: 'failed', source: '0', code: 'camera_lost', message: 'Plug one in.', retryInMs: null }, 'Plug one in.'],
    [{ state: 'failed', source: '0', code: 'camera_lost', message: '', retryInMs: 9000 }, 'Next try in'],
  ] as const)('%j says %s', (state, text) => {
    expect(draw(state, agreed)).toContain(text);
  });

  test.each([
    ['ssd', null, 'Minimum face confidence 40%', 'Finds smaller faces'],
    ['ssd', 0.65, 'Minimum face confidence 65%', 'Finds smaller faces'],
    ['haar', null, 'The Haar cascade gives no confidence.', 'Finds smaller faces'],
    ['tiny', null, 'Minimum face confidence 40%', 'The tiny network searches at one size only.'],
  ] as const)('%s with the threshold %s says %s, and of distant faces %s', (detector, threshold, from, distant) => {
    const text = draw({ state: 'off' }, { ...agreed, detector, threshold }).replaceAll(/\s+/g, ' ');
    expect(text).toContain(from);
    expect(text).toContain(distant);
  });

  test.each([
    [{ state: 'off' }, 'Turn on'],
    [{ state: 'ended', source: 'a.mp4' }, 'Turn on'],
    [{ state: 'starting', source: '0' }, 'Turn off'],
    [{ state: 'live', source: '0', detector: 'ssd', pack: 'face-api' }, 'Turn off'],
    [{ state: 'failed', source: '0', code: 'camera_lost', message: '', retryInMs: 9000 }, 'Turn off'],
    [{ state: 'failed', source: '0', code: 'camera_lost', message: '', retryInMs: null }, 'Turn on'],
  ] as const)('%j can be followed by %s', (state, text) => {
    const other = text === 'Turn on' ? 'Turn off' : 'Turn on';
    expect(draw(state, agreed)).toContain(text);
    expect(draw(state, agreed)).not.toContain(other);
  });

  test('always says that pictures stay here and what the estimates are worth', () => {
    const text = draw({ state: 'off' }, agreed);
    expect(text).toContain('Stays on this machine');
    expect(text).toContain('Never decide anything about anybody with them.');
  });
});

describe('consent', () => {
  test.each(['0', '12', '/dev/video0', '/dev/v4l/by-id/usb-camera', 'rtsp://door/stream'])(
    'is needed before a camera is opened: %s',
    (source) => {
      expect(mayOpen({ source, consent: false })).toBe(false);
      expect(mayOpen({ source, consent: true })).toBe(true);
    },
  );

  test.each(['demo', '/films/film.mp4', 'C:\\photos'])('is not needed where nobody stands before it: %s', (source) => {
    expect(mayOpen({ source, consent: false })).toBe(true);
  });
});
