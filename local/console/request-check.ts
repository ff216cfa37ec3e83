import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered, and with which status. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Refuses what another site's page could make a browser send: a foreign Host is a name that was pointed at this machine, a foreign Origin a
 * page that posts here, and a body that is no JSON one that a browser sends without asking first. Pure.
 */
export const refusalOf = (method: string, headers: IncomingHttpHeaders): Refusal | undefined => {
  const { host = '', origin, 'content-type': contentType = '' } = headers;
  if (!LOOPBACK.test(host))
    return { status: 403, reason: `the console answers at 127.0.0.1 and localhost, not ${host || 'nobody'}` };
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, reason: `the console takes no requests of ${origin}` };
  }
  if (method !== 'GET' && method !== 'POST') return { status: 405, reason: `${method} is not answered here` };
  if (method === 'POST' && contentType.split(';')[0]?.trim() !== 'application/json') {
    return { status: 415, reason: `the body must be application/json, not ${contentType || 'nothing'}` };
  }
  return undefined;
};
