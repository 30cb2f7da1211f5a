import { createRef } from 'react';
import { describe, expect, test } from 'vitest';
import type { CameraState } from '../../src-main/contract/camera.ts';
import { settingsSchema } from '../../src-main/contract/settings.ts';
import { Camera } from '../../src-renderer/camera/camera.tsx';
import { Clock } from '../../src-renderer/clock/clock.tsx';
import { markup, words } from './render.tsx';

/** Clock and camera with plain props, in each of the states that people can meet. */

const settings = settingsSchema.parse({});
const nothing = () => {};

describe('clock', () => {
  test('the sentence is the text of one element', () => {
    const html = markup(
      <Clock
        now={new Date(2026, 10, 22, 14, 3, 59).getTime()}
        face={settings.clock}
        fullScreen={false}
        pointerRests={false}
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
  const draw = (state: CameraState, camera = settings.camera, paused = false) =>
    words(
      markup(
        <Camera
          state={state}
          stateSince={Date.now()}
          settings={camera}
          devices={[]}
          onDevices={nothing}
          packs={[]}
          reading={null}
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

  test('offers the demo only where it is not chosen already', () => {
    const demo = { ...settings.camera, source: 'demo' };
    expect(draw({ state: 'off' }, agreed)).toContain('Use the demo photos');
    expect(draw({ state: 'off' }, demo)).not.toContain('Use the demo photos');
  });

  test('a paused picture stays when the camera is switched off because nobody could see the window', () => {
    const unwatched = { state: 'off', unwatched: true } as const;
    const held = draw(unwatched, agreed, true);
    expect(held).not.toContain('The camera is off');
    expect(held).toContain('Resume');
    expect(draw(unwatched, agreed)).toContain('The camera is off');
    expect(draw({ state: 'off' }, agreed, true)).toContain('The camera is off');
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
    ['ssd', null, 'Face certainty from 40%', 'Finds smaller faces'],
    ['ssd', 0.65, 'Face certainty from 65%', 'Finds smaller faces'],
    ['haar', null, 'The Haar cascade doesn’t say how sure it is.', 'Finds smaller faces'],
    ['tiny', null, 'Face certainty from 40%', 'The tiny network knows one size only.'],
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
