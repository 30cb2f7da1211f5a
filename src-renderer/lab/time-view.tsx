import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TraceRequest } from '../../src-main/contract/trace/trace.ts';
import { requestOf, type TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import { useMedia } from '../ui/use-media.ts';
import { type Axis, type Stretch, stretchOf } from './axis.ts';
import { letteringOf, microsWords } from './lettering.ts';
import { MovingPicture } from './scene/moving-picture.ts';
import { pick, timeAt } from './scene/pick.ts';
import { type Drawn, drawStill, type Picture } from './scene/picture.ts';
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
export const TimeView = memo(function TimeView(props: TimeViewProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const mirrored = language.direction === 'rtl';
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(canvas);
  const calm = useMedia('(prefers-reduced-motion: reduce)');
  const [hovered, setHovered] = useState<number | null>(null);
  const { live } = props.axis;
  const lettering = useMemo(() => letteringOf(language, live), [language, live]);
  const measuredWords = useMemo(() => (micros: number) => microsWords(language, micros), [language]);
  const drawn = useRef<Drawn | null>(null);
  const moving = useRef<MovingPicture>(null);
  const drag = useRef<{ readonly x: number; readonly at: number } | null>(null);

  const draw = () => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || palette === null) return;
    const { view, now } = props.look();
    const stretch = stretchOf(props.axis, now);
    const { measured, wanted } = props;
    const picture: Picture = {
      ...{ view, ...fitted(element), mirrored, palette, letteringOf: lettering, measured, measuredWords, wanted },
      // What was pointed at moves on with time; once it is out of sight, nothing is faint for it.
      pointed: (isBefore(requestOf(view.requests, hovered), stretch) ? null : hovered) ?? props.pinned,
    };
    moving.current ??= new MovingPicture(() => document.createElement('canvas'));
    const moves = live && !calm;
    drawn.current = moves ? moving.current.draw(context, picture, stretch) : drawStill(context, picture, stretch);
  };
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    // What stands still is drawn anew only when something about it is new.
    if (!live) draw();
  });
  useEffect(() => {
    if (!live) return undefined;
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
  }, [live, calm]);
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
      const at = timeIn(drawn.current, event.offsetX, mirrored);
      onWheel.current(-event.deltaY / NOTCH, at);
    };
    // React's own listener is passive, and the page would scroll.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [mirrored]);

  const timeOf = (event: PointerEvent): number | null =>
    drawn.current === null ? null : timeIn(drawn.current, event.nativeEvent.offsetX, mirrored);

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
          setHovered(drawn.current === null ? null : pickIn(drawn.current, offsetX, offsetY));
        }}
        onPointerUp={(event) => {
          const start = drag.current;
          drag.current = null;
          const { offsetX, offsetY } = event.nativeEvent;
          if (start === null || Math.abs(offsetX - start.x) > PRESS_PX || drawn.current === null) return;
          props.onMeasure(null);
          props.onPin(pickIn(drawn.current, offsetX, offsetY));
        }}
        onPointerLeave={() => setHovered(null)}
      />
    </div>
  );
});

/** Makes the canvas as large as it is shown. @returns its size in CSS pixels */
function fitted(element: HTMLCanvasElement): { readonly width: number; readonly height: number } {
  const { clientWidth: width, clientHeight: height } = element;
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (element.width !== across || element.height !== down) Object.assign(element, { width: across, height: down });
  return { width, height };
}

function isBefore(request: TraceRequest | undefined, { from }: Stretch): boolean {
  return request !== undefined && request.sent !== null && request.sent < from;
}

/** The request at a point of the canvas; null: there is none in reach. */
function pickIn({ scene, plot, shift }: Drawn, x: number, y: number): number | null {
  return x < plot.x || x > plot.x + plot.width ? null : pick(scene, x + shift, y);
}

/** µs at a point across the canvas. */
function timeIn({ scene, stretch, shift }: Drawn, x: number, mirrored: boolean): number {
  return timeAt(scene, x + shift, stretch, mirrored);
}
