import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { requestOf, type TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import { useMedia } from '../ui/use-media.ts';
import { type Axis, type Stretch, stretchOf } from './axis.ts';
import { letteringOf, microsWords } from './lettering.ts';
import { layOut } from './scene/layout.ts';
import { paint } from './scene/paint.ts';
import { pick, threadOf, timeAt } from './scene/pick.ts';
import type { Scene } from './scene/scene.ts';
import { usePalette } from './scene/use-palette.ts';

export interface TimeViewProps {
  /** What is known now: called for each picture. */
  readonly look: () => { readonly view: TraceView; readonly now: number };
  readonly axis: Axis;
  /** The request that is pinned. */
  readonly pinned: number | null;
  readonly measured: Stretch | null;
  readonly wanted: (request: number) => boolean;
  /** @param anchor µs that stays where it is; null: the middle of what is kept or shown */
  readonly onZoom: (steps: number, anchor: number | null) => void;
  readonly onPan: (micros: number) => void;
  readonly onPin: (request: number | null) => void;
  readonly onMeasure: (stretch: Stretch | null) => void;
  /** A key that is pressed on the picture; true: it was for it. */
  readonly onKey: (event: Pick<KeyboardEvent, 'key' | 'shiftKey'>) => boolean;
}

/** A wheel's notch in its own units. */
const NOTCH = 100;
/** A pointer that moved less than this has pressed, px. */
const PRESS_PX = 4;
/** Least time between two pictures, ms; and, as a multiple of the time that drawing took, the least pause. */
const LEAST_MS = 30;
const IDLE_PARTS = 3;
/** Time between two pictures for who wants less motion, ms. */
const CALM_MS = 500;

/** The canvas with the bands. All that it says stands in the table, too, and in the panel beside it. */
export function TimeView(props: TimeViewProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const mirrored = language.direction === 'rtl';
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(canvas);
  const calm = useMedia('(prefers-reduced-motion: reduce)');
  const [hovered, setHovered] = useState<number | null>(null);
  const lettering = useMemo(() => letteringOf(language), [language]);
  const drawn = useRef<{ readonly scene: Scene; readonly stretch: Stretch } | null>(null);
  const drag = useRef<{ readonly x: number; readonly at: number } | null>(null);

  const draw = () => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || palette === null) return;
    const { view, now } = props.look();
    const stretch = stretchOf(props.axis, now);
    const size = fitted(element);
    const own = requestOf(view.requests, hovered ?? props.pinned)?.session ?? null;
    const scene = layOut(view, { ...stretch, ...size, mirrored, own });
    const pointed = hovered ?? props.pinned;
    const thread = pointed === null ? null : threadOf(scene, view, pointed, stretch, mirrored);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const measured = measuredIn(scene, stretch, props.measured, mirrored);
    paint(context, scene, palette, lettering(view, stretch.to), {
      ...{ thread, wanted: props.wanted },
      measured: measured && { ...measured, text: microsWords(language, measured.micros) },
    });
    drawn.current = { scene, stretch };
  };
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    // What stands still is drawn anew only when something about it is new.
    if (!props.axis.live) draw();
  });
  useEffect(() => {
    if (!props.axis.live) return undefined;
    if (calm) {
      const timer = setInterval(() => latest.current(), CALM_MS);
      latest.current();
      return () => clearInterval(timer);
    }
    let due = 0;
    let frame = requestAnimationFrame(function next(now) {
      if (now >= due) {
        const begun = performance.now();
        latest.current();
        // A picture that takes long is drawn less often: the window must have time for input.
        due = now + Math.max(LEAST_MS, IDLE_PARTS * (performance.now() - begun));
      }
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [props.axis.live, calm]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onWheel = useRef(props.onZoom);
  onWheel.current = props.onZoom;
  useEffect(() => {
    const element = canvas.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      if (drawn.current === null) return;
      const at = timeAt(drawn.current.scene, event.offsetX, drawn.current.stretch, mirrored);
      onWheel.current(-event.deltaY / NOTCH, at);
    };
    // React's own listener is passive, and the page would scroll.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [mirrored]);

  const timeOf = (event: PointerEvent): number | null =>
    drawn.current === null
      ? null
      : timeAt(drawn.current.scene, event.nativeEvent.offsetX, drawn.current.stretch, mirrored);

  return (
    <div
      className="time-view"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved through with keys
      tabIndex={0}
      role="application"
      aria-label={words.picture}
      aria-describedby="lab-keys"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (props.onKey(event)) event.preventDefault();
      }}
    >
      <canvas
        ref={canvas}
        onPointerDown={(event) => {
          const at = timeOf(event);
          if (at === null || event.button !== 0) return;
          drag.current = { x: event.nativeEvent.offsetX, at };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const { offsetX, offsetY } = event.nativeEvent;
          const at = timeOf(event);
          if (drag.current !== null && at !== null && Math.abs(offsetX - drag.current.x) > PRESS_PX) {
            const [from, to] = [drag.current.at, at].sort((a, b) => a - b) as [number, number];
            props.onMeasure({ from, to });
            return;
          }
          setHovered(drawn.current === null ? null : pick(drawn.current.scene, offsetX, offsetY));
        }}
        onPointerUp={(event) => {
          const start = drag.current;
          drag.current = null;
          const { offsetX, offsetY } = event.nativeEvent;
          if (start === null || Math.abs(offsetX - start.x) > PRESS_PX || drawn.current === null) return;
          props.onMeasure(null);
          props.onPin(pick(drawn.current.scene, offsetX, offsetY));
        }}
        onPointerLeave={() => setHovered(null)}
      />
    </div>
  );
}

/** Makes the canvas as large as it is shown. @returns its size in CSS pixels */
function fitted(element: HTMLCanvasElement): { readonly width: number; readonly height: number } {
  const { clientWidth: width, clientHeight: height } = element;
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (element.width !== across || element.height !== down) Object.assign(element, { width: across, height: down });
  return { width, height };
}

function measuredIn(scene: Scene, { from, to }: Stretch, measured: Stretch | null, mirrored: boolean) {
  if (measured === null) return null;
  const xOf = (at: number) => scene.plot.x + ((mirrored ? to - at : at - from) / (to - from)) * scene.plot.width;
  const [a, b] = [xOf(measured.from), xOf(measured.to)].sort((one, other) => one - other) as [number, number];
  return { x: a, width: b - a, micros: measured.to - measured.from };
}
