import { difference, type Judged, type Share, type Slice, type Summary, worstCases } from './summary.ts';

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
  readonly detector: string | null;
  /** Least probability of a gender that is shown, 0.5..1. */
  readonly unsureBelow: number;
  readonly groups: readonly string[];
  readonly judged: readonly Judged[];
  readonly summary: Summary;
  readonly leftOut: LeftOut;
  /** Median time to estimate one face, ms. */
  readonly millisecondsPerFace: number;
}

/** A share of fewer than this says next to nothing: of 30, 80 % right may as well be 63 or 90 (95 % interval). */
export const FEW = 30;
/** Worst cases of each kind that are named. */
export const WORST = 10;
const TOO_FEW = 'too few to judge';

/** The figures, in the order in which both reports show them. */
export function figures(report: Report): [string, string][] {
  const { detector, summary, leftOut, millisecondsPerFace, unsureBelow } = report;
  const { all } = summary;
  return [
    ['face detector', detector ?? 'none (each picture is a face)'],
    ['faces', all.found.of === all.found.count ? String(all.found.count) : counted(all.found)],
    [
      'left out',
      leftOutReasons(leftOut)
        .map(([reason, names]) => `${names.length} ${reason}`)
        .join(', '),
    ],
    ['age, mean absolute error', all.ageError === null ? '– (the pack only knows groups)' : years(all.ageError)],
    ['age group exact', counted(all.groupExact)],
    ['at most one group off', counted(all.groupOneOff)],
    ['gender right', counted(all.genderRight)],
    [`labels shown (gender ≥ ${unsureBelow})`, counted(all.shown)],
    ['gender right where shown', all.shownRight.of === 0 ? '– (no label is)' : counted(all.shownRight)],
    ['women beside men', womenBesideMen(summary)],
    ['time per face, median', `${millisecondsPerFace.toFixed(1)} ms`],
  ];
}

/** Whether the gender of women and of men is right equally often. */
function womenBesideMen({ women, men }: Summary): string {
  const apart = difference(women.genderRight, men.genderRight);
  if (apart === null || women.genderRight.of < FEW || men.genderRight.of < FEW) {
    return `${TOO_FEW} (${women.genderRight.of} women, ${men.genderRight.of} men)`;
  }
  const points = (Math.abs(apart.value) * 100).toFixed(1);
  const rights = `right for ${percent(part(women.genderRight))} of women and ${percent(part(men.genderRight))} of men`;
  const chance =
    Math.abs(apart.value) > apart.margin
      ? `${points} points apart, more than chance`
      : `${points} points apart, which may be chance`;
  return `${rights}: ${chance} (± ${(apart.margin * 100).toFixed(1)})`;
}

/** Why pictures don't count, in words, and which. */
export function leftOutReasons({ faceless, unreadable, unlabelled }: LeftOut): [string, readonly string[]][] {
  return [
    ['without a face', faceless],
    ['unreadable', unreadable],
    ['without a label', unlabelled],
  ];
}

/** Heads of the table of slices. */
export const SLICE_HEADS = ['found', 'gender right', 'shown', 'shown right', 'group exact', 'one off', 'age error'];

/** The cells of a slice under SLICE_HEADS; of too few pictures only that. */
export function sliceCells(slice: Slice): string[] {
  const { found, genderRight, shown, shownRight, groupExact, groupOneOff, ageError } = slice;
  if (found.of < FEW) return [judgedShare(found), ...SLICE_HEADS.slice(1).map(() => '')];
  const shares = [found, genderRight, shown, shownRight, groupExact, groupOneOff].map(judgedShare);
  return [...shares, ageError === null ? '–' : found.count < FEW ? TOO_FEW : years(ageError)];
}

/** Who it is right for: all, women and men, then each true age group and each gender in it. */
export function slices({ all, women, men, byGroup }: Summary): Slice[] {
  return [
    ...[all, women, men],
    ...byGroup.flatMap((group) => [
      group.all,
      { ...group.women, name: `${group.all.name}, women` },
      { ...group.men, name: `${group.all.name}, men` },
    ]),
  ].filter(({ found }) => found.of > 0);
}

/** The report as plain text: figures, who it is right for, what labels are worth, worst cases, confusion. */
export function reportText(report: Report): string {
  const { summary, groups, judged } = report;
  const cell = Math.max(...groups.map((group) => group.length), 5) + 1;
  const worst = worstCases(judged, WORST);
  const lines = [
    `${report.title} on ${report.folder}`,
    '',
    ...table(figures(report).map(([name, value]) => [name, value])),
    '',
    'who it is right for:',
    ...table([['', ...SLICE_HEADS], ...slices(summary).map((slice) => [slice.name, ...sliceCells(slice)])]),
    '',
    'what a label is worth (gender right):',
    ...table(summary.byLabel.map(({ name, right }) => [name, judgedShare(right)])),
    '',
    'what a label claims (gender and group both right):',
    ...table([['claimed', 'right'], ...summary.claims.flatMap(claimRow)]),
    ...namedCases('shown with the wrong gender, the surest first:', worst.gender),
    ...namedCases('age furthest off:', worst.age),
    '',
    'true group (rows), estimated group (columns):',
    ' '.repeat(cell) + groups.map((group) => group.padStart(cell)).join(''),
    ...groups.map((group, index) => {
      const counts = summary.confusion[index] ?? [];
      return group.padEnd(cell) + counts.map((count) => String(count).padStart(cell)).join('');
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a tenth of the claims says, as a row; none where no label claims so much. */
export function claimRow({ claimed, right }: Summary['claims'][number]): [string, string][] {
  return claimed === null ? [] : [[percent(claimed), judgedShare(right)]];
}

function namedCases(head: string, cases: readonly Judged[]): string[] {
  return cases.length === 0 ? [] : ['', head, ...cases.map((face) => `${face.file}: ${estimateWords(face)}`)];
}

/** `taken for male, 25-32 · 27 y (91.0 %)` */
export function estimateWords({ label }: Judged): string {
  const age = label.age === null ? '' : ` · ${Math.round(label.age)} y`;
  return `taken for ${label.gender}, ${label.group}${age} (gender ${percent(label.genderConfidence)})`;
}

/** Columns padded to their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A share with the count behind it, as a percentage of few faces means little: `72.7 % (16 of 22)`. */
function counted(share: Share): string {
  return `${percent(part(share))} (${share.count} of ${share.of})`;
}

/** The same where it is compared with others: too few are not judged at all. */
export function judgedShare(share: Share): string {
  return share.of < FEW ? `${TOO_FEW} (${share.of})` : counted(share);
}

export function part({ count, of }: Share): number {
  return of === 0 ? 0 : count / of;
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function years(value: number): string {
  return `${value.toFixed(2)} years`;
}
