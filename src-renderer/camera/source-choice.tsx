import { type FormEvent, useState } from 'react';
import type { CallResult } from '../../src-main/contract/windows.ts';
import { Button, Field } from '../ui/controls/controls.tsx';
import { FolderIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

export const DEMO_SOURCE = 'demo';
/** A choice of the list that is no source itself: a path is typed or looked for then. */
const FILE_CHOICE = 'file';

/** Whether a source is a device of this machine, by its number. */
export function isDevice(source: string): boolean {
  return /^\d+$/.test(source);
}

/** Whether a source is a camera: a device of this machine, by its number or its file, or a stream of a network. */
export function isCamera(source: string): boolean {
  return isDevice(source) || source.startsWith('/dev/') || source.includes('://');
}

export interface SourceChoiceProps {
  readonly source: string;
  /** null: not told yet. */
  readonly devices: CallResult<'camera.devices'> | null;
  /** Somebody is about to choose: a camera may have been plugged in since. */
  readonly onDevices: () => void;
  readonly onSource: (source: string) => void;
  /** Opens the file chooser. */
  readonly onFiles: () => void;
}

export function SourceChoice({ source, devices, onDevices, onSource, onFiles }: SourceChoiceProps) {
  const { strings, digits } = useLanguage();
  const words = strings.camera;
  const listed = source === DEMO_SOURCE || devices?.some((device) => device.source === source) === true;
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
          {devices?.map((device) => (
            <option key={device.source} value={device.source} dir="auto">
              {device.name}
            </option>
          ))}
          {!listed && isDevice(source) ? (
            <option value={source}>
              {devices?.length === 0 ? words.sources.noWebcam : words.sources.unlisted(digits(source))}
            </option>
          ) : null}
          <option value={DEMO_SOURCE}>{words.sources.demo}</option>
          <option value={FILE_CHOICE}>{words.sources.file}</option>
        </select>
      </Field>
      {typing ? (
        <form className="file" onSubmit={start}>
          <Field label={words.filePath}>
            <input className="code" value={path} onChange={({ target }) => setPath(target.value)} />
          </Field>
          <Button onPress={onFiles}>
            <FolderIcon />
            {words.chooseFile}
          </Button>
          <Button type="submit" isDisabled={path.trim() === ''}>
            {words.start}
          </Button>
        </form>
      ) : null}
    </>
  );
}
