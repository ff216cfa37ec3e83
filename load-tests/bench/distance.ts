import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server';

/**
 * Puts a service `delayMs` away: passes each request on unchanged, after that time. Listens on 127.0.0.1. On one machine services answer in
 * a fraction of a millisecond, on AWS they do not, and what a handler waits for is what its batch layer is about.
 */
export const startDistance = async (endpoint: string, delayMs: number): Promise<LoopbackServer> => {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const { url, close } = await startLoopbackServer(async (request, response) => {
    await sleep(delayMs);
    const { method, url: path, headers } = request;
    const onward = httpRequest({ hostname, port, method, path, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    // As a lost connection: the SDK tries again.
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return {
    url,
    close: async () => {
      agent.destroy();
      await close();
    },
  };
};
