import { describe, expect, test } from 'vitest';
import { meet, type Trouble } from '../../../../scripts/webcam/scenario.ts';
import type { Camera } from '../../../../src-main/camera/camera.ts';
import { type CameraOptions, type CameraState, encodeFramePacket } from '../../../../src-main/contract/camera.ts';
import type { FailureCode } from '../../../../src-main/contract/failure.ts';
import { DEMO } from '../../../faults/camera/camera-fixture.ts';

/**
 * That the scenario notices a camera which says something wrong, with one that says what the test tells it to: the real
 * one goes through it in test/faults/camera/stream.test.ts.
 */
const PATIENCE_MS = 300;
const OPTIONS: CameraOptions = { ...DEMO, source: '0' };
const STARTING: CameraState = { state: 'starting', source: '0' };
const LIVE: CameraState = { state: 'live', source: '0', detector: 'ssd', pack: 'face-api' };
const failed = (code: FailureCode, retryInMs: number | null = 1): CameraState => {
  return { state: 'failed', source: '0', code, message: 'in words', retryInMs };
};
const PACKET = encodeFramePacket(
  {
    ...{ index: 1, capturedAt: 0, positionMs: null, width: 640, height: 480, demo: false, blurred: false, faces: [] },
    rates: { capture: 0, detection: 0, labelling: 0 },
  },
  new Uint8Array(),
);

/** A camera that tells these states when it is started, when the trouble comes and when it is over. */
function scripted(states: { start: CameraState[]; begin?: CameraState[]; end?: CameraState[] }) {
  let listener: (state: CameraState) => void = () => {};
  let show: (packet: Uint8Array<ArrayBuffer>) => void = () => {};
  const tell = (told: readonly CameraState[] = []) => {
    for (const state of told) {
      listener(state);
      if (state.state === 'live') setImmediate(() => show(PACKET));
    }
  };
  const camera: Camera = {
    start: () => tell(states.start),
    stop: () => {},
    state: () => STARTING,
    onState: (given) => {
      listener = given;
      return () => {};
    },
    blur: () => {},
    watch: (given) => {
      show = given;
      return { shown: () => {}, unwatch: () => {} };
    },
    devices: async () => [],
    packs: () => [],
    pid: () => undefined,
    close: async () => {},
  };
  return { camera, begin: () => tell(states.begin), end: () => tell(states.end) };
}

function outcome(states: Parameters<typeof scripted>[0], trouble: Pick<Trouble, 'when' | 'tells' | 'thenTells'>) {
  const { camera, begin, end } = scripted(states);
  return meet({ name: 'it', begin, end, ...trouble }, camera, OPTIONS, PATIENCE_MS);
}

const BUSY = { when: 'before', tells: ['camera_busy'] } as const;
const UNPLUGGED = { when: 'live', tells: ['camera_lost'], thenTells: 'camera_missing' } as const;

describe('is right', () => {
  test('where the trouble is told, tried again, and the picture is back by itself', async () => {
    const { missed, seen } = await outcome({ start: [STARTING, failed('camera_busy')], end: [LIVE] }, BUSY);
    expect(missed).toBeNull();
    expect(seen.map((line) => line.replace(/^\d+\.\d s /, ''))).toEqual([
      'starting',
      'camera_busy',
      'live',
      'a picture of 640×480',
    ]);
  });

  test('where a picture is lost, found to be missing, and back', async () => {
    const states = { start: [LIVE], begin: [failed('camera_lost'), failed('camera_missing')], end: [LIVE] };
    expect(await outcome(states, UNPLUGGED)).toMatchObject({ missed: null });
  });
});

describe('is wrong, in words', () => {
  test.each<[string, Parameters<typeof scripted>[0], Parameters<typeof outcome>[1], RegExp]>([
    ['another failure', { start: [failed('camera_lost')], end: [LIVE] }, BUSY, /^camera_busy .* not camera_lost$/],
    ['no failure', { start: [LIVE] }, BUSY, /^it was shown where camera_busy should have been told$/],
    ['nothing at all', { start: [STARTING] }, BUSY, /^camera_busy did not come within 0\.3 s$/],
    ['it is given up', { start: [failed('camera_busy', null)], end: [LIVE] }, BUSY, /is not tried again$/],
    ['it does not come back', { start: [failed('camera_busy')] }, BUSY, /^the state live did not come/],
    [
      'it is given up when it should come back',
      { start: [failed('camera_busy')], end: [failed('model_missing', null)] },
      BUSY,
      /^the state live did not come: in words$/,
    ],
    ['the loss is not noticed', { start: [LIVE] }, UNPLUGGED, /^camera_lost did not come/],
    ['it still seems to be there', { start: [LIVE], begin: [failed('camera_lost')] }, UNPLUGGED, /^camera_missing did/],
  ])('%s', async (_name, states, trouble, words) => {
    expect((await outcome(states, trouble)).missed).toMatch(words);
  });

  test('and the trouble is ended all the same, once', async () => {
    const { camera, begin } = scripted({ start: [STARTING] });
    let ends = 0;
    const end = () => {
      ends += 1;
    };
    await meet({ name: 'it', begin, end, ...BUSY }, camera, OPTIONS, PATIENCE_MS);
    expect(ends).toBe(1);
  });
});
