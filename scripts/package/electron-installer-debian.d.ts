/** The part of electron-installer-debian 4 that is used here; the package has no types of its own. */
declare module 'electron-installer-debian' {
  export interface Options {
    readonly src: string;
    readonly dest: string;
    readonly name: string;
    readonly version: string;
    readonly packagePaths: readonly string[];
  }

  export class Installer {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly options: Options;
    readonly stagingDir: string;
    get contentFunctions(): string[];
    generateDefaults(): Promise<unknown>;
    generateOptions(): Promise<unknown>;
    createStagingDir(): Promise<unknown>;
    createContents(): Promise<unknown>;
    createPackage(): Promise<unknown>;
    movePackage(): Promise<unknown>;
    copyApplication(): Promise<unknown>;
    createBinarySymlink(): Promise<unknown>;
    createCopyright(): Promise<unknown>;
    updateSandboxHelperPermissions(): Promise<unknown>;
  }
}
