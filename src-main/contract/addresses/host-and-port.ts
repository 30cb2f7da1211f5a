/** Where something listens. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, `[::1]:port` or a host alone. @returns undefined if it is none of them */
export function parseHostAndPort(text: string, port: number): HostAndPort | undefined {
  if (/[/@?#\s]/.test(text) || !URL.canParse(`tcp://${text}`)) return undefined;
  const url = new URL(`tcp://${text}`);
  if (url.hostname === '' || url.port === '0') return undefined;
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return { host, port: url.port === '' ? port : Number(url.port) };
}
