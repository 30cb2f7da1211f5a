import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { SessionView } from '../../../../src-main/contract/board.ts';
import { type PerProtocol, PROTOCOL_NAMES } from '../../../../src-main/contract/protocols.ts';
import { useLanguage } from '../../../ui/language/language-context.tsx';
import { dotAt, dotIndex, type LaneLayout, laneLayout, neighbour } from './lane-layout.ts';
import { sessionName, sessionNumber } from './session-name.ts';

interface CrowdLaneProps {
  readonly sessions: readonly SessionView[];
  readonly mask: boolean;
  /** The lane gets no higher, if smaller dots can help it; CSS pixels. */
  readonly height: number;
  readonly onSession: (session: string) => void;
  /** A session is pointed at, by pointer or keyboard; null: none any more. */
  readonly onPoint: (session: string | null) => void;
}

/** Radii, as parts of the square around a dot. */
const DOT = 0.25;
const HALO = 0.46;
const RING = 0.4;

/**
 * One dot for each of many sessions, on a canvas: hundreds of elements that change five times a second would cost
 * the window its frames. A dot has a halo while its session has done something since the board before. One button
 * for all: the pointer and the arrow keys choose a session, Enter or a click opens it.
 */
export function CrowdLane({ sessions, mask, height, onSession, onPoint }: CrowdLaneProps) {
  const language = useLanguage();
  const { strings, direction } = language;
  const place = useRef<HTMLButtonElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const before = useRef<ReadonlyMap<string, number>>(new Map());
  const [width, setWidth] = useState(0);
  const [chosen, setChosen] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const layout = laneLayout(sessions.length, width, height);
  const current = Math.max(
    0,
    sessions.findIndex(({ id }) => id === chosen),
  );

  const pointed = sessions.findIndex(({ id }) => id === hovered);
  const ringed = pointed !== -1 ? pointed : focused ? current : null;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const fit = new ResizeObserver(() => setWidth(element.clientWidth));
    fit.observe(element);
    return () => fit.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current !== null && width > 0) {
      draw(canvas.current, width, layout, sessions, before.current, ringed);
    }
  });
  useEffect(() => {
    before.current = new Map(sessions.map(({ id, operations }) => [id, operations]));
  }, [sessions]);

  const indexOf = ({ clientX, clientY, currentTarget }: MouseEvent | PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    const x = direction === 'rtl' ? box.right - clientX : clientX - box.left;
    return dotIndex(x, clientY - box.top, sessions.length, layout);
  };
  const open = (event: MouseEvent) => {
    // A click by keyboard or screen reader has no place: it opens the session that is chosen.
    const index = event.detail === 0 ? current : indexOf(event);
    const session = index === undefined ? undefined : sessions[index];
    if (session === undefined) return;
    setChosen(session.id);
    onSession(session.id);
  };
  const move = (event: KeyboardEvent) => {
    const to = neighbour(event.key, current, sessions.length, layout, direction);
    if (to === undefined) return;
    event.preventDefault();
    setChosen(sessions[to]?.id ?? null);
    onPoint(sessions[to]?.id ?? null);
  };
  const hover = (id: string | null) => {
    if (id === hovered) return;
    setHovered(id);
    onPoint(id);
  };
  const session = sessions[current];
  return (
    <button
      type="button"
      className="crowd-lane"
      ref={place}
      aria-label={
        session === undefined
          ? strings.lobby.sessions
          : `${strings.lobby.openSession(sessionNumber(session.id, language))}: ${sessionName(session, mask, language)}`
      }
      onClick={open}
      onKeyDown={move}
      onPointerMove={(event) => hover(sessions[indexOf(event) ?? -1]?.id ?? null)}
      onPointerLeave={() => hover(null)}
      onFocus={({ currentTarget }) => {
        if (!currentTarget.matches(':focus-visible')) return;
        setFocused(true);
        onPoint(session?.id ?? null);
      }}
      onBlur={() => {
        setFocused(false);
        onPoint(null);
      }}
    >
      <canvas ref={canvas} style={{ blockSize: layout.rows * layout.cell }} />
    </button>
  );
}

/** @param chosen the dot that the pointer or the keyboard is on; null: none. */
function draw(
  canvas: HTMLCanvasElement,
  width: number,
  layout: LaneLayout,
  sessions: readonly SessionView[],
  before: ReadonlyMap<string, number>,
  chosen: number | null,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  const { rows, cell } = layout;
  clear(canvas, context, width, rows * cell);
  if (style.direction === 'rtl') context.transform(-1, 0, 0, 1, width, 0);
  const dots = sessions.map(({ id, protocol, operations }, index) => {
    const known = before.get(id);
    return { ...dotAt(index, layout), protocol, active: known !== undefined && known !== operations };
  });
  // Real properties, as a canvas does not resolve the light-dark() in custom ones.
  const colours: PerProtocol<string> = { terminal: style.color, teletype: style.outlineColor };
  for (const protocol of PROTOCOL_NAMES) {
    const ours = dots.filter((dot) => dot.protocol === protocol);
    context.fillStyle = colours[protocol];
    context.globalAlpha = 0.3;
    fill(
      context,
      ours.filter(({ active }) => active),
      HALO * cell,
    );
    context.globalAlpha = 1;
    fill(context, ours, DOT * cell);
  }
  const ringed = chosen === null ? undefined : dots[chosen];
  if (ringed === undefined) return;
  context.strokeStyle = style.caretColor;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(ringed.x, ringed.y, RING * cell, 0, 2 * Math.PI);
  context.stroke();
}

/** An empty canvas in CSS pixels. Setting its size, even to the same, would make it a new one each time. */
function clear(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, width: number, height: number): void {
  const scale = window.devicePixelRatio;
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, across, down);
  context.scale(scale, scale);
}

/** All in one path: a fill of its own for each of hundreds costs several times as much. */
function fill(
  context: CanvasRenderingContext2D,
  dots: readonly { readonly x: number; readonly y: number }[],
  radius: number,
): void {
  context.beginPath();
  for (const { x, y } of dots) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}
