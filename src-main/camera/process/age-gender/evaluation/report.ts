import { type Judged, SURE, type Summary } from './summary.ts';

/** All that a report tells beside the figures. */
export interface Report {
  readonly title: string;
  readonly folder: string;
  readonly groups: readonly string[];
  readonly judged: readonly Judged[];
  readonly summary: Summary;
  /** Pictures left out. */
  readonly unreadable: number;
  readonly faceless: number;
  /** Median time to estimate one face, ms. */
  readonly millisecondsPerFace: number;
}

/** The figures, in the order in which both reports show them. */
export function figures({ summary, unreadable, faceless, millisecondsPerFace }: Report): [string, string][] {
  const { ageError, genderRight, groupExact, groupOneOff, sure } = summary;
  const sureRight = sure.right === null ? '–' : percent(sure.right);
  return [
    ['faces', String(summary.faces)],
    ['left out', `${faceless} without a face, ${unreadable} unreadable`],
    ['age, mean absolute error', ageError === null ? '– (the pack only knows groups)' : `${ageError.toFixed(2)} years`],
    ['age group exact', percent(groupExact)],
    ['at most one group off', percent(groupOneOff)],
    ['gender right', percent(genderRight)],
    [`gender right where sure (≥ ${SURE})`, `${sureRight} of the ${percent(sure.part)} that are`],
    ['time per face, median', `${millisecondsPerFace.toFixed(1)} ms`],
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

export function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}
