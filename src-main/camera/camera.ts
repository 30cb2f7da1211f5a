import type { CameraDevice, CameraOptions, CameraState, PackTitle } from '../contract/camera.ts';
import type { CameraExit } from './camera-link.ts';
import type { Watcher } from './watchers.ts';

/** The camera as the app sees it: shared by all windows. Nothing else stops because of it. */
export interface Camera {
  /** Starts the source, or switches to it. The state says what comes of it. */
  start(options: CameraOptions): void;
  /** Stops the source and ends the camera process. */
  stop(): void;
  state(): CameraState;
  /** Calls the listener with every new state, until the returned function is called. */
  onState(listener: (state: CameraState) => void): () => void;
  /**
   * Whether faces are blurred; at first they aren't. From the call on no picture is given out that wasn't searched
   * for faces and blurred.
   */
  blur(on: boolean): void;
  /** Frames as packets (contract/camera.ts): one in flight for each watcher, the newest wins. */
  watch(listener: (packet: Uint8Array<ArrayBuffer>) => void): Watcher;
  /** The cameras of the system, by name where it has names for them. */
  devices(): Promise<CameraDevice[]>;
  /** The packs for age and gender that are installed. */
  packs(): PackTitle[];
  /** Process id of the camera process; undefined while there is none. */
  pid(): number | undefined;
  /** Stops for good; resolves when the camera process is gone. */
  close(): Promise<void>;
}

export interface CameraSettings {
  /** Path of the Node 24 binary that runs the camera process. */
  readonly node: string;
  /** The folder with the model packs. */
  readonly models: string;
  /** Resident memory at which the process is replaced, in bytes; MEMORY_BYTES if absent. */
  readonly memoryBytes?: number;
  /** Time after which a camera that nobody watches is switched off, ms; UNWATCHED_MS if absent. */
  readonly unwatchedMs?: number;
  /** Silence after which a process that opens a source counts as hung, ms; OPENING_HANG_MS if absent. */
  readonly openingHangMs?: number;
  /** Called when the process was lost, with what is known of the reason. */
  readonly onLost?: (exit: CameraExit) => void;
}
