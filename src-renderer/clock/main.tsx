import { useCallback, useEffect, useState } from 'react';
import { getBridge } from '../bridge/bridge.ts';
import { createSpeaker, type Tone } from '../ui/speaker.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { useNow } from '../ui/use-now.ts';
import { Clock } from './clock.tsx';
import './clock.css';
import type { ClockPatch } from './clock-options.tsx';
import { useTiming } from './timing/use-timing.ts';
import { useRestingPointer } from './use-resting-pointer.ts';

/** Three rising tones, twice: heard over a class at work. */
const OVER_TONE: Tone = [0, 1.2].flatMap((at) => [
  { hertz: 659, at, length: 0.3 },
  { hertz: 784, at: at + 0.3, length: 0.3 },
  { hertz: 1047, at: at + 0.6, length: 0.5 },
]);

function ClockWindow({ bridge, settings, change }: WindowProps) {
  const now = useNow();
  const [fullScreen, setFullScreen] = useState(false);
  useEffect(() => {
    const look = () => setFullScreen(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  const pointerRests = useRestingPointer(fullScreen);
  const onChange = useCallback((clock: ClockPatch) => change({ clock }), [change]);
  const [speak] = useState(createSpeaker);
  const { sounds } = settings.clock;
  const timing = useTiming(useCallback(() => sounds && speak(OVER_TONE), [sounds, speak]));
  const { toggle } = timing.controls;
  useEffect(() => {
    const pressed = ({ code, altKey, ctrlKey, metaKey, target }: KeyboardEvent) => {
      // The key, whatever its letter: an Arabic keyboard has another one there.
      if (code !== 'KeyP' || altKey || ctrlKey || metaKey || target instanceof HTMLInputElement) return;
      toggle();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [toggle]);

  return (
    <Clock
      now={now}
      face={settings.clock}
      timing={timing.shown}
      timingControls={timing.controls}
      fullScreen={fullScreen}
      pointerRests={pointerRests}
      canStayOnTop={bridge.shell === 'electron'}
      onChange={onChange}
      onFullScreen={toggleFullScreen}
    />
  );
}

function toggleFullScreen(): void {
  const changed =
    document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen();
  // Refused only where the system forbids it; the window is as good as before.
  changed.catch(() => undefined);
}

startWindow(getBridge(), 'clock', ClockWindow);
