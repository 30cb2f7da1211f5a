import { type CSSProperties, type FormEvent, useState } from 'react';
import { DETECTOR_CAPABILITIES, DETECTORS } from '../../src-main/contract/camera.ts';
import type { Settings, SettingsPatch } from '../../src-main/contract/settings.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Button, Field, Switch } from '../ui/controls/controls.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

export type CameraPatch = NonNullable<SettingsPatch['camera']>;
export const DEMO_SOURCE = 'demo';
/** A choice of the list that is no source itself: a path is typed then. */
const FILE_CHOICE = 'file';

/** Shown until the suite has told of its packs. */
const UNKNOWN_PACK = { unsureBelow: 0.85 };

interface ControlsPanelProps {
  readonly settings: Settings['camera'];
  readonly devices: CallResult<'camera.devices'>;
  readonly onDevices: () => void;
  readonly packs: CallResult<'camera.packs'>;
  /** What only changes the picture on this window's canvas. */
  readonly onView: (patch: CameraPatch) => void;
  /** What the camera process must be started anew for. */
  readonly onProcess: (patch: CameraPatch) => void;
}

/** Whether a source is a device of this machine, by its number. */
export function isDevice(source: string): boolean {
  return /^\d+$/.test(source);
}

export function ControlsPanel({ settings, devices, onDevices, packs, onView, onProcess }: ControlsPanelProps) {
  const language = useLanguage();
  const words = language.strings.camera;
  const { distant } = DETECTOR_CAPABILITIES[settings.detector];
  const { unsureBelow } = packs.find(({ name }) => name === settings.pack) ?? UNKNOWN_PACK;
  return (
    <>
      <section className="group" aria-labelledby="source-heading">
        <h2 id="source-heading" className="for-screen-readers">
          {words.source}
        </h2>
        <SourceChoice
          source={settings.source}
          devices={devices}
          onDevices={onDevices}
          onSource={(source) => onProcess({ source })}
        />
        <Field label={words.detector}>
          <select
            value={settings.detector}
            onChange={({ target }) => {
              const detector = DETECTORS.find((name) => name === target.value);
              // One detector's confidence says nothing about another's.
              if (detector !== undefined) onProcess({ detector, threshold: null });
            }}
          >
            {DETECTORS.map((name) => (
              <option key={name} value={name}>
                {words.detectors[name]}
              </option>
            ))}
          </select>
        </Field>
        <Confidence settings={settings} onProcess={onProcess} />
        <Switch
          isSelected={settings.distant && distant}
          isDisabled={!distant}
          hint={distant ? words.distantHint : words.oneSize}
          onChange={(on) => onProcess({ distant: on })}
        >
          {words.distant}
        </Switch>
        <Field label={words.pack}>
          <select
            value={settings.pack}
            // One pack's bound says nothing about another's.
            onChange={({ target }) => onProcess({ pack: target.value, unsureBelow: null })}
          >
            {packs.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <Threshold
          label={words.threshold}
          min={0.5}
          max={1}
          value={settings.unsureBelow ?? unsureBelow}
          onChange={(chosen) => onProcess({ unsureBelow: chosen === unsureBelow ? null : chosen })}
        />
      </section>
      <section className="group" aria-labelledby="view-heading">
        <h2 id="view-heading">{words.view}</h2>
        {isDevice(settings.source) ? (
          <Switch isSelected={settings.mirror} onChange={(mirror) => onView({ mirror })}>
            {words.mirror}
          </Switch>
        ) : null}
        <Switch isSelected={settings.boxes} onChange={(boxes) => onView({ boxes })}>
          {words.boxes}
        </Switch>
        <Switch isSelected={settings.labels} onChange={(labels) => onView({ labels })}>
          {words.labels}
        </Switch>
        <Switch isSelected={settings.blur} hint={words.blurHint} onChange={(blur) => onView({ blur })}>
          {words.blur}
        </Switch>
      </section>
    </>
  );
}

/** The least confidence of a face, for the detectors that tell one; their own where none was chosen. */
function Confidence({ settings, onProcess }: Pick<ControlsPanelProps, 'settings' | 'onProcess'>) {
  const words = useLanguage().strings.camera;
  const standard = DETECTOR_CAPABILITIES[settings.detector].threshold;
  if (standard === null) {
    return (
      <Field label={`${words.confidence} –`} hint={words.noConfidence}>
        <input type="range" disabled />
      </Field>
    );
  }
  return (
    <Threshold
      label={words.confidence}
      min={0.1}
      max={0.95}
      value={settings.threshold ?? standard}
      onChange={(threshold) => onProcess({ threshold: threshold === standard ? null : threshold })}
    />
  );
}

interface ThresholdProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** Every value is kept in the settings, so only the one that is let go of counts. */
function Threshold({ label, min, max, value, onChange }: ThresholdProps) {
  const language = useLanguage();
  const [dragged, setDragged] = useState<number | null>(null);
  const settle = () => {
    if (dragged !== null && dragged !== value) onChange(dragged);
    setDragged(null);
  };
  return (
    <Field label={`${label} ${language.percent(dragged ?? value)}`}>
      <input
        type="range"
        min={min}
        max={max}
        step={0.05}
        value={dragged ?? value}
        style={{ '--part': ((dragged ?? value) - min) / (max - min) } as CSSProperties}
        onChange={({ target }) => setDragged(Number(target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
    </Field>
  );
}

interface SourceChoiceProps {
  readonly source: string;
  readonly devices: CallResult<'camera.devices'>;
  readonly onDevices: () => void;
  readonly onSource: (source: string) => void;
}

function SourceChoice({ source, devices, onDevices, onSource }: SourceChoiceProps) {
  const { strings } = useLanguage();
  const words = strings.camera;
  const listed = source === DEMO_SOURCE || devices.some((device) => device.source === source);
  const isFile = !listed && !isDevice(source);
  const [typing, setTyping] = useState(isFile);
  const [path, setPath] = useState(isFile ? source : '');

  const start = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') onSource(path.trim());
  };
  return (
    <>
      <Field label={words.source}>
        <select
          value={typing ? FILE_CHOICE : source}
          onFocus={onDevices}
          onChange={({ target }) => {
            setTyping(target.value === FILE_CHOICE);
            if (target.value !== FILE_CHOICE) onSource(target.value);
          }}
        >
          {devices.map((device) => (
            <option key={device.source} value={device.source}>
              {device.name}
            </option>
          ))}
          {!listed && isDevice(source) ? <option value={source}>{words.sources.unlisted(source)}</option> : null}
          <option value={DEMO_SOURCE}>{words.sources.demo}</option>
          <option value={FILE_CHOICE}>{words.sources.file}</option>
        </select>
      </Field>
      {typing ? (
        <form className="file" onSubmit={start}>
          <Field label={words.filePath}>
            <input className="code" value={path} onChange={({ target }) => setPath(target.value)} />
          </Field>
          <Button type="submit">{words.start}</Button>
        </form>
      ) : null}
    </>
  );
}
