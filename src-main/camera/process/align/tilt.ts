/** Pixels of the frame; y goes down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The 68 points of a face in the order of the iBUG 300-W marks: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth
 * 48–67. Left comes first as it is seen in the picture.
 */
export type Landmarks = readonly Point[];

/** The landmarks of each eye: from, and up to but not including. */
const LEFT_EYE = [36, 42] as const;
const RIGHT_EYE = [42, 48] as const;
/** Faces that are tilted by less stay as they are, radians: turning them gains nothing, and smooths the picture. */
export const LEAST_TILT = (5 / 180) * Math.PI;
/**
 * A tilt that is measured beyond this counts for nothing, radians. Of the 22 faces on face-api's photos, turned to
 * known angles, the eyes are found within 6° up to a tilt of 35°, and from 50° on they are anywhere.
 */
export const MOST_TILT = (60 / 180) * Math.PI;

/**
 * How far a face is tilted in the plane of the picture, by the line through the middles of its eyes.
 * @returns radians, clockwise as one sees it, −π..π; 0 for an upright face
 */
export function tiltOf(landmarks: Landmarks): number {
  const left = middle(landmarks.slice(...LEFT_EYE));
  const right = middle(landmarks.slice(...RIGHT_EYE));
  return Math.atan2(right.y - left.y, right.x - left.x);
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
