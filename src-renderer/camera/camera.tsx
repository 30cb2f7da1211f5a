import type { RefObject } from 'react';
import type { CameraState } from '../../src-main/contract/camera.ts';
import type { Settings } from '../../src-main/contract/settings.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Button } from '../ui/controls/controls.tsx';
import { PauseIcon, PictureIcon, PlayIcon, PowerIcon, RecordIcon, ShieldIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { type CameraPatch, ControlsPanel } from './controls-panel.tsx';
import { tagOf } from './labels.ts';
import { Consent, Placeholder } from './placeholder.tsx';
import { FaceList, FolderProgress, Rates, type Reading } from './readouts.tsx';
import { DEMO_SOURCE, isCamera, isDevice, type SourceChoiceProps } from './source-choice.tsx';
import { Stage, type StageHandle } from './stage.tsx';

interface CameraProps extends Pick<SourceChoiceProps, 'devices' | 'onDevices' | 'onFiles'> {
  readonly state: CameraState;
  readonly stateSince: number;
  readonly settings: Settings['camera'];
  readonly packs: CallResult<'camera.packs'>;
  readonly reading: Reading | null;
  readonly paused: boolean;
  readonly recording: boolean;
  readonly stage: RefObject<StageHandle | null>;
  readonly onView: (patch: CameraPatch) => void;
  /** Starts the camera with the settings and this change to them. */
  readonly onStart: (patch: CameraPatch) => void;
  /** Switches the camera off, for all windows, or on again. */
  readonly onPower: () => void;
  readonly onPause: () => void;
  readonly onSnapshot: () => void;
  readonly onRecord: () => void;
}

/** Whether the camera works, or tries to by itself: then it can be turned off, else on. */
export function isRunning(state: CameraState): boolean {
  switch (state.state) {
    case 'starting':
    case 'live':
      return true;
    case 'failed':
      return state.retryInMs !== null;
    case 'off':
    case 'ended':
      return false;
  }
}

/**
 * Whether a source may be opened: cameras, of this machine or of a network, once somebody has agreed. The demo and
 * files need no consent: nobody stands in front of them.
 */
export function mayOpen({ source, consent }: Pick<Settings['camera'], 'source' | 'consent'>): boolean {
  return consent || !isCamera(source);
}

/** The picture with its overlay, what can be done with it, and what it must not be used for. */
export function Camera(props: CameraProps) {
  const { state, stateSince, settings, devices, reading, paused, recording, onStart, onFiles } = props;
  const language = useLanguage();
  const { strings } = language;
  const words = strings.camera;
  const asks = !mayOpen(settings);
  // A paused picture stays when the camera is switched off because nobody can see the page.
  const held = paused && state.state === 'off' && state.unwatched === true;
  const live = (state.state === 'live' || held) && !asks;
  const running = isRunning(state);
  const noWebcam = devices?.length === 0 && isDevice(settings.source);
  const onDemo = () => onStart({ source: DEMO_SOURCE });

  return (
    <main className="camera">
      <h1 className="for-screen-readers">{strings.titles.camera}</h1>
      <div className="stage">
        <div className="screen">
          <Stage
            ref={props.stage}
            label={words.picture}
            view={{
              mirror: settings.mirror && isDevice(settings.source),
              boxes: settings.boxes,
              labels: settings.labels,
              blur: settings.blur,
              demoMark: words.demo,
              direction: language.direction,
              textOf: (face, number) => tagOf(face, number, language),
            }}
          />
          {asks ? <Consent noWebcam={noWebcam} onAgree={() => onStart({ consent: true })} onDemo={onDemo} /> : null}
          {asks || held || state.state === 'live' ? null : (
            <Placeholder
              state={state}
              since={stateSince}
              onStart={() => onStart({})}
              onDemo={settings.source === DEMO_SOURCE ? null : onDemo}
              onFiles={onFiles}
            />
          )}
          <div className="badges" aria-live="polite">
            {recording ? <span className="badge rec">{words.recording}</span> : null}
            {paused && live ? <span className="badge">{words.paused}</span> : null}
          </div>
        </div>
        <FolderProgress reading={live ? reading : null} />
        <div className="toolbar">
          <Button isDisabled={asks && !running} onPress={props.onPower}>
            <PowerIcon />
            {running ? words.turnOff : words.turnOn}
          </Button>
          <Button isDisabled={!live} onPress={props.onPause}>
            {paused ? <PlayIcon /> : <PauseIcon />}
            {paused ? words.resume : words.pause}
          </Button>
          <Button isDisabled={!live || reading === null} onPress={props.onSnapshot}>
            <PictureIcon />
            {words.snapshot}
          </Button>
          <Button isDisabled={!live || held || reading === null} onPress={props.onRecord}>
            <RecordIcon />
            {recording ? words.stopRecording : words.record}
          </Button>
        </div>
        <p className="limits">
          <span className="promise">
            <ShieldIcon />
            {words.staysHere}
          </span>{' '}
          {words.limits}
        </p>
      </div>
      <aside className="side" aria-label={strings.suite.settings}>
        <FaceList reading={live ? reading : null} />
        <ControlsPanel
          key={settings.source}
          settings={settings}
          devices={devices}
          onDevices={props.onDevices}
          onFiles={onFiles}
          packs={props.packs}
          onView={props.onView}
          onProcess={onStart}
        />
        <Rates reading={live ? reading : null} />
        <p className="hint">{words.keys}</p>
      </aside>
    </main>
  );
}
