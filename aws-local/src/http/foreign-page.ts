import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Why a request is refused that a page of another site may have made a browser send, or undefined. A foreign Host is a name that was pointed
 * at this machine (DNS rebinding), a foreign Origin a page that posts here: a browser sends such a post without asking first, and no SDK or
 * command line has an Origin. Pure.
 */
export const foreignPageRefusal = ({ host = '', origin }: IncomingHttpHeaders): string | undefined => {
  if (!LOOPBACK.test(host)) return `this environment answers at 127.0.0.1 and localhost, not ${host || 'nobody'}`;
  if (origin !== undefined && origin !== `http://${host}`) return `this environment takes no requests of ${origin}`;
  return undefined;
};
