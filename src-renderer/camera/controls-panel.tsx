import { type CSSProperties, useState } from 'react';
import { DEFAULT_PACK, DETECTOR_CAPABILITIES, DETECTORS } from '../../src-main/contract/camera.ts';
import type { Settings, SettingsPatch } from '../../src-main/contract/settings.ts';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Field, Switch } from '../ui/controls/controls.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { isDevice, SourceChoice, type SourceChoiceProps } from './source-choice.tsx';

export type CameraPatch = NonNullable<SettingsPatch['camera']>;

/** Shown until the suite has told of its packs. */
const UNKNOWN_PACK = { unsureBelow: 0.85 };

interface ControlsPanelProps extends Pick<SourceChoiceProps, 'devices' | 'onDevices' | 'onFiles'> {
  readonly settings: Settings['camera'];
  readonly packs: CallResult<'camera.packs'>;
  /** What only changes the picture on this window's canvas. */
  readonly onView: (patch: CameraPatch) => void;
  /** What the camera process must be started anew for. */
  readonly onProcess: (patch: CameraPatch) => void;
}

export function ControlsPanel({ settings, devices, onDevices, onFiles, packs, onView, onProcess }: ControlsPanelProps) {
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
          onFiles={onFiles}
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
            {packs.length === 0 ? <option value={settings.pack}>{settings.pack}</option> : null}
            {packs.map(({ name, title }) => (
              <option key={name} value={name}>
                {name === DEFAULT_PACK ? words.defaultPack(title) : title}
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

/** Every value is kept in the settings, so only the one at which the slider is released is passed on. */
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
