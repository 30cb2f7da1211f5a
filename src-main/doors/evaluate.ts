import { writeFileSync } from 'node:fs';
import { defaultModelsFolder } from '../camera/conversion/description.ts';
import { parseOptions } from '../command-line.ts';
import { detectorSchema } from '../contract/camera.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import type { Door } from './door.ts';
import { ProgressBar } from './progress-bar.ts';

const HELP = `Usage: npm run lobby -- evaluate DIR [options]

Runs a model pack over labelled pictures and says how right it is: error of the
age, age groups, gender, and which groups are taken for which.

The labels stand in the file names: age_gender_… with gender 0 for male and 1
for female, e.g. 27_1_anna.jpg. A true age between two groups counts for the
nearer one. Nothing is sent anywhere.

  --pack NAME      the pack to judge (face-api)
  --detector NAME  what finds the face: ssd, tiny or haar (ssd); of several
                   faces the largest counts
  --whole          the pictures show nothing but a face: nothing is searched
  --html FILE      writes the report as a page with plots, too

Exit codes: 0 the report is there, 1 there was nothing to judge or it could not be judged, 2 wrong
usage.
`;

export const door: Door = {
  name: 'evaluate',
  summary: 'judge a pack for age and gender on labelled pictures',
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseOptions(
      'evaluate',
      argv,
      {
        pack: { type: 'string', default: 'face-api' },
        detector: { type: 'string', default: 'ssd' },
        whole: { type: 'boolean', default: false },
        html: { type: 'string' },
      },
      true,
    );
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageFailure("Give one folder of pictures. See 'npm run lobby -- evaluate --help'.");
    }
    const detectorName = detectorSchema.safeParse(values.detector);
    if (!detectorName.success) {
      throw new UsageFailure(`--detector takes ssd, tiny or haar, not '${values.detector}'.`);
    }
    // OpenCV is loaded only here, so that help needs none of it.
    const [{ loadPack }, { loadDetector }, { evaluate }, { reportText }, { reportPage }] = await Promise.all([
      import('../camera/process/age-gender/pack.ts'),
      import('../camera/process/detect/load-detector.ts'),
      import('../camera/process/age-gender/evaluation/evaluate.ts'),
      import('../camera/process/age-gender/evaluation/report.ts'),
      import('../camera/process/age-gender/evaluation/report-page.ts'),
    ]);
    const pack = loadPack(values.pack, defaultModelsFolder());
    const detector = values.whole ? null : loadDetector(detectorName.data, defaultModelsFolder());
    const bar = new ProgressBar(values.pack);
    const onProgress = (done: number, total: number) => bar.show(done, total, `${done} of ${total} pictures`);
    const report = await evaluate({ folder, pack, detector, onProgress }).finally(() => bar.clear());
    if (values.html !== undefined) writePage(values.html, reportPage(report));
    const where = values.html === undefined ? '' : `\nThe page is ${values.html}.\n`;
    process.stdout.write(reportText(report) + where);
    return 0;
  },
};

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Failure(
      'page_not_written',
      `The page ${file} can't be written (${code}): choose another place with --html.`,
      { cause },
    );
  }
}
