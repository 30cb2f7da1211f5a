import { useCallback, useEffect, useState } from 'react';
import { getBridge } from '../bridge/bridge.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { useNow } from '../ui/use-now.ts';
import { Clock } from './clock.tsx';
import './clock.css';
import type { ClockPatch } from './clock-options.tsx';
import { useRestingPointer } from './use-resting-pointer.ts';

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

  return (
    <Clock
      now={now}
      face={settings.clock}
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
