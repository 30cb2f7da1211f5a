import type { DetectorName } from '../../../../contract/camera.ts';
import { type Judged, SURE, type Summary } from './summary.ts';

/** File names of the pictures that don't count, by why. */
export interface LeftOut {
  readonly faceless: readonly string[];
  readonly unreadable: readonly string[];
  readonly unlabelled: readonly string[];
}

/** All that a report tells beside the figures. */
export interface Report {
  readonly title: string;
  readonly folder: string;
  /** What found the faces; null: the pictures were taken for faces as they are. */
  readonly detector: DetectorName | null;
  readonly groups: readonly string[];
  readonly judged: readonly Judged[];
  readonly summary: Summary;
  readonly leftOut: LeftOut;
  /** Median time to estimate one face, ms. */
  readonly millisecondsPerFace: number;
}

/** The figures, in the order in which both reports show them. */
export function figures({ detector, summary, leftOut, millisecondsPerFace }: Report): [string, string][] {
  const { faces, ageError, genderRight, groupExact, groupOneOff, sure } = summary;
  const sureFaces = Math.round(sure.part * faces);
  return [
    ['face detector', detector ?? 'none (each picture is a face)'],
    ['faces', String(faces)],
    [
      'left out',
      leftOutReasons(leftOut)
        .map(([reason, names]) => `${names.length} ${reason}`)
        .join(', '),
    ],
    ['age, mean absolute error', ageError === null ? '– (the pack only knows groups)' : `${ageError.toFixed(2)} years`],
    ['age group exact', share(groupExact, faces)],
    ['at most one group off', share(groupOneOff, faces)],
    ['gender right', share(genderRight, faces)],
    [`gender right where sure (≥ ${SURE})`, sure.right === null ? '– (no face is)' : share(sure.right, sureFaces)],
    ['time per face, median', `${millisecondsPerFace.toFixed(1)} ms`],
  ];
}

/** Why pictures don't count, in words, and which. */
export function leftOutReasons({ faceless, unreadable, unlabelled }: LeftOut): [string, readonly string[]][] {
  return [
    ['without a face', faceless],
    ['unreadable', unreadable],
    ['without a label', unlabelled],
  ];
}

/** The report as plain text: figures, then the confusion table. */
export function reportText(report: Report): string {
  const rows = figures(report);
  const width = Math.max(...rows.map(([name]) => name.length));
  const cell = Math.max(...report.groups.map((group) => group.length), 5) + 1;
  const lines = [
    `${report.title} on ${report.folder}`,
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    'true group (rows), estimated group (columns):',
    ' '.repeat(cell) + report.groups.map((group) => group.padStart(cell)).join(''),
    ...report.groups.map((group, index) => {
      const counts = report.summary.confusion[index] ?? [];
      return group.padEnd(cell) + counts.map((count) => String(count).padStart(cell)).join('');
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** A part with the count behind it, as a percentage of few faces means little: `72.7 % (16 of 22)`. */
function share(part: number, of: number): string {
  return `${percent(part)} (${Math.round(part * of)} of ${of})`;
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
