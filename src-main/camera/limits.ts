/** Every limit of the camera, by name. Units stand in the names. The relations are asserted on load. */

/** How often the camera process says that its event loop turns. */
export const HEARTBEAT_MS = 250;
/** Silence after which a running camera process counts as hung. Two busy cores can delay a healthy one by 1 s. */
export const HANG_MS = 2_000;
/** The same for one that is ready to run and gets hardly any processor time on an overloaded machine. */
export const STARVED_HANG_MS = 10_000;
/** The same while it loads OpenCV and the networks or opens a source, which are single blocking calls. */
export const OPENING_HANG_MS = 20_000;
/** Wait before a lost process is started again; doubled with each loss in a row up to RESTART_MAX_MS. */
export const RESTART_MS = 100;
export const RESTART_MAX_MS = 5_000;
/** A process that gave pictures for this long was healthy: the next loss counts as the first. */
export const HEALTHY_MS = 10_000;
/** A source whose opening hung this often in a row can't be opened; it is not tried again. */
export const OPENING_HANGS = 2;
/** Wait before a source that can't be opened or went silent is tried again. */
export const RETRY_MS = 2_000;
/**
 * A source that gives no further picture for this long is dead: longer, and a frozen picture would be taken for a
 * live one.
 */
export const SOURCE_SILENCE_MS = 2_000;
/** The same for its first picture: a stream begins with the next whole picture that its sender makes. */
export const FIRST_PICTURE_MS = 8_000;
/** Resident memory at which the process is replaced, in bytes. Ordinary use stays below 400 MB. */
export const MEMORY_BYTES = 1_500_000_000;
/** A camera that no visible window shows is switched off after this: nobody should be filmed without knowing it. */
export const UNWATCHED_MS = 30_000;
/** Time that a process has to stop by itself before it is killed. */
export const STOPPING_MS = 2_000;

/** Longest message on the control and event pipes, in bytes. */
export const MESSAGE_BYTES = 65_536;
/** Largest frame packet, in bytes: more than the largest picture has without any compression. */
export const PACKET_BYTES = 4_000_000;

/** Pictures are shrunk until both sides have at most so many pixels; smaller ones stay as they are. */
export const PICTURE_SIDE = 1920;
/** The same for all pixels of a picture. */
export const PICTURE_PIXELS = 1920 * 1080;
/** Pictures go to windows at this width and height at most, in pixels: more costs time and shows nothing more. */
export const SHOWN_WIDTH = 1280;
export const SHOWN_HEIGHT = 960;
/** The same where faces are blurred: a face too small to be found has too few pixels left to be recognised. */
export const BLURRED_WIDTH = 640;
export const BLURRED_HEIGHT = 1280;
/** Quality of the JPEG that windows get, 0..100. */
export const JPEG_QUALITY = 82;

function assertRelation(holds: boolean, words: string): void {
  if (!holds) throw new Error(`camera limits: ${words}`);
}
assertRelation(HEARTBEAT_MS * 4 <= HANG_MS, 'a hang is several missed heartbeats');
assertRelation(HANG_MS < STARVED_HANG_MS, 'a process without a processor gets more time');
assertRelation(STARVED_HANG_MS < OPENING_HANG_MS, 'opening may take longer than running');
assertRelation(SOURCE_SILENCE_MS < FIRST_PICTURE_MS, 'a source may take longer to begin than to go on');
assertRelation(
  2 * FIRST_PICTURE_MS < OPENING_HANG_MS,
  'a silent source is reported before the watchdog ends the process',
);
assertRelation(SHOWN_WIDTH * SHOWN_HEIGHT * 3 < PACKET_BYTES, 'a picture fits into a packet');
assertRelation(BLURRED_WIDTH * BLURRED_HEIGHT * 3 < PACKET_BYTES, 'a blurred picture fits into a packet');
assertRelation(RESTART_MS < 2_000, 'the camera is back within two seconds');
