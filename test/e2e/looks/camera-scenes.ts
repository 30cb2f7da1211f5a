import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type CameraState, encodeFramePacket, type Face, type FrameHeader } from '../../../src-main/contract/camera.ts';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import type { SettingsPatch } from '../../../src-main/contract/settings.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { click, shows } from '../tours/step.ts';
import { failure, NOW, type Scene } from './scene.ts';
import type { ToldLine } from './told-line.ts';

/** The camera window with webcams that this machine may not have, in states and with faces that are told to it. */

const WEBCAMS = [
  { source: '0', name: 'Integrated Camera: Integrated C' },
  { source: '2', name: 'USB 2.0 Webcam with a rather long name of its own' },
];
const LIVE: CameraState = { state: 'live', source: '0', detector: 'ssd', pack: 'face-api+faceres' };
const AGREED = { source: '0', consent: true, detector: 'ssd', blur: false, boxes: true, labels: true } as const;
const ROOM = readFileSync(checkoutPath('demo/room.jpg'));

const face = (x: number, track: number, label: Face['label']): Face => ({
  box: { x, y: 120, width: 110, height: 130 },
  score: 0.98,
  track,
  label,
});
const label = {
  age: 34,
  group: '25-32',
  groupConfidence: null,
  gender: 'female',
  genderConfidence: 0.97,
  unsure: false,
} as const;
const FACES: readonly Face[] = [
  face(20, 11, label),
  face(150, 12, { ...label, gender: 'male', age: 8, genderConfidence: 0.88 }),
  face(280, 13, { ...label, unsure: true, genderConfidence: 0.55 }),
  face(410, 14, null),
  face(530, 15, { ...label, age: null, groupConfidence: 0.7 }),
];

const frame = (faces: readonly Face[], more: Partial<FrameHeader> = {}) =>
  encodeFramePacket(
    {
      index: 1,
      capturedAt: Date.now(),
      positionMs: null,
      width: 640,
      height: 480,
      demo: false,
      blurred: false,
      faces: [...faces],
      rates: { capture: 30, detection: 9.4, labelling: 21.7 },
      ...more,
    },
    ROOM,
  );

const camera = (
  name: string,
  state: CameraState,
  settings: NonNullable<SettingsPatch['camera']>,
  go: Scene['go'],
  more: { size?: Scene['size']; tell?: (line: ToldLine) => void } = {},
): Scene => ({
  kind: 'camera',
  name,
  settings: { camera: { ...AGREED, ...settings } },
  ...(more.size === undefined ? {} : { size: more.size }),
  tell(line) {
    line.answer('camera.devices', WEBCAMS);
    line.answer('camera.state', state);
    line.answer('camera.start', {});
    line.answer('camera.watch', {});
    line.answer('camera.shown', {});
    more.tell?.(line);
  },
  go,
});

const live = (
  name: string,
  packet: () => Uint8Array,
  settings: NonNullable<SettingsPatch['camera']> = {},
  then: (page: Page) => Promise<void> = async () => {},
  size?: Scene['size'],
) =>
  camera(
    name,
    LIVE,
    settings,
    async (page, line) => {
      await shows('.picture')(page);
      line.frame(packet());
      await page.locator('.rates dd').first().getByText(/[3٣]/).waitFor();
      await then(page);
    },
    size === undefined ? {} : { size },
  );

const failed = (error: FailureFields, source: string, retryInMs: number | null) =>
  camera(
    `failed-${error.code}`,
    { state: 'failed', source, ...error, retryInMs },
    { source },
    shows('.placeholder.failed'),
  );

const chooser = (name: string, tell: (line: ToldLine) => void, wait: string) =>
  camera(
    `files-${name}`,
    { state: 'off' },
    { source: 'demo' },
    async (page) => {
      await page.locator('select').first().selectOption('file');
      await click(page, 'form.file .button');
      await shows(wait)(page);
    },
    { tell },
  );

const folder = {
  folder: '/srv/ada/Pictures/2026/a_folder_with_quite_a_long_name/and_another',
  parent: '/srv/ada/Pictures',
  more: true,
};

export const CAMERA_SCENES: readonly Scene[] = [
  camera('consent-webcam', { state: 'off' }, { consent: false }, shows('.consent')),
  camera('starting', { state: 'starting', source: '0' }, {}, shows('.placeholder .spinner')),
  camera('off', { state: 'off', unwatched: true }, {}, async (page, line) => {
    await shows('.placeholder .spinner')(page);
    line.say('camera.state', { state: 'off' });
    await shows('.placeholder h2')(page);
  }),
  camera(
    'ended',
    { state: 'live', source: '/srv/ada/film.mp4', detector: 'ssd', pack: 'face-api+faceres' },
    { source: '/srv/ada/film.mp4' },
    async (page, line) => {
      await shows('.picture')(page);
      line.say('camera.state', { state: 'ended', source: '/srv/ada/film.mp4' });
      await shows('.placeholder h2')(page);
    },
  ),
  failed(failure('camera_missing', 'There is no camera 0. Connect one, or choose another source.'), '0', 4_000),
  failed(failure('camera_busy', 'Another program uses camera 0. Close it, and try again.'), '0', 4_000),
  failed(
    failure('camera_forbidden', 'Camera 0 may not be used: /dev/video0 is not allowed for this account.'),
    '0',
    null,
  ),
  failed(
    failure('source_unreadable', "The file /srv/ada/film.mp4 can't be read as a video. Choose another."),
    '/srv/ada/film.mp4',
    null,
  ),
  failed(
    failure('stream_unreachable', "The stream http://camera.example.org/live can't be opened. Is the address right?"),
    'http://camera.example.org/live',
    8_000,
  ),
  live('no-faces', () => frame([])),
  live('faces', () => frame(FACES)),
  live(
    'faces-narrow',
    () => frame(FACES),
    {},
    async () => {},
    { width: 480, height: 800 },
  ),
  live(
    'faces-short',
    () => frame(FACES),
    {},
    async () => {},
    { width: 800, height: 600 },
  ),
  live(
    'faces-wide',
    () => frame(FACES),
    {},
    async () => {},
    { width: 1920, height: 1080 },
  ),
  live(
    'paused',
    () => frame(FACES),
    {},
    async (page) => {
      await page.locator('.toolbar .button').nth(1).click();
      await shows('.badges .badge')(page);
    },
  ),
  live(
    'recording',
    () => frame(FACES),
    {},
    async (page) => {
      await page.locator('.toolbar .button').nth(3).click();
      await shows('.badges .rec')(page);
    },
  ),
  live('blurred', () => frame(FACES, { blurred: true }), { blur: true }),
  live('haar', () => frame(FACES.map((one) => ({ ...one, score: null }))), { detector: 'haar', labels: false }),
  live('folder', () => frame(FACES, { still: { number: 12, total: 345 } }), { source: '/srv/ada/Pictures' }),
  live('demo', () => frame(FACES, { demo: true }), { source: 'demo' }),
  camera('unlisted', { state: 'starting', source: '7' }, { source: '7' }, shows('.placeholder .spinner')),
  chooser('reading', (line) => line.withhold('camera.files'), '.dialog.files [role=status]'),
  chooser(
    'empty',
    (line) => line.answer('camera.files', { ...folder, more: false, entries: [] }),
    '.dialog.files .hint',
  ),
  chooser(
    'refused',
    (line) => line.refuse('camera.files', failure('source_unreadable', 'The folder /srv/ada can’t be read.')),
    '.dialog.files [role=alert]',
  ),
  chooser(
    'full',
    (line) =>
      line.answer('camera.files', {
        ...folder,
        entries: Array.from({ length: 40 }, (_, index) => ({
          name: index === 1 ? `${'a_long_name_'.repeat(9)}.mp4` : index === 2 ? 'صورة جميلة.jpg' : `${NOW + index}.jpg`,
          path: `/srv/ada/${index}`,
          kind: index === 0 ? ('folder' as const) : index === 1 ? ('film' as const) : ('picture' as const),
        })),
      }),
    '.dialog.files .entries li:nth-child(40)',
  ),
];
