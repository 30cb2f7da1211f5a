import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CameraState } from '../../src-main/contract/camera.ts';
import { failureFields } from '../../src-main/contract/failure.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { getBridge } from '../bridge/bridge.ts';
import { download } from '../ui/controls/download.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { useVisible } from '../ui/use-visible.ts';
import { Camera, isRunning, mayOpen } from './camera.tsx';
import './camera.css';
import type { CameraPatch } from './controls-panel.tsx';
import { FaceNumbers } from './face-numbers.ts';
import { FileChooser } from './file-chooser.tsx';
import { type FrameFeed, RateMeter, startFrameFeed } from './frame-feed.ts';
import { latest } from './latest.ts';
import type { Reading } from './readouts.tsx';
import type { StageHandle } from './stage.tsx';

/** The figures beside the picture change at most this often, ms, so that they can be read. */
const READING_MS = 250;

function CameraWindow({ bridge, settings: { camera: settings }, change, connected }: WindowProps) {
  const [known, setKnown] = useState<{ readonly state: CameraState; readonly since: number }>();
  const [devices, setDevices] = useState<CallResult<'camera.devices'> | null>(null);
  const [packs, setPacks] = useState<CallResult<'camera.packs'>>([]);
  const [reading, setReading] = useState<Reading | null>(null);
  const [paused, setPaused] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [stopFilm, setStopFilm] = useState<(() => Promise<Blob>) | null>(null);
  const stage = useRef<StageHandle>(null);
  const visible = useVisible();

  const learn = useCallback((state: CameraState) => setKnown({ state, since: Date.now() }), []);
  const start = useCallback(
    (patch: CameraPatch) => {
      if (Object.keys(patch).length > 0) change({ camera: patch });
      const {
        source = settings.source,
        detector = settings.detector,
        threshold = settings.threshold,
        distant = settings.distant,
        pack = settings.pack,
        unsureBelow = settings.unsureBelow,
        consent = settings.consent,
      } = patch;
      // Only chosen so far: whoever has not agreed is asked in the picture's place.
      if (!mayOpen({ source, consent })) return;
      setPaused(false);
      // A camera that can't start tells it in its state; one that may not even be tried (the system forbids it), here.
      bridge
        .call('camera.start', { source, detector, threshold, distant, pack, unsureBelow })
        .catch((error: unknown) => learn({ state: 'failed', source, ...failureFields(error), retryInMs: null }));
    },
    [bridge, change, learn, settings],
  );

  const listDevices = useCallback(() => bridge.call('camera.devices', {}).then(setDevices, () => undefined), [bridge]);
  useEffect(() => {
    const stop = bridge.on('camera.state', (state) => {
      learn(state);
      // Cameras come and go, and may have another number when they are back.
      listDevices();
    });
    if (connected) {
      bridge.call('camera.state', {}).then(learn, () => undefined);
      bridge.call('camera.packs', {}).then(setPacks, () => undefined);
      listDevices();
    }
    return stop;
  }, [bridge, connected, learn, listDevices]);

  const allowed = mayOpen(settings);
  const opened = useRef(false);
  useLayoutEffect(() => {
    // The window is opened to see the camera: it starts by itself, once, where it may.
    if (opened.current || known === undefined || !allowed) return;
    opened.current = true;
    if (known.state.state !== 'off' && known.state.state !== 'ended') return;
    start({});
    // Before the suite says so, or buttons would be there for a moment in which they do nothing.
    learn({ state: 'starting', source: settings.source });
  }, [known, allowed, start, learn, settings.source]);

  const live = known?.state.state === 'live' && allowed;
  const unwatched = known?.state.state === 'off' && known.state.unwatched === true;
  /** The picture of a paused window stays when the camera is switched off because no page can be seen. */
  const held = paused && unwatched;
  useEffect(() => {
    // What was switched off only because nobody could see it is on again for who can.
    if (unwatched && visible && !paused) start({});
  }, [unwatched, visible, paused, start]);

  const feed = useRef<FrameFeed>(null);
  useEffect(() => {
    if (!live || !connected) return undefined;
    const drawn = new RateMeter();
    const faceNumbers = new FaceNumbers();
    const readings = latest<Reading>(READING_MS, setReading);
    const started = startFrameFeed(bridge, (frame) => {
      const latency = Date.now() - frame.header.capturedAt;
      const { header } = frame;
      const numbers = faceNumbers.of(header.faces);
      stage.current?.show({ ...frame, numbers });
      readings.offer({ header, numbers, drawing: drawn.count(performance.now()), latency });
    });
    feed.current = started;
    return () => {
      feed.current = null;
      started.stop();
      readings.close();
    };
  }, [bridge, live, connected]);
  useEffect(() => {
    if (live && connected) feed.current?.pause(paused);
  }, [live, connected, paused]);

  const snapshot = useCallback(() => {
    stage.current?.snapshot().then((picture) => {
      if (picture !== null) download(`lobby-camera-${stamp()}.png`, picture);
    });
  }, []);
  const record = useCallback(() => {
    if (stopFilm === null) {
      const stop = stage.current?.record();
      if (stop !== undefined) setStopFilm(() => stop);
    } else {
      setStopFilm(null);
      stopFilm().then((film) => download(`lobby-camera-${stamp()}.webm`, film));
    }
  }, [stopFilm]);
  useEffect(() => {
    if (live || held) return;
    // What was seen belongs to the source before; a film of it can't go on either.
    stage.current?.clear();
    setReading(null);
    setPaused(false);
    if (stopFilm !== null) record();
  }, [live, held, stopFilm, record]);

  const running = known !== undefined && isRunning(known.state);
  const power = useCallback(() => {
    if (running) bridge.call('camera.stop', {}).catch(() => undefined);
    else start({});
  }, [bridge, running, start]);
  const pause = useCallback(() => {
    if (held) start({});
    else setPaused((before) => !before);
  }, [held, start]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      // A control that takes letters keeps them, and every control keeps Space. A button leaves letters to the window.
      const taken =
        event.code === 'Space' ? 'input, select, button' : 'input:not([type=range], [type=checkbox]), select';
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || target?.closest(taken) != null) return;
      if (event.code === 'KeyQ') window.close();
      // Like the buttons: what is shown is old, and nobody is there to do it.
      else if (!connected) return;
      else if (event.code === 'KeyO' && (running || allowed)) power();
      else if (event.code === 'Space' && (live || held)) pause();
      else if (event.code === 'KeyS' && (live || held)) snapshot();
      else if (event.code === 'KeyR' && live) record();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [connected, live, held, running, allowed, power, pause, snapshot, record]);

  const listFiles = useCallback((folder: string | null) => bridge.call('camera.files', { folder }), [bridge]);
  if (known === undefined) return null;
  return (
    <>
      <Camera
        state={known.state}
        stateSince={known.since}
        settings={settings}
        devices={devices}
        onDevices={listDevices}
        packs={packs}
        reading={reading}
        paused={paused}
        recording={stopFilm !== null}
        stage={stage}
        onView={(patch) => change({ camera: patch })}
        onStart={start}
        onPower={power}
        onPause={pause}
        onSnapshot={snapshot}
        onRecord={record}
        onFiles={() => setChoosing(true)}
      />
      <FileChooser
        isOpen={choosing}
        onOpenChange={setChoosing}
        list={listFiles}
        onChosen={(source) => start({ source })}
      />
    </>
  );
}

/** For file names: local date and time to the second, e.g. `20261122-140359`. */
function stamp(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

startWindow(getBridge(), 'camera', CameraWindow);
