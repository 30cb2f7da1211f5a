import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Failure } from '../contract/failure.ts';
import type { DataFolder } from '../data-folder.ts';
import { writeWhole } from '../write-whole.ts';
import type { TlsIdentity } from './session/threads/thread-messages.ts';

/** What the terminal port proves itself with. */
export interface Certificate extends TlsIdentity {
  /** SHA-256 over the certificate, `AB:CD:…`: what a terminal pins. */
  readonly fingerprint: string;
}

/** Terminals pin the certificate, so its end would cut all of them off: it is made to outlive the installation. */
const YEARS = 20;

/**
 * The bank's own certificate: made at the first need, kept with the secrets, the same from then on.
 * @throws Failure `certificate_unreadable`, `certificate_unwritable`
 */
export async function ownCertificate(data: DataFolder, host: string): Promise<Certificate> {
  const certificate = join(data.secrets, 'terminal-certificate.pem');
  const key = join(data.secrets, 'terminal-key.pem');
  try {
    return identity(await readFile(certificate, 'utf8'), await readFile(key, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Failure(
        'certificate_unreadable',
        `The bank's certificate in ${data.secrets} can't be used: delete terminal-certificate.pem there, and the bank makes a new one, which terminals have to be told of.`,
        { cause: error },
      );
    }
  }
  const end = new Date();
  end.setFullYear(end.getFullYear() + YEARS);
  const address = isIP(host) !== 0 ? [{ type: 7 as const, ip: host }] : [{ type: 2 as const, value: host }];
  // Loaded only here: it would cost every start a fifth of the time that all of the bank's modules take.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Lobby bank' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: end,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, ...address] },
    ],
  });
  try {
    // The certificate is written last: where it is, its key is too.
    writeWhole(key, made.private);
    writeWhole(certificate, made.cert);
  } catch (cause) {
    throw new Failure(
      'certificate_unwritable',
      `The bank's certificate can't be kept in ${data.secrets} (${(cause as NodeJS.ErrnoException).code}): check the disk and the rights of the folder.`,
      { cause },
    );
  }
  return identity(made.cert, made.private);
}

/** The owner's certificate. @throws Failure `certificate_unreadable` that says which file is wrong. */
export function givenCertificate(paths: { readonly certificate: string; readonly key: string }): Certificate {
  const read = (path: string, option: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      throw new Failure(
        'certificate_unreadable',
        `The file ${path} can't be read (${(cause as NodeJS.ErrnoException).code}): give a readable PEM file with ${option}.`,
        { cause },
      );
    }
  };
  const cert = read(paths.certificate, '--tls-cert');
  const key = read(paths.key, '--tls-key');
  try {
    return identity(cert, key);
  } catch (cause) {
    throw new Failure(
      'certificate_unreadable',
      `${paths.certificate} and ${paths.key} are no certificate with its key: give two PEM files that belong together.`,
      { cause },
    );
  }
}

/** @throws Error if the two do not belong together. */
function identity(cert: string, key: string): Certificate {
  createSecureContext({ cert, key });
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}
