import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { BankEndpoint } from '../terminal.ts';
import { CertificateFailure, LinkFailure } from './bank-failure.ts';

/**
 * Connects to a bank, and checks its certificate where the link is secured.
 * @param where the bank's address for people
 * @throws LinkFailure `bank_unreachable`, also as CertificateFailure
 */
export function openSocket({ host, port, tls }: BankEndpoint, where: string, withinMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const pinned = tls?.fingerprint?.replaceAll(':', '').toUpperCase();
    const secure = tls === undefined ? undefined : connectTls({ host, port, rejectUnauthorized: pinned === undefined });
    const socket = secure ?? connectTcp({ host, port });
    const fail = (failure: LinkFailure): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(failure);
    };
    const timer = setTimeout(() => {
      const words = `The bank at ${where} did not answer in ${withinMs / 1000} s. Check that it runs and can be reached.`;
      fail(new LinkFailure('bank_unreachable', words));
    }, withinMs);
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code ?? cause.message;
      // Set where the handshake was done and the certificate is not trusted.
      const isDistrusted = secure !== undefined && secure.authorizationError != null;
      fail(
        isDistrusted
          ? new CertificateFailure(
              `The bank at ${where} shows a certificate that this machine does not trust (${code}). Ask the bank for its fingerprint, and give that.`,
              { cause },
            )
          : new LinkFailure(
              'bank_unreachable',
              `The bank at ${where} cannot be reached (${code}). Check that it runs.`,
              { cause },
            ),
      );
    });
    socket.once(secure === undefined ? 'connect' : 'secureConnect', () => {
      const shown = secure?.getPeerCertificate().fingerprint256?.replaceAll(':', '').toUpperCase();
      if (pinned !== undefined && shown !== pinned) {
        const words = `The bank at ${where} shows another certificate than the one trusted. Ask the bank for its fingerprint.`;
        fail(new CertificateFailure(words));
        return;
      }
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
