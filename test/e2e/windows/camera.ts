import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cv } from '../../../src-main/camera/process/opencv.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { NetworkCamera } from '../../faults/camera/network-camera.ts';
import { detail } from '../../unit/camera/pipeline/detail.ts';
import { markedFaces, photo } from '../../unit/detect/faces/photos.ts';
import { resize } from '../tours/step.ts';
import type { Stage } from './stage.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** EBML, the container of WebM. */
const WEBM = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);

/** What can be done with the camera's picture. */
export function describeCamera({ lacks, lend, share, keep }: Stage): void {
  test('a real camera is not opened before somebody agrees', async () => {
    const suite = await share({ camera: { source: '97' } });
    const camera = await suite.open('camera');
    await camera.getByRole('heading', { name: /^(Before the camera starts|No webcam found)$/ }).waitFor();
    await camera.getByText('Stays on this machine').waitFor();
    await keep(camera, 'camera-consent');
    // What is chosen meanwhile is kept, and opens no camera either. The second choice is heard of after the first.
    await camera.getByLabel('Face detector').selectOption('tiny');
    const boxes = camera.getByRole('switch', { name: 'Boxes' });
    await boxes.press(' ');
    await expect.poll(() => boxes.isChecked()).toBe(false);
    expect(await camera.getByLabel('Face detector').inputValue()).toBe('tiny');
    expect(await camera.locator('.toolbar').getByRole('button', { name: 'Turn on' }).isDisabled()).toBe(true);
    await camera.getByRole('button', { name: 'Turn on the camera' }).click();
    await camera.getByRole('heading', { name: 'The camera doesn’t work' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('beside the picture the faces come first, then what can be chosen, then the rates', async () => {
    const suite = await share({ camera: { source: '97' } });
    const camera = await suite.open('camera');
    await camera.locator('.consent').waitFor();
    // As it is read, and as it is seen, also where all stands below the picture.
    for (const size of [
      { width: 980, height: 760 },
      { width: 480, height: 800 },
    ]) {
      await resize(camera, size);
      const parts =
        await camera.evaluate(`[...document.querySelectorAll('.side :is(.faces, select, input, .rates)')].map((part) => ({
        kind: part.matches('.faces') ? 'faces' : part.matches('.rates') ? 'rates' : 'control',
        top: (part.closest('label') ?? part).getBoundingClientRect().top,
      }))`);
      const seen = parts as { kind: string; top: number }[];
      const kinds = seen.map(({ kind }) => kind);
      expect(kinds.filter((kind, place) => kind !== kinds[place - 1])).toEqual(['faces', 'control', 'rates']);
      const tops = seen.map(({ top }) => top);
      expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    }
    expect(suite.complaints).toEqual([]);
  });

  test('a path that is wrong is said to be wrong, without a question about cameras, and a file can be looked for', async () => {
    const suite = await share({ camera: { source: 'demo' } });
    const camera = await suite.open('camera');
    await camera.getByRole('combobox', { name: 'Source' }).selectOption('file');
    await camera.getByLabel('Path of a video or a folder of pictures').fill('no-such-film.mp4');
    await camera.keyboard.press('Enter');
    const alert = camera.getByRole('alert').filter({ hasText: 'There is no such file' });
    await alert.waitFor();
    await keep(camera, 'camera-wrong-path');
    await camera.getByRole('button', { name: 'Choose a file…' }).first().click();
    await camera.getByRole('dialog', { name: 'Choose a video, a picture or a folder' }).waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('how sure a face must be and how far away is chosen by keyboard, and remembered', async () => {
    const suite = await share({ camera: { source: 'demo' } });
    const camera = await suite.open('camera');
    const faces = camera.getByRole('list', { name: 'Faces' });
    await faces.getByRole('listitem').first().waitFor();
    const kept = () => settingsSchema.parse(JSON.parse(readFileSync(join(suite.data, 'settings.json'), 'utf8'))).camera;

    await camera.getByLabel('Minimum face confidence 40%').press('End');
    await camera.getByLabel('Minimum face confidence 95%').waitFor();
    await expect.poll(() => kept().threshold).toBe(0.95);
    const distant = camera.getByRole('switch', { name: 'Distant faces' });
    await distant.press(' ');
    await expect.poll(() => kept().distant).toBe(true);
    await keep(camera, 'camera-choices');

    await camera.getByLabel('Face detector').selectOption('haar');
    await camera.getByText('The Haar cascade gives no confidence.').waitFor();
    expect(await camera.getByLabel('Minimum face confidence').isDisabled()).toBe(true);
    await expect.poll(() => kept().threshold).toBeNull();
    await camera.getByLabel('Face detector').selectOption('tiny');
    await camera.getByText('The tiny network searches at one size only.').waitFor();
    expect(await distant.isDisabled()).toBe(true);
    await faces.getByRole('listitem').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('the camera is turned off and on, by button and by key, for all windows', async () => {
    const suite = await share({ camera: { source: 'demo' } });
    const one = await suite.open('camera');
    // Where there is one camera window, it is the other one, too.
    const other = lacks.severalOfAKind === undefined ? await suite.open('camera') : one;
    for (const camera of [one, other]) {
      await camera.getByRole('list', { name: 'Faces' }).getByRole('listitem').first().waitFor();
    }
    const toggle = (name: string) => one.locator('.toolbar').getByRole('button', { name });
    await toggle('Turn off').click();
    for (const camera of [one, other]) {
      await camera.getByRole('heading', { name: 'The camera is off' }).waitFor();
      await expect.poll(() => camera.getByRole('listitem').count()).toBe(0);
    }
    await keep(one, 'camera-off');
    // The keyboard is where it was.
    await one.keyboard.press('Enter');
    await toggle('Turn off').waitFor();
    await other.getByRole('list', { name: 'Faces' }).getByRole('listitem').first().waitFor();

    await other.locator('.picture').click();
    await other.keyboard.press('o');
    await one.getByRole('heading', { name: 'The camera is off' }).waitFor();
    await other.keyboard.press('o');
    await one.getByRole('list', { name: 'Faces' }).getByRole('listitem').first().waitFor();
    expect(suite.complaints).toEqual([]);
  });

  test('a network camera that is unplugged is told, and back by itself when it is plugged in again', async () => {
    const network = await NetworkCamera.open();
    try {
      const port = await network.listen();
      network.send();
      const source = `http://127.0.0.1:${port}/live.mjpg`;
      const suite = await share({ camera: { source, consent: true } });
      const camera = await suite.open('camera');
      const face = camera.getByRole('list', { name: 'Faces' }).getByRole('listitem').first();
      await face.waitFor();
      await network.unplug();
      const alert = camera.getByRole('alert').filter({ hasText: 'The camera doesn’t work' });
      await alert.getByText(/^The stream .* (gives no pictures any more|can't be opened)/).waitFor();
      await camera.getByText(/^Next try in/).waitFor();
      expect(await camera.getByRole('listitem').count()).toBe(0);
      await keep(camera, 'camera-unplugged');
      await network.listen(port);
      network.send();
      await face.waitFor();
      expect(await alert.count()).toBe(0);
      expect(suite.complaints).toEqual([]);
    } finally {
      await network.unplug();
    }
  });

  test('with blurred faces nobody can be known on a snapshot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lobby-blur-'));
    try {
      const original = photo('sample6.jpg');
      // Each is shown for three seconds; more than a test can need.
      for (let i = 0; i < 60; i += 1) cv.imwrite(join(folder, `${i}.jpg`), original);
      lend(folder);
      const camera = { source: folder, consent: true, blur: true, boxes: false, labels: false };
      const suite = await share({ camera });
      const window = await suite.open('camera');
      await window.getByRole('list', { name: 'Faces' }).getByRole('listitem').nth(3).waitFor();
      const [kept] = await Promise.all([
        window.waitForEvent('download'),
        window.getByRole('button', { name: 'Snapshot' }).click(),
      ]);
      await keep(window, 'camera-blurred-photo');
      const shown = cv.imread(await kept.path()).resize(original.rows, original.cols, 0, 0, cv.INTER_AREA);
      for (const face of markedFaces('sample6.jpg')) {
        expect(detail(shown, face)).toBeLessThan(0.3 * detail(original, face));
      }
      expect(suite.complaints).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the picture can be paused, kept and recorded', async () => {
    const suite = await share({ camera: { source: 'demo' } });
    const camera = await suite.open('camera');
    const faces = camera.getByRole('list', { name: 'Faces' });
    await faces
      .getByText(/^about \d+, \d+–\d+$/)
      .first()
      .waitFor();

    const [picture] = await Promise.all([
      camera.waitForEvent('download'),
      camera.getByRole('button', { name: 'Snapshot' }).click(),
    ]);
    expect(picture.suggestedFilename()).toMatch(/^lobby-camera-\d{8}-\d{6}\.png$/);
    expect(readFileSync(await picture.path()).subarray(0, 4)).toEqual(PNG);

    await camera.getByRole('button', { name: 'Record' }).click();
    await camera.getByText('REC', { exact: true }).waitFor();
    // Some drawn frames, so that there is something in the film.
    await camera.evaluate(`new Promise((done) => {
      const wait = (frames) => requestAnimationFrame(() => (frames === 0 ? done() : wait(frames - 1)));
      wait(40);
    })`);
    const [film] = await Promise.all([
      camera.waitForEvent('download'),
      camera.getByRole('button', { name: 'Stop recording' }).click(),
    ]);
    expect(readFileSync(await film.path()).subarray(0, 4)).toEqual(WEBM);

    await camera.getByText('Blur faces').click();
    // The last switch is reached by scrolling the settings, never the window: that would push the picture out of it.
    expect(await camera.evaluate('[scrollY, document.documentElement.scrollHeight - innerHeight]')).toEqual([0, 0]);
    await keep(camera, 'camera-blurred');
    await camera.getByRole('button', { name: 'Pause' }).click();
    await camera.getByText('Paused', { exact: true }).waitFor();
    // The button that was clicked has the focus, and takes no letters.
    await Promise.all([camera.waitForEvent('download'), camera.keyboard.press('s')]);
    // Its picture is drawn anew when the window changes, as crisp as before.
    const canvasWidth = () => camera.locator('.picture').evaluate((canvas) => Number(canvas.getAttribute('width')));
    const before = await canvasWidth();
    await resize(camera, { width: 1400, height: 800 });
    await expect.poll(canvasWidth).toBeGreaterThan(before);
    await camera.getByRole('button', { name: 'Resume' }).click();
    await camera.getByText('Paused', { exact: true }).waitFor({ state: 'detached' });
    expect(suite.complaints).toEqual([]);
  });
}
