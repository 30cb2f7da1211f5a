import type { ComponentType } from 'react';
import { Button } from 'react-aria-components';
import type { WindowKind } from '../../src-main/contract/windows.ts';
import { AtmIcon, CameraIcon, ClockIcon, LabIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';

export type Launchable = Exclude<WindowKind, 'lobby'>;

/** Windows that can be opened, and the key that does it together with Alt. */
const LAUNCHABLE: readonly { readonly kind: Launchable; readonly key: string; readonly Icon: ComponentType }[] = [
  { kind: 'atm', key: '1', Icon: AtmIcon },
  { kind: 'clock', key: '2', Icon: ClockIcon },
  { kind: 'camera', key: '3', Icon: CameraIcon },
  { kind: 'lab', key: '4', Icon: LabIcon },
];

/** The window that a key press asks for. The key's place counts, as Alt changes what it types on some systems. */
export function launchableOf({ code, altKey }: Pick<KeyboardEvent, 'code' | 'altKey'>): Launchable | undefined {
  return altKey ? LAUNCHABLE.find(({ key }) => code === `Digit${key}` || code === `Numpad${key}`)?.kind : undefined;
}

export function Launcher({ onOpen }: { readonly onOpen: (kind: Launchable) => void }) {
  const { strings } = useLanguage();
  const words = strings.lobby;
  const names: Record<Launchable, readonly [string, string]> = {
    atm: [words.openAtm, words.openAtmHint],
    clock: [words.openClock, words.openClockHint],
    camera: [words.openCamera, words.openCameraHint],
    lab: [words.openLab, words.openLabHint],
  };
  return (
    <nav className="launcher" aria-label={words.launch}>
      {LAUNCHABLE.map(({ kind, key, Icon }) => (
        <Button key={kind} className={`launch ${kind}${kind === 'atm' ? ' hero' : ''}`} onPress={() => onOpen(kind)}>
          <span className="emblem">
            <Icon />
          </span>
          <span className="name">{names[kind][0]}</span>
          <span className="key-hint" aria-hidden="true">
            {words.shortcut(key)}
          </span>
          <span className="what">{names[kind][1]}</span>
        </Button>
      ))}
    </nav>
  );
}
