import { defaultModelsFolder } from '../../../src-main/camera/conversion/description.ts';
import { startCamera } from '../../../src-main/camera/supervisor.ts';
import { DEMO, stateOf } from './camera-fixture.ts';

/** An app with a running camera, to be killed: tells the camera's process id when it is live. */
const camera = startCamera({ node: process.execPath, models: defaultModelsFolder() });
camera.start(DEMO);
await stateOf(camera, 'live');
process.stdout.write(`${camera.pid()}\n`);
setInterval(() => {}, 1_000);
