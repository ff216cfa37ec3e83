import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is not answered, and with which status. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** Refuses methods that nothing here answers, and a body that is no JSON: one that a browser sends anywhere without asking first. Pure. */
export const refusalOf = (method: string, headers: IncomingHttpHeaders): Refusal | undefined => {
  const { 'content-type': contentType = '' } = headers;
  if (method !== 'GET' && method !== 'POST') return { status: 405, reason: `${method} is not answered here` };
  if (method === 'POST' && contentType.split(';')[0]?.trim() !== 'application/json') {
    return { status: 415, reason: `the body must be application/json, not ${contentType || 'nothing'}` };
  }
  return undefined;
};
