import { writeFileSync } from 'node:fs';
import { defaultModelsFolder } from '../camera/conversion/description.ts';
import { recordLines } from '../camera/process/evaluation/record.ts';
import { reportText } from '../camera/process/evaluation/report.ts';
import { reportPage } from '../camera/process/evaluation/report-page.ts';
import { parseOptions } from '../command-line.ts';
import { cameraOptionsSchema, DETECTORS, detectorSchema } from '../contract/camera.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import { settingsSchema } from '../contract/settings.ts';
import type { Door } from './door.ts';
import { ProgressBar } from './progress-bar.ts';

const DEFAULTS = settingsSchema.parse({}).camera;

const HELP = `Usage: npm run lobby -- evaluate DIR [options]

Runs a model pack over labelled pictures, in the way the camera goes through a
folder, and says how right it is: for women and men, for each age group, and for
the labels that would be shown.

The labels stand in the file names: age_gender_… with gender 0 for male and 1
for female, e.g. 27_1_anna.jpg. A true age between two groups counts for the
nearer one. Nothing is sent anywhere.

  --pack NAME         the pack to judge (${DEFAULTS.pack})
  --detector NAME     what finds the face: ${DETECTORS.join(', ')} (${DEFAULTS.detector}); of several
                      faces the largest counts
  --whole             the pictures show nothing but a face: nothing is searched
  --unsure-below P    least probability of a gender that is shown, 0.5 to 1
                      (default: the pack's own)
  --html FILE         writes the report as a page, too, with plots and the worst
                      cases as small pictures
  --json FILE         writes one JSON object a line for each labelled picture

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
        pack: { type: 'string', default: DEFAULTS.pack },
        detector: { type: 'string', default: DEFAULTS.detector },
        whole: { type: 'boolean', default: false },
        'unsure-below': { type: 'string' },
        html: { type: 'string' },
        json: { type: 'string' },
      },
      true,
    );
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageFailure("Give one folder of pictures. See 'npm run lobby -- evaluate --help'.");
    }
    const detectorName = detectorSchema.safeParse(values.detector);
    if (!detectorName.success) {
      throw new UsageFailure(`--detector is one of ${DETECTORS.join(', ')}, not '${values.detector}'.`);
    }
    const bound = values['unsure-below'];
    const unsureBelow = cameraOptionsSchema.shape.unsureBelow.safeParse(bound === undefined ? null : Number(bound));
    if (!unsureBelow.success) throw new UsageFailure('--unsure-below takes a number from 0.5 to 1.');
    // OpenCV is loaded only here, so that help needs none of it.
    const [{ loadPack }, { loadLandmarks }, { loadDetector }, { evaluate }, { thumbnailsOf }] = await Promise.all([
      import('../camera/process/age-gender/load-pack.ts'),
      import('../camera/process/align/landmarks.ts'),
      import('../camera/process/detect/load-detector.ts'),
      import('../camera/process/evaluation/evaluate.ts'),
      import('../camera/process/evaluation/thumbnails.ts'),
    ]);
    const models = defaultModelsFolder();
    const pack = loadPack(values.pack, models);
    const landmarks = loadLandmarks(models);
    const detector = values.whole ? null : loadDetector(detectorName.data, models);
    const bar = new ProgressBar(values.pack);
    const onProgress = (done: number, total: number) => bar.show(done, total, `${done} of ${total} pictures`);
    const request = { folder, pack, landmarks, detector, unsureBelow: unsureBelow.data, onProgress };
    const { report, pictures } = await evaluate(request).finally(() => bar.clear());
    const written: string[] = [];
    if (values.html !== undefined) {
      writeReport('html', values.html, reportPage(report, await thumbnailsOf(report)));
      written.push(`The page is ${values.html}.`);
    }
    if (values.json !== undefined) {
      writeReport('json', values.json, recordLines(pictures));
      written.push(`One line for each picture is in ${values.json}.`);
    }
    process.stdout.write(`${[reportText(report), ...written].join('\n')}${written.length > 0 ? '\n' : ''}`);
    return 0;
  },
};

function writeReport(option: string, file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Failure(
      'report_not_written',
      `The file ${file} can't be written (${code}): choose another place with --${option}.`,
      { cause },
    );
  }
}
