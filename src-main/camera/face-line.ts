import type { Face } from '../contract/camera.ts';

/** `Female, 25-32 · 27 y`: a face in one line of English, for terminals and logs. Windows say it in their language. */
export function faceLine(face: Face): string {
  const { label } = face;
  if (label === null) return 'not estimated yet';
  const gender = label.gender === 'female' ? 'Female' : 'Male';
  const age = label.age === null ? '' : ` · ${Math.round(label.age)} y`;
  return `${label.unsure ? 'Unsure' : gender}, ${label.group}${age}`;
}
