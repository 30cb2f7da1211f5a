import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import { type NumberedFrame, paint, type View } from './painter.ts';

export interface StageHandle {
  /** Takes the frame over and draws it. */
  show(frame: NumberedFrame): void;
  /** Forgets the picture: no old one may pass for what is seen now. */
  clear(): void;
  /** The picture as it is shown, as PNG; null before the first frame. */
  snapshot(): Promise<Blob | null>;
  /** Records what is shown from now on; the function stops it and gives the film (WebM). */
  record(): () => Promise<Blob>;
}

interface StageProps {
  readonly view: View;
  readonly label: string;
  readonly ref: RefObject<StageHandle | null>;
}

/** Widest canvas, in its own pixels: more would only cost time. */
const WIDEST = 1920;
const FILM_RATE = 30;
const FILM_TYPE = 'video/webm';

/** The canvas with the picture and its overlay: what is seen is what a snapshot and a film have. */
export function Stage({ view, label, ref }: StageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<NumberedFrame>(null);
  const recording = useRef(false);

  const draw = () => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || frame.current === null) return;
    const { width, height } = frame.current.header;
    // A film can't change its size: while recording, the canvas keeps the one that it has.
    const scale = recording.current ? element.width / width : scaleFor(element, width);
    if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
      element.width = Math.round(width * scale);
      element.height = Math.round(height * scale);
    }
    paint(context, frame.current, view, scale);
  };
  // Choices and the window's size show at once, on a paused picture too.
  const redraw = useRef(draw);
  useEffect(() => {
    redraw.current = draw;
    draw();
  });
  useEffect(() => {
    const observer = new ResizeObserver(() => redraw.current());
    if (canvas.current !== null) observer.observe(canvas.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => () => frame.current?.bitmap.close(), []);

  useImperativeHandle(ref, () => ({
    show(next) {
      frame.current?.bitmap.close();
      frame.current = next;
      draw();
    },
    clear() {
      frame.current?.bitmap.close();
      frame.current = null;
      const element = canvas.current;
      element?.getContext('2d')?.clearRect(0, 0, element.width, element.height);
    },
    snapshot: () =>
      new Promise((resolve) => {
        if (canvas.current === null || frame.current === null) resolve(null);
        else canvas.current.toBlob(resolve, 'image/png');
      }),
    record() {
      if (canvas.current === null) throw new Error('there is no picture to record');
      const stream = canvas.current.captureStream(FILM_RATE);
      const recorder = new MediaRecorder(stream, { mimeType: FILM_TYPE });
      recording.current = true;
      const parts: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
      recorder.start(1000);
      return () =>
        new Promise((resolve) => {
          recorder.addEventListener('stop', () => resolve(new Blob(parts, { type: FILM_TYPE })));
          recorder.stop();
          recording.current = false;
          // A stream that nobody takes from would still be fed with every frame.
          for (const track of stream.getTracks()) track.stop();
        });
    },
  }));

  return <canvas ref={canvas} className="picture" role="img" aria-label={label} width={640} height={480} />;
}

/** Canvas pixels for one pixel of the frame, so that one canvas pixel is one of the screen. */
function scaleFor(element: HTMLCanvasElement, frameWidth: number): number {
  const shown = element.clientWidth * window.devicePixelRatio;
  return Math.max(1, Math.min(shown, WIDEST) / frameWidth);
}
