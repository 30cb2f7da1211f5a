import type { Box } from '../../src-main/contract/camera.ts';

/** A tag's size, and the face it belongs to. */
export interface TagSize {
  readonly box: Box;
  readonly width: number;
  readonly height: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/**
 * Where each face's tag stands: at its box where there is room, and never over another tag. Order decides who has the
 * first choice.
 * @param gap between a box and its tag, and between tags
 * @returns null for a tag that finds no room at all
 */
export function placeTags(tags: readonly TagSize[], area: Area, gap: number): (Box | null)[] {
  const taken: Box[] = [];
  return tags.map((tag) => {
    const place = placesFor(tag, area, gap).find((box) => taken.every((other) => !overlap(box, other, gap / 2)));
    if (place === undefined) return null;
    taken.push(place);
    return place;
  });
}

/** Places within the area, the best first: over the box, below it, beside it, in it, then wherever near it. */
function placesFor({ box, width, height }: TagSize, area: Area, gap: number): Box[] {
  const right = area.width - width;
  const bottom = area.height - height;
  if (right < 0 || bottom < 0) return [];
  const beside = [box.x + box.width + gap, box.x - width - gap];
  const wished = [
    [box.x, box.y - height - gap],
    [box.x, box.y + box.height + gap],
    ...beside.map((x) => [x, box.y]),
    [box.x, box.y + gap],
    [box.x, box.y + box.height - height - gap],
    ...beside.map((x) => [x, box.y + box.height - height]),
  ] as const;
  const inside = wished.filter(([, y]) => y >= 0 && y <= bottom).map(([x, y]) => place(clamp(x, right), y));
  // Rows over the whole height, the nearest to the box first.
  const rows = Array.from({ length: Math.floor(bottom / (height + gap)) + 1 }, (_, row) => row * (height + gap));
  rows.sort((a, b) => Math.abs(a - box.y) - Math.abs(b - box.y));
  const columns = [box.x, ...beside, 0, right].map((x) => clamp(x, right));
  return [...inside, ...rows.flatMap((y) => columns.map((x) => place(x, y)))];

  function place(x: number, y: number): Box {
    return { x, y, width, height };
  }
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

function overlap(a: Box, b: Box, gap: number): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  );
}
